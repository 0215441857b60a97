/** One more handshake on a live connection, the server's side. RFC 5246 §7.4.1.1, RFC 5746 §3.7, §4.4 */

import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chooseVersion } from '../negotiate/version.ts';
import type { ServerSettings } from '../settings.ts';
import { expectClassic } from './expect.ts';
import type { Renegotiation } from './renegotiation.ts';
import { serverClassic } from './server.ts';

/** Whatever the client offers, the version stays. RFC 8446 §4.1.2 */
export function* renegotiateServer(
  io: HandshakeIo,
  settings: ServerSettings,
  renegotiation: Renegotiation,
): Flow<Established> {
  const { previous, clientAuthentication = settings.clientAuthentication } = renegotiation;
  io.startOver();
  const { body: hello } = yield* expectClassic('ClientHello');
  const version = chooseVersion(hello, [previous.version]);
  return yield* serverClassic(io, { ...settings, clientAuthentication }, hello, version, renegotiation);
}
