/** The client's part of every handshake: offer, then follow the flow of the version that the server chose. */

import { ProtocolError } from '../../base/errors.ts';
import { messages13 } from '../../wire/messages13.ts';
import { clientClassic } from '../classic/client.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenVersion } from '../negotiate/version.ts';
import type { ClientSettings } from '../settings.ts';
import { client13 } from '../tls13/client.ts';
import { expect13 } from '../tls13/expect.ts';
import { makeOffer } from './offer.ts';

/** `serverName` is a DNS host name to ask for; `undefined` sends no server_name. */
export function* clientHandshake(
  io: HandshakeIo,
  settings: ClientSettings,
  serverName: string | undefined,
): Flow<Established> {
  const offer = yield* makeOffer(io, settings, serverName);
  io.send(messages13, 'ClientHello', offer.hello);
  const answer = yield* expect13('ServerHello', 'HelloRetryRequest');
  const version = chosenVersion(answer.body, settings.versions);
  io.speak(version);
  if (version.flow === 'tls13') return yield* client13(io, settings, offer, answer);
  if (answer.name === 'ServerHello') return yield* clientClassic(io, settings, offer, answer.body, version);
  throw new ProtocolError('missing_extension', { extension: 'supported_versions' });
}
