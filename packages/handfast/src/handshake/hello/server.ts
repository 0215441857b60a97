/** The server's part of every handshake: read what the client offers, then follow the flow of the chosen version. */

import { ProtocolError } from '../../base/errors.ts';
import type { Transcript } from '../../schedule/transcript.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { serverClassic } from '../classic/server.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { checkFallback, chooseVersion } from '../negotiate/version.ts';
import type { ServerSettings } from '../settings.ts';
import { expect13 } from '../tls13/expect.ts';
import { type AnsweredHello, recall } from '../tls13/retry-server.ts';
import { server13 } from '../tls13/server.ts';
import type { OpenedHello } from './encryption.ts';

/** `answered`: the first ClientHello was answered already, and the one that comes is the second. */
export function* serverHandshake(
  io: HandshakeIo,
  settings: ServerSettings,
  answered?: AnsweredHello,
): Flow<Established> {
  const before = answered && recall(io, answered);
  const { body: outer } = yield* expect13('ClientHello');
  const read = yield* readHidden(io, settings, outer, answered && before && { hidden: answered.hidden, before });
  using opened = read === 'declined' ? undefined : read;
  const current = read === 'declined' ? { ...settings, encryptedClientHello: undefined } : settings;
  const hello = opened?.hello ?? outer;
  checkFallback(hello, settings.versions);
  // TLS below QUIC is another transport: RFC 9001 §8.2
  if (hello.extensions?.quic_transport_parameters !== undefined) throw new ProtocolError('quic_without_quic');
  const version = chooseVersion(hello, settings.versions);
  io.speak(version);
  if (answered !== undefined && version !== answered.terms.version) throw new ProtocolError('bad_retry');
  return version.flow === 'tls13'
    ? yield* server13(io, current, hello, version, {
        answered: answered && before && { terms: answered.terms, before },
        opened,
      })
    : yield* serverClassic(io, settings, hello, version);
}

/** What a ClientHello hides, if we can read it, or if somebody could read the first. */
function* readHidden(
  io: HandshakeIo,
  { encryptedClientHello: reader }: ServerSettings,
  hello: ClientHello,
  answered: (Pick<AnsweredHello, 'hidden'> & { readonly before: Transcript }) | undefined,
): Flow<OpenedHello | 'declined' | undefined> {
  if (answered === undefined) return reader && (yield* reader.open(io, hello));
  const { hidden, before } = answered;
  if (hidden === undefined || hidden === 'declined') return hidden;
  if (reader?.reopen === undefined) throw new ProtocolError('bad_retry', { why: 'nobody here reads what it hides' });
  return yield* reader.reopen(io, hidden, before, hello);
}
