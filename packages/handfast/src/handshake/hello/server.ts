/** The server's part of every handshake: read what the client offers, then follow the flow of the chosen version. */

import { ProtocolError } from '../../base/errors.ts';
import { serverClassic } from '../classic/server.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { checkFallback, chooseVersion } from '../negotiate/version.ts';
import type { ServerSettings } from '../settings.ts';
import { expect13 } from '../tls13/expect.ts';
import { type AnsweredHello, recall } from '../tls13/retry-server.ts';
import { server13 } from '../tls13/server.ts';

/** `answered`: the first ClientHello was answered already, and the one that comes is the second. */
export function* serverHandshake(
  io: HandshakeIo,
  settings: ServerSettings,
  answered?: AnsweredHello,
): Flow<Established> {
  const before = answered && recall(io, answered);
  const { body: hello } = yield* expect13('ClientHello');
  checkFallback(hello, settings.versions);
  // TLS below QUIC is another transport: RFC 9001 §8.2
  if (hello.extensions?.quic_transport_parameters !== undefined) throw new ProtocolError('quic_without_quic');
  const version = chooseVersion(hello, settings.versions);
  io.speak(version);
  if (answered !== undefined && version !== answered.terms.version) throw new ProtocolError('bad_retry');
  return version.flow === 'tls13'
    ? yield* server13(io, settings, hello, version, answered && before && { terms: answered.terms, before })
    : yield* serverClassic(io, settings, hello, version);
}
