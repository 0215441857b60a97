/** The server's side of RFC 5246 §7.3, figure 1, from ClientHello to Finished. */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { KeyOffer } from '../../crypto/provider.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Randoms } from '../../schedule/classic.ts';
import { prfOf } from '../../schedule/prf.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { serverRandom } from '../hello/downgrade.ts';
import type { HandshakeIo } from '../io.ts';
import { type ClassicChoice, canServe, chooseClassic } from '../negotiate/classic.ts';
import { chooseProtocol, protocolNames } from '../negotiate/protocol.ts';
import { askedName } from '../negotiate/server-name.ts';
import { suitesFor } from '../negotiate/suite.ts';
import type { Credential, ServerSettings, SigningKey } from '../settings.ts';
import { expectClientChain, sendCertificateRequest, sendChain, verifyClient } from './authentication.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { expectShare, offerShare } from './key-exchange.ts';
import { ClassicKeys } from './keys.ts';
import { resumeServer } from './resume-server.ts';
import { findResumable, forgetSession, keepingFor, keepSession, newSession, sendTicket } from './resumption-server.ts';
import { readOffer } from './server-checks.ts';
import { type Opening, sendServerHello } from './server-hello.ts';

/** `version` is what we chose of the client's offer. */
export function* serverClassic(
  io: HandshakeIo,
  settings: ServerSettings,
  hello: ClientHello,
  version: VersionRow,
): Flow<Established> {
  const offered = readOffer(hello);
  const protocols = protocolNames(offered.extensions.application_layer_protocol_negotiation);
  const opening: Opening = {
    hello,
    offered,
    version,
    suites: suitesFor(settings.cipherSuites, version),
    serverName: askedName(offered.extensions),
    protocols,
    protocol: chooseProtocol(protocols, settings.protocols, settings.requireProtocol),
  };
  const session = yield* findResumable(io, settings, opening);
  if (session !== undefined) return yield* resumeServer(io, settings, opening, session);
  const credential = yield* chooseCredential(settings, opening);
  return yield* fullHandshake(io, settings, opening, credential);
}

function* chooseCredential(settings: ServerSettings, opening: Opening): Flow<Credential> {
  const { suites, offered, serverName, protocols } = opening;
  const usable = (key: SigningKey) => canServe(suites, offered, key);
  const request = { serverName, protocols, schemes: offered.schemes, authorities: [], usable };
  const credential = yield* job(settings.credentialFor(request));
  if (credential === undefined) throw new ProtocolError('unrecognized_name', { name: serverName ?? 'none' });
  return credential;
}

function* fullHandshake(
  io: HandshakeIo,
  settings: ServerSettings,
  opening: Opening,
  credential: Credential,
): Flow<Established> {
  const { hello, offered, version, suites, serverName, protocol } = opening;
  const { extendedMasterSecret } = offered;
  const choice = chooseClassic(settings, suites, offered, credential.key);
  const { suite, group, scheme } = choice;
  const randoms = { client: hello.random, server: serverRandom(io.crypto, version, settings.versions) };
  const keeping = keepingFor(io, settings, offered);
  if (settings.clientAuthentication !== 'none') io.transcript.keepMessages();
  io.transcript.start(...prfOf(io.crypto, version, suite.hash).transcriptHashes);

  sendServerHello(io, settings, opening, suite, randoms.server, keeping);
  const keyOffer = yield* sendKeyExchange(io, settings, choice, credential, randoms);
  const judged = settings.clientAuthentication === 'none' ? undefined : yield* expectClientChain(io, settings);
  const preMasterSecret = yield* expectShare(keyOffer, group);
  using keys = ClassicKeys.agree(io, { version, suite, randoms, extendedMasterSecret }, preMasterSecret);
  const peer = judged && (yield* verifyClient(io, settings, judged));
  io.transcript.forgetMessages();
  yield* expectFinished(io, keys, 'client');
  const session = newSession(io, settings, opening, suite, keys, peer);
  if (keeping.ticket) yield* sendTicket(io, settings, session);
  sendFinished(io, keys, 'server');
  keepSession(settings, keeping.sessionId, session);
  return {
    flow: 'classic',
    version,
    suite,
    group,
    protocol,
    serverName,
    peer,
    signatureScheme: scheme,
    resumed: false,
    retried: false,
    clientRandom: randoms.client,
    forget: () => forgetSession(settings, keeping.sessionId),
    secrets: keys.handOver(),
  };
}

/** From Certificate to ServerHelloDone; gives the private half of our share. */
function* sendKeyExchange(
  io: HandshakeIo,
  settings: ServerSettings,
  choice: ClassicChoice,
  credential: Credential,
  randoms: Randoms,
): Flow<KeyOffer> {
  sendChain(io, credential);
  const keyOffer = yield* offerShare(io, choice, credential, randoms);
  if (settings.clientAuthentication !== 'none') sendCertificateRequest(io, settings);
  io.send(messagesClassic, 'ServerHelloDone', {});
  return keyOffer;
}
