/** Which application protocol is spoken inside. RFC 7301 §3.2 */

import { job, type Task } from '../../base/awaitable.ts';
import { latin1 } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import type { ServerSettings } from '../settings.ts';

/** Protocol names as text, one character per byte. */
export const protocolNames = (list: readonly Uint8Array[] | undefined): readonly string[] => (list ?? []).map(latin1);

/** Bytes of a protocol name. */
export const protocolBytes = (name: string): Uint8Array =>
  Uint8Array.from(name, (character) => character.charCodeAt(0));

/**
 * What a server speaks with a client that offers these; `undefined` when there is nothing to choose.
 * Throws `no_common_protocol` when nothing suits, or none is offered although one is required, and `MisuseError` when the
 * choice is none of those offered.
 */
export function* agreeOnProtocol(
  offered: readonly string[],
  { protocols: ours, selectProtocol, requireProtocol }: ServerSettings,
  serverName: string | undefined,
): Task<string | undefined> {
  if (ours.length === 0 && selectProtocol === undefined) return undefined;
  if (offered.length === 0 && !requireProtocol) return undefined;
  const protocol =
    selectProtocol === undefined || offered.length === 0
      ? ours.find((name) => offered.includes(name))
      : yield* job(selectProtocol({ protocols: offered, serverName }));
  if (protocol === undefined) throw new ProtocolError('no_common_protocol', { offered: offered.join(' ') || 'none' });
  if (!offered.includes(protocol)) throw new MisuseError(`the protocol ${protocol} was chosen, and not offered`);
  return protocol;
}

/** The protocol a server chose. Throws `unoffered_protocol` unless it is exactly one of those offered. */
export function chosenProtocol(
  answer: readonly Uint8Array[] | undefined,
  offered: readonly string[],
): string | undefined {
  if (answer === undefined) return undefined;
  const [chosen = '', ...others] = protocolNames(answer);
  if (others.length > 0 || !offered.includes(chosen)) throw new ProtocolError('unoffered_protocol', { chosen });
  return chosen;
}
