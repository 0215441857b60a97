/** One more handshake on a live connection, the client's side. RFC 5246 §7.4.1.2, RFC 5746 §3.5, §4.2 */

import { messagesClassic } from '../../wire/messages-classic.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { makeOffer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { suitesFor } from '../negotiate/suite.ts';
import { chosenVersion } from '../negotiate/version.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { clientClassic } from './client.ts';
import { expectClassic } from './expect.ts';
import type { Renegotiation } from './renegotiation.ts';

/** Offers the version of the handshake before and no other. */
export function* renegotiateClient(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  renegotiation: Renegotiation,
): Flow<Established> {
  const { version } = renegotiation.previous;
  const cipherSuites = suitesFor(settings.cipherSuites, version);
  const narrowed = { ...settings, versions: [version], cipherSuites };
  io.startOver();
  const offer = yield* makeOffer(io, narrowed, purpose, renegotiation);
  io.send(messagesClassic, 'ClientHello', offer.hello);
  const { body: hello } = yield* expectClassic('ServerHello');
  chosenVersion(hello, [version]);
  return yield* clientClassic(io, narrowed, purpose, offer, hello, version);
}
