/** Whether a server takes early data, which an attacker may have sent a second time. RFC 8446 §4.2.10, §8 */

import { latin1 } from '../../base/bytes.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { EarlyDataSettings, ServerSettings } from '../settings.ts';
import { ask } from '../stores.ts';
import { ageSkew, type ChosenPsk } from './choose.ts';

/** How it went with data in the first flight. */
export type EarlyDataFate = 'none' | 'accepted' | 'rejected';

/**
 * Takes it if everything is as it was when the ticket was issued, the ClientHello is fresh, and the ticket comes for
 * the first time: `extensions` are those of the first ClientHello. Call when the binder has been verified: it protects the age.
 */
export function* considerEarlyData(
  io: HandshakeIo,
  { earlyData }: ServerSettings,
  { extensions = {} }: ClientHello,
  chosen: ChosenPsk | undefined,
  protocol: string | undefined,
  retried: boolean,
): Flow<EarlyDataFate> {
  if (extensions.early_data === undefined) return 'none';
  if (retried || earlyData === undefined || chosen?.session === undefined || chosen.index !== 0) return 'rejected';
  const { state } = chosen.session;
  const same = state.cipherSuite === chosen.suite.id && latin1(state.protocol) === (protocol ?? '');
  if (!same || state.maxEarlyData === 0 || !isFresh(io.now, chosen.session, earlyData)) return 'rejected';
  return (yield* comesFirst(io, chosen, earlyData)) ? 'accepted' : 'rejected';
}

/** RFC 8446 §8.3: the ticket is about as old as the client says, so the ClientHello has not been kept for long. */
function isFresh(now: number, session: NonNullable<ChosenPsk['session']>, { window }: EarlyDataSettings): boolean {
  return Math.abs(ageSkew(session, now)) <= window;
}

/** RFC 8446 §8.1: after the window the age has ceased to fit, so a mark need not be kept for longer. */
function* comesFirst(io: HandshakeIo, { psk }: ChosenPsk, { guard, window }: EarlyDataSettings): Flow<boolean> {
  const mark = io.crypto.hash('sha256').update(psk.identity).digest();
  return (yield* ask(() => guard.first(mark, io.now, io.now + 2 * window + 1))) ?? false;
}
