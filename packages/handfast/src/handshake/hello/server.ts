/** The server's part of every handshake: read what the client offers, then follow the flow of the chosen version. */

import { serverClassic } from '../classic/server.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { checkFallback, chooseVersion } from '../negotiate/version.ts';
import type { ServerSettings } from '../settings.ts';
import { expect13 } from '../tls13/expect.ts';
import { server13 } from '../tls13/server.ts';

export function* serverHandshake(io: HandshakeIo, settings: ServerSettings): Flow<Established> {
  const { body: hello } = yield* expect13('ClientHello');
  checkFallback(hello, settings.versions);
  const version = chooseVersion(hello, settings.versions);
  io.speak(version);
  return version.flow === 'tls13'
    ? yield* server13(io, settings, hello, version)
    : yield* serverClassic(io, settings, hello, version);
}
