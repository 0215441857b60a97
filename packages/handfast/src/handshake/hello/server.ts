/** The server's part of every handshake: read what the client offers, then follow the flow of the chosen version. */

import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chooseVersion } from '../negotiate/version.ts';
import type { ServerSettings } from '../settings.ts';
import { expect13 } from '../tls13/expect.ts';
import { server13 } from '../tls13/server.ts';

export function* serverHandshake(io: HandshakeIo, settings: ServerSettings): Flow<Established> {
  const { body: hello } = yield* expect13('ClientHello');
  chooseVersion(hello, settings.versions);
  return yield* server13(io, settings, hello);
}
