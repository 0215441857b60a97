/** One more handshake on a live connection, the client's side. RFC 5246 §7.4.1.2, RFC 5746 §3.5, §4.2 */

import { ProtocolError } from '../../base/errors.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { expectAnswer } from '../hello/cookie.ts';
import { makeOffer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { suitesFor } from '../negotiate/suite.ts';
import { chosenVersion } from '../negotiate/version.ts';
import { sendHello } from '../psk/offer.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { clientClassic } from './client.ts';
import type { Renegotiation } from './renegotiation.ts';

/**
 * Offers the version of the handshake before and no other, with the cookie of that: a server may ask for a new one, but
 * OpenSSL overlooks a hello without any, and then signs the random of the one before. RFC 6347 §4.2.1
 */
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
  const made = yield* makeOffer(io, narrowed, purpose, renegotiation);
  const { legacyCookie } = made.hello;
  const first = { ...made, hello: { ...made.hello, legacyCookie: renegotiation.previous.cookie ?? legacyCookie } };
  yield* sendHello(io, first);
  const { offer, answer } = yield* expectAnswer(io, narrowed, first);
  if (answer.name !== 'ServerHello') throw new ProtocolError('missing_extension', { extension: 'supported_versions' });
  chosenVersion(answer.body, [version]);
  return yield* clientClassic(io, narrowed, purpose, offer, answer.body, version);
}
