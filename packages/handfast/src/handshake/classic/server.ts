/** The server's side of RFC 5246 §7.3, figure 1, from ClientHello to Finished. */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { prfOf } from '../../schedule/prf.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { serverRandom } from '../hello/downgrade.ts';
import type { HandshakeIo } from '../io.ts';
import { type ClassicChoice, canServe, chooseClassic } from '../negotiate/classic.ts';
import { chooseProtocol, protocolBytes, protocolNames } from '../negotiate/protocol.ts';
import { askedName } from '../negotiate/server-name.ts';
import { suitesFor } from '../negotiate/suite.ts';
import type { ServerSettings } from '../settings.ts';
import { expectClientChain, sendCertificateRequest, sendChain, verifyClient } from './authentication.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { expectShare, offerShare } from './key-exchange.ts';
import { ClassicKeys } from './keys.ts';
import { fragmentLength, type OfferedClassic, readOffer, uncompressed } from './server-checks.ts';

/** `version` is what we chose of the client's offer. */
export function* serverClassic(
  io: HandshakeIo,
  settings: ServerSettings,
  hello: ClientHello,
  version: VersionRow,
): Flow<Established> {
  const offered = readOffer(hello);
  const { extensions, extendedMasterSecret } = offered;
  const suites = suitesFor(settings.cipherSuites, version);
  const serverName = askedName(extensions);
  const protocols = protocolNames(extensions.application_layer_protocol_negotiation);
  const protocol = chooseProtocol(protocols, settings.protocols, settings.requireProtocol);
  const usable = (key: Parameters<typeof canServe>[2]) => canServe(suites, offered, key);
  const request = { serverName, protocols, schemes: offered.schemes, usable };
  const credential = yield* job(settings.credentialFor(request));
  if (credential === undefined) throw new ProtocolError('unrecognized_name', { name: serverName ?? 'none' });
  const choice = chooseClassic(settings, suites, offered, credential.key.info);
  const { suite, group, scheme } = choice;
  const authenticates = settings.clientAuthentication !== 'none';
  if (authenticates) io.transcript.keepMessages();
  io.transcript.start(...prfOf(io.crypto, version, suite.hash).transcriptHashes);

  const randoms = { client: hello.random, server: serverRandom(io.crypto, version, settings.versions) };
  sendServerHello(io, settings, version, choice, randoms.server, offered, protocol);
  sendChain(io, credential);
  const keyOffer = yield* offerShare(io, choice, credential, randoms);
  if (authenticates) sendCertificateRequest(io, settings);
  io.send(messagesClassic, 'ServerHelloDone', {});

  const judged = authenticates ? yield* expectClientChain(io, settings) : undefined;
  const preMasterSecret = yield* expectShare(keyOffer, group);
  using keys = ClassicKeys.agree(io, { version, suite, randoms, extendedMasterSecret }, preMasterSecret);
  const peer = judged && (yield* verifyClient(io, settings, judged));
  io.transcript.forgetMessages();
  yield* expectFinished(io, keys, 'client');
  sendFinished(io, keys, 'server');
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
    secrets: keys.handOver(),
  };
}

function sendServerHello(
  io: HandshakeIo,
  settings: ServerSettings,
  version: VersionRow,
  { suite }: ClassicChoice,
  random: Uint8Array,
  offered: OfferedClassic,
  protocol: string | undefined,
): void {
  const { extensions, extendedMasterSecret, secureRenegotiation } = offered;
  const none = new Uint8Array(0);
  io.send(messagesClassic, 'ServerHello', {
    legacyVersion: version.wire,
    random,
    legacySessionIdEcho: none,
    cipherSuite: suite.id,
    legacyCompressionMethod: 0,
    extensions: {
      ...(secureRenegotiation && { renegotiation_info: none }),
      ...(extensions.server_name !== undefined && { server_name: {} }),
      ...(extensions.ec_point_formats !== undefined && { ec_point_formats: [uncompressed] }),
      ...(extendedMasterSecret && { extended_master_secret: {} }),
      ...(protocol !== undefined && { application_layer_protocol_negotiation: [protocolBytes(protocol)] }),
      ...limitRecords(io, settings, extensions),
    },
  });
}

/** One limit counts, and of two the newer one. RFC 8449 §5, RFC 6066 §4. Before TLS 1.3 it counts content alone. */
function limitRecords(
  io: HandshakeIo,
  { recordSizeLimit = 2 ** 14 }: ServerSettings,
  { record_size_limit, max_fragment_length }: Extensions<'ClientHello'>,
): Extensions<'ServerHello'> {
  if (record_size_limit !== undefined) {
    const ours = Math.min(recordSizeLimit, 2 ** 14);
    io.limitRecords({ sent: record_size_limit + 1, received: ours + 1 });
    return { record_size_limit: ours };
  }
  if (max_fragment_length === undefined) return {};
  const length = fragmentLength(max_fragment_length);
  io.limitRecords({ sent: length + 1, received: length + 1 });
  return { max_fragment_length };
}
