/** The client's side of RFC 5246 §7.3, figure 1, from the server's answer to Finished. */

import { ProtocolError } from '../../base/errors.ts';
import { compressionMethods } from '../../registry/compression-methods.ts';
import { groupNamed } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import { judgePeer, shownKey } from '../chain.ts';
import type { Established, EstablishedClassic } from '../established.ts';
import type { Flow } from '../flow.ts';
import { checkDowngrade } from '../hello/downgrade.ts';
import type { Offer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenTypes } from '../negotiate/certificate-types.ts';
import { curveListed } from '../negotiate/classic.ts';
import { heardId } from '../negotiate/connection-id.ts';
import { obeyFragmentLength } from '../negotiate/fragment-length.ts';
import { chosenProtocol } from '../negotiate/protocol.ts';
import { heardSrtp } from '../negotiate/srtp.ts';
import { chosenSuite, suitesFor } from '../negotiate/suite.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { answerRequest, proveClient } from './authentication.ts';
import { checkServerHello } from './client-checks.ts';
import { startsFalsely } from './false-start.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { type Agreed, ClassicKeys } from './keys.ts';
import { mechanismOf } from './mechanisms.ts';
import { checkAgreement, checkSamePeer } from './renegotiation.ts';
import {
  expectTicket,
  forgetSessions,
  keepAgain,
  keepSession,
  type OfferedSession,
  resumedSession,
} from './resumption-client.ts';
import { masterOf } from './session.ts';
import { staplesIn, statusPresence } from './staples.ts';

/** `hello` is what the server said to our offer, `version` what it chose. */
export function* clientClassic(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  offer: Offer,
  hello: ServerHello,
  version: VersionRow,
): Flow<Established> {
  checkDowngrade(hello.random, version, settings.versions);
  const suite = chosenSuite(hello.cipherSuite, suitesFor(settings.cipherSuites, version));
  checkServerHello(offer, hello, settings.renegotiation);
  const { extensions = {} } = hello;
  const session = resumedSession(offer, hello, version);
  heardId(io, offer.hello.extensions, extensions, suite);
  heardSrtp(io, settings, extensions);
  const protocol = chosenProtocol(extensions.application_layer_protocol_negotiation, settings.protocols);
  limitRecords(io, settings, extensions);
  const randoms = { client: offer.hello.random, server: hello.random };
  const extendedMasterSecret = extensions.extended_master_secret !== undefined;
  const agreed: Agreed = {
    version,
    suite,
    randoms,
    extendedMasterSecret,
    helloVersion: offer.hello.legacyVersion,
    signatures: settings.classic.signaturesOf(version),
    prf: settings.classic.prfOf(io.crypto, version, suite),
    encryptThenMac: extensions.encrypt_then_mac !== undefined,
    truncatedHmac: extensions.truncated_hmac !== undefined,
    compressed: hello.legacyCompressionMethod === compressionMethods.DEFLATE,
    certificateTypes: chosenTypes(offer.hello.extensions, extensions),
  };
  checkAgreement(offer.renegotiation, { serverName: offer.serverName, protocol, extendedMasterSecret });
  io.transcript.keepMessages();
  io.transcript.start(...agreed.prf.transcriptHashes);
  const handshake =
    session === undefined
      ? fullHandshake(io, settings, purpose, offer, hello, agreed)
      : resumeClient(io, settings, purpose, hello, agreed, session);
  return {
    flow: 'classic',
    version,
    suite,
    protocol,
    serverName: offer.serverName,
    resumed: session !== undefined,
    retried: false,
    clientRandom: randoms.client,
    forget: () => forgetSessions(settings, purpose),
    secureRenegotiation: extensions.renegotiation_info !== undefined,
    cookie: offer.hello.legacyCookie,
    ...(yield* handshake),
  };
}

type Finished = Pick<EstablishedClassic, 'group' | 'peer' | 'pskIdentity' | 'signatureScheme' | 'secrets'>;

function* fullHandshake(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  offer: Offer,
  hello: ServerHello,
  agreed: Agreed,
): Flow<Finished> {
  const { suite } = agreed;
  const { extensions = {} } = hello;
  const context = { io, settings, agreed, status: statusPresence(extensions) };
  const type = agreed.certificateTypes.server;
  const said = yield* mechanismOf(settings.classic, suite).hearServer(context, {
    keyOf(certificates) {
      const key = shownKey(settings, { type, certificates });
      const listed = settings.groups.map((name) => groupNamed(name).id);
      if (!curveListed(listed, key)) throw new ProtocolError('unfit_certificate', { suite: suite.name, key: key.kind });
      return key;
    },
    judge(certificates, status, usage) {
      const staples = staplesIn(extensions, status, settings.asksForStatus);
      return judgePeer(io, settings, 'server', offer.serverName, { type, certificates, staples }, usage);
    },
  });
  const { group, peer, request, fixed } = said;
  checkSamePeer(offer.renegotiation, peer);
  const answer = request && (yield* answerRequest(io, settings, agreed, request, fixed));
  const own = answer?.scheme === undefined ? answer?.credential.key : undefined;
  const { preMasterSecret, pskIdentity } = yield* said.answer(own);
  using keys = ClassicKeys.agree(io, settings.classic, agreed, preMasterSecret);
  if (answer?.scheme !== undefined)
    yield* proveClient(io, agreed, keys.secrets.master, answer.credential, answer.scheme);
  io.transcript.forgetMessages();
  sendFinished(io, keys, 'client');
  if (settings.falseStart && offer.renegotiation === undefined && startsFalsely(suite, peer)) io.giveFloor();
  const ticket = yield* expectTicket(hello);
  yield* expectFinished(io, keys, 'server');
  keepSession(io, settings, purpose, { agreed, keys, peer }, hello, ticket);
  return { group, peer, pskIdentity, signatureScheme: peer?.scheme, secrets: keys.handOver() };
}

/** RFC 5246 §7.3, figure 2: the server is finished first. */
function* resumeClient(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  hello: ServerHello,
  agreed: Agreed,
  session: OfferedSession,
): Flow<Finished> {
  io.transcript.forgetMessages();
  const ticket = yield* expectTicket(hello);
  using keys = new ClassicKeys(io, settings.classic, agreed, masterOf(session.kept));
  yield* expectFinished(io, keys, 'server');
  sendFinished(io, keys, 'client');
  keepAgain(settings, purpose, session, ticket);
  session.kept.masterSecret.fill(0);
  return { group: undefined, peer: session.peer, signatureScheme: undefined, secrets: keys.handOver() };
}

/** Before TLS 1.3 the limit counts content alone. RFC 8449 §4 */
function limitRecords(io: HandshakeIo, settings: ClientSettings, answers: Extensions<'ServerHello'>) {
  const { recordSizeLimit, maxFragmentLength } = settings;
  const { record_size_limit } = answers;
  obeyFragmentLength(io, maxFragmentLength, answers);
  if (record_size_limit === undefined || recordSizeLimit === undefined) return;
  io.limitRecords({ sent: record_size_limit + 1, received: recordSizeLimit + 1 });
}
