/** The server's side of RFC 5246 §7.3, figure 2: the server is finished first. */

import { ProtocolError } from '../../base/errors.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { serverRandom } from '../hello/downgrade.ts';
import type { HandshakeIo } from '../io.ts';
import { shownBefore } from '../negotiate/certificate-types.ts';
import type { ServerSettings } from '../settings.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { ClassicKeys } from './keys.ts';
import { forgetSession, type Resumable, sendTicket } from './resumption-server.ts';
import { agreedOn, type Opening, sendServerHello } from './server-hello.ts';
import { masterOf } from './session.ts';

export function* resumeServer(
  io: HandshakeIo,
  settings: ServerSettings,
  opening: Opening,
  { suite, kept, peer, renew }: Resumable,
): Flow<Established> {
  const { hello, version, serverName, protocol } = opening;
  const { legacySessionId: sessionId } = hello;
  const randoms = { client: hello.random, server: serverRandom(io.crypto, version, settings.versions) };
  const agreed = agreedOn(io, settings, opening, suite, randoms);
  io.transcript.start(...agreed.prf.transcriptHashes);
  const shown = shownBefore(opening.offered.extensions, kept.ownCertificateType);
  sendServerHello(io, settings, opening, agreed, { sessionId, ticket: renew, shown });
  using keys = new ClassicKeys(io, settings.classic, agreed, masterOf(kept));
  if (renew) yield* sendTicket(io, settings, kept);
  kept.masterSecret.fill(0);
  sendFinished(io, keys, 'server');
  try {
    yield* expectFinished(io, keys, 'client');
  } catch (error) {
    if (error instanceof ProtocolError) forgetSession(settings, sessionId);
    throw error;
  }
  return {
    flow: 'classic',
    version,
    suite,
    group: undefined,
    protocol,
    serverName,
    peer,
    signatureScheme: undefined,
    resumed: true,
    retried: false,
    clientRandom: randoms.client,
    forget: () => forgetSession(settings, sessionId),
    secureRenegotiation: opening.offered.secureRenegotiation,
    secrets: keys.handOver(),
  };
}
