/** Data in the client's first flight, before anybody has answered. RFC 8446 §4.2.10 */

import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { Established13 } from '../established.ts';
import type { HandshakeIo } from '../io.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import type { EarlyDataFate } from './early-data-server.ts';
import { takeEarlyKeys } from './early-secrets.ts';
import type { OfferedPsk, OfferedSession } from './offer.ts';

/** Data that goes before the handshake, and the session whose keys protect it. */
export interface EarlyOffer {
  readonly data: Uint8Array;
  readonly psk: OfferedPsk;
  readonly session: OfferedSession;
}

/** Early data, if the first key on offer allows any: its ticket says so, and the protocol inside would be the same. */
export function offerEarlyData(
  { protocols }: ClientSettings,
  { earlyData }: ClientPurpose,
  [psk]: readonly OfferedPsk[],
): EarlyOffer | undefined {
  const session = psk?.session;
  if (earlyData === undefined || psk === undefined || session === undefined || session.maxEarlyData === 0) {
    return undefined;
  }
  if (session.protocol !== undefined && !protocols.includes(session.protocol)) return undefined;
  return { data: earlyData.subarray(0, session.maxEarlyData), psk, session };
}

/** Sends it behind the first ClientHello. */
export function sendEarlyData(
  io: HandshakeIo,
  settings: ClientSettings,
  { data, psk, session }: EarlyOffer,
  clientRandom: Uint8Array,
): void {
  if (settings.middleboxCompatibility) io.sendChangeCipherSpec();
  takeEarlyKeys(io, 'client', session.suite, psk, clientRandom);
  io.sendEarlyData(data);
}

/** What the server did with it, if any was sent. It takes the session with it, unchanged, or `bad_early_data` is thrown. */
export function fateOfEarlyData(
  early: EarlyOffer | undefined,
  accepted: boolean,
  { psk, suite, protocol }: Terms,
): EarlyDataFate {
  if (early === undefined) return 'none';
  if (!accepted) return 'rejected';
  if (psk !== early.psk) throw new ProtocolError('bad_early_data', { why: 'another key was chosen' });
  if (suite !== early.session.suite) throw new ProtocolError('bad_early_data', { suite: suite.name });
  if (protocol !== early.session.protocol) throw new ProtocolError('bad_early_data', { protocol });
  return 'accepted';
}

/** What was agreed on. RFC 8446 §4.2.10 */
interface Terms {
  readonly psk: OfferedPsk | undefined;
  readonly suite: NegotiableSuite;
  readonly protocol: string | undefined;
}

/**
 * What did not reach the server's application before the handshake, and goes first now. What was rejected stays with
 * whoever gave it if he wants that, and if the server speaks another protocol than before: it was not made for this one.
 * RFC 8446 §4.2.10
 */
export function unsentData(
  { earlyData, resendsEarlyData }: ClientPurpose,
  early: EarlyOffer | undefined,
  fate: EarlyDataFate,
  protocol: string | undefined,
): Pick<Established13, 'unsent' | 'withheld'> {
  if (fate === 'accepted') return { unsent: earlyData?.subarray(early?.data.length), withheld: undefined };
  const { protocol: before } = early?.session ?? {};
  const otherwise = before !== undefined && before !== protocol;
  return fate === 'rejected' && (otherwise || resendsEarlyData === false)
    ? { unsent: undefined, withheld: earlyData }
    : { unsent: earlyData, withheld: undefined };
}
