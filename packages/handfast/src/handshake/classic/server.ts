/** The server's side of RFC 5246 §7.3, figure 1, from ClientHello to Finished. */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import { certificateTypeOf } from '../credential.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { serverRandom } from '../hello/downgrade.ts';
import type { HandshakeIo } from '../io.ts';
import {
  acceptedTypes,
  answeredTypes,
  type CertificateTypes,
  chooseClientType,
  ofSharedType,
} from '../negotiate/certificate-types.ts';
import { agreeOnProtocol, protocolNames } from '../negotiate/protocol.ts';
import { askedName } from '../negotiate/server-name.ts';
import { ownSuites } from '../negotiate/suite.ts';
import type { Credential, ServerSettings, SigningKey } from '../settings.ts';
import { judgeClient, sendCertificate, sendCertificateRequest, verifyClient } from './authentication.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { type Agreed, ClassicKeys } from './keys.ts';
import { asksForCertificate, type HearClient, usesCertificate } from './mechanism.ts';
import { mechanismOf } from './mechanisms.ts';
import { checkAgreement, checkSamePeer, type Renegotiation } from './renegotiation.ts';
import { resumeServer } from './resume-server.ts';
import { findResumable, forgetSession, keepingFor, keepSession, newSession, sendTicket } from './resumption-server.ts';
import { type ClassicChoice, canServe, chooseClassic } from './selection.ts';
import { readOffer } from './server-checks.ts';
import { agreedOn, type Opening, sendServerHello } from './server-hello.ts';
import { type ShownStaples, staplesFor } from './staples.ts';

/** `version` is what we chose of the client's offer. */
export function* serverClassic(
  io: HandshakeIo,
  settings: ServerSettings,
  hello: ClientHello,
  version: VersionRow,
  renegotiation?: Renegotiation,
): Flow<Established> {
  const offered = readOffer(hello, version, renegotiation);
  const protocols = protocolNames(offered.extensions.application_layer_protocol_negotiation);
  const serverName = askedName(offered.extensions);
  const opening: Opening = {
    hello,
    offered,
    version,
    suites: ownSuites(settings, hello, version),
    serverName,
    protocols,
    protocol: yield* agreeOnProtocol(protocols, settings, serverName),
    renegotiation,
  };
  checkAgreement(renegotiation, { extendedMasterSecret: offered.extendedMasterSecret, ...opening });
  const session = yield* findResumable(io, settings, opening);
  if (session !== undefined) return yield* resumeServer(io, settings, opening, session);
  const credential = yield* chooseCredential(io.now, settings, opening);
  return yield* fullHandshake(io, settings, opening, credential);
}

/** `undefined` when nothing that we could show is for this client, which may do without. */
function* chooseCredential(now: number, settings: ServerSettings, opening: Opening): Flow<Credential | undefined> {
  const { serverName, offered, protocols } = opening;
  const usable = (key: SigningKey) => canServe({ key, ...selection(settings, opening) });
  const certificateTypes = acceptedTypes(offered.extensions.server_certificate_type);
  const authorities = offered.extensions.certificate_authorities ?? [];
  const request = { serverName, protocols, schemes: offered.schemes, certificateTypes, authorities, usable, now };
  const credential = ofSharedType(yield* job(settings.credentialFor(request)), offered.extensions);
  if (!(credential instanceof ProtocolError)) return credential;
  if (opening.suites.some((suite) => !usesCertificate(suite))) return undefined;
  throw credential;
}

const selection = (settings: ServerSettings, { suites, offered, version }: Opening) => ({
  settings,
  suites,
  offer: offered,
  signatures: settings.classic.signaturesOf(version),
});

function* fullHandshake(
  io: HandshakeIo,
  settings: ServerSettings,
  opening: Opening,
  credential: Credential | undefined,
): Flow<Established> {
  const { hello, offered, version, serverName, protocol } = opening;
  const choice = chooseClassic({ key: credential?.key, ...selection(settings, opening) });
  const { suite, group, scheme } = choice;
  const randoms = { client: hello.random, server: serverRandom(io.crypto, version, settings.versions) };
  const keeping = keepingFor(io, settings, offered);
  const certificateTypes = typesFor(settings, offered, suite, credential);
  const agreed = agreedOn(io, settings, opening, suite, randoms, certificateTypes);
  const authenticates = certificateTypes.client !== undefined;
  if (authenticates) io.transcript.keepMessages();
  io.transcript.start(...agreed.prf.transcriptHashes);

  const staples = staplesFor(usesCertificate(suite) ? credential : undefined, offered.extensions);
  const shown = { ...staples.answers, ...answeredTypes(offered.extensions, certificateTypes) };
  sendServerHello(io, settings, opening, agreed, { shown, ...keeping });
  const hear = yield* sendFlight(io, settings, agreed, choice, credential, staples);
  // Where there is an alert that says so, a client without a certificate sends no empty one. RFC 6101 §5.6.6
  const { certificates, share } = yield* hear(
    !authenticates ? 'never' : version.alerts === 'ssl3' ? 'sometimes' : 'always',
  );
  const { implicit, conclude } = yield* share();
  const usage = implicit ? 'keyAgreement' : 'digitalSignature';
  const judged = authenticates ? yield* judgeClient(io, settings, agreed, certificates, usage) : undefined;
  const { preMasterSecret, pskIdentity } = yield* conclude(judged?.subjectPublicKeyInfo.key);
  using keys = ClassicKeys.agree(io, settings.classic, agreed, preMasterSecret);
  const peer = judged && (yield* verifyClient(io, settings, agreed, keys.secrets.master, judged, implicit));
  checkSamePeer(opening.renegotiation, peer);
  io.transcript.forgetMessages();
  yield* expectFinished(io, keys, 'client');
  const session = newSession(io, settings, opening, agreed, keys, peer);
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
    pskIdentity,
    signatureScheme: scheme,
    resumed: false,
    retried: false,
    clientRandom: randoms.client,
    forget: () => forgetSession(settings, keeping.sessionId),
    secureRenegotiation: offered.secureRenegotiation,
    secrets: keys.handOver(),
  };
}

/** What both sides will show. */
const typesFor = (
  settings: ServerSettings,
  { extensions }: Opening['offered'],
  suite: NegotiableSuite,
  credential: Credential | undefined,
): CertificateTypes => ({
  server: credential !== undefined && usesCertificate(suite) ? certificateTypeOf(credential) : 'X509',
  client:
    settings.clientAuthentication !== 'none' && asksForCertificate(suite)
      ? chooseClientType(settings, extensions)
      : undefined,
});

/** From Certificate to ServerHelloDone; what it gives reads the answer. */
function* sendFlight(
  io: HandshakeIo,
  settings: ServerSettings,
  agreed: Agreed,
  terms: ClassicChoice,
  chosen: Credential | undefined,
  { status }: ShownStaples,
): Flow<HearClient> {
  const credential = usesCertificate(agreed.suite) ? chosen : undefined;
  if (credential !== undefined) sendCertificate(io, credential);
  if (status !== undefined) io.send(messagesClassic, 'CertificateStatus', status);
  const hear = yield* mechanismOf(settings.classic, agreed.suite).sendHalf({
    io,
    settings,
    agreed,
    terms,
    credential,
  });
  const { fixedTypes } = mechanismOf(settings.classic, agreed.suite);
  if (agreed.certificateTypes.client !== undefined) sendCertificateRequest(io, settings, agreed, fixedTypes);
  io.send(messagesClassic, 'ServerHelloDone', {});
  return hear;
}
