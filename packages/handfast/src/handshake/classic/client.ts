/** The client's side of RFC 5246 §7.3, figure 1, from the server's answer to Finished. */

import { ProtocolError } from '../../base/errors.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { prfOf } from '../../schedule/prf.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import { judgeChain } from '../chain.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { checkDowngrade } from '../hello/downgrade.ts';
import type { Offer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { keyServes } from '../negotiate/classic.ts';
import { chosenProtocol } from '../negotiate/protocol.ts';
import { chosenSuite, suitesFor } from '../negotiate/suite.ts';
import type { ClientSettings } from '../settings.ts';
import { answerRequest, proveClient } from './authentication.ts';
import { checkServerHello } from './client-checks.ts';
import { expectClassic, expectEcdhe } from './expect.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { answerShare, verifyServerShare } from './key-exchange.ts';
import { ClassicKeys } from './keys.ts';

/** `hello` is what the server said to our offer, `version` what it chose. */
export function* clientClassic(
  io: HandshakeIo,
  settings: ClientSettings,
  offer: Offer,
  hello: ServerHello,
  version: VersionRow,
): Flow<Established> {
  checkDowngrade(hello.random, version, settings.versions);
  const suite = chosenSuite(hello.cipherSuite, suitesFor(settings.cipherSuites, version));
  checkServerHello(offer, hello);
  const { extensions = {} } = hello;
  const protocol = chosenProtocol(extensions.application_layer_protocol_negotiation, settings.protocols);
  limitRecords(io, settings, extensions);
  const randoms = { client: offer.hello.random, server: hello.random };
  const extendedMasterSecret = extensions.extended_master_secret !== undefined;
  io.transcript.keepMessages();
  io.transcript.start(...prfOf(io.crypto, version, suite.hash).transcriptHashes);

  const { certificateList } = (yield* expectClassic('Certificate')).body;
  const judged = yield* judgeChain(io, settings, 'server', offer.serverName, certificateList);
  const key = judged.leaf.subjectPublicKeyInfo.key;
  if (!keyServes(suite, key)) throw new ProtocolError('unfit_certificate', { suite: suite.name, key: key.kind });
  const exchange = yield* expectEcdhe('ServerKeyExchange');
  const share = yield* verifyServerShare(io, settings, judged, randoms, exchange);
  const next = yield* expectClassic('CertificateRequest', 'ServerHelloDone');
  if (next.name === 'CertificateRequest') yield* expectClassic('ServerHelloDone');

  const answer = next.name === 'CertificateRequest' ? answerRequest(io, settings, next.body) : undefined;
  const preMasterSecret = yield* answerShare(io, share);
  using keys = ClassicKeys.agree(io, { version, suite, randoms, extendedMasterSecret }, preMasterSecret);
  if (answer !== undefined) yield* proveClient(io, answer);
  io.transcript.forgetMessages();
  sendFinished(io, keys, 'client');
  yield* expectFinished(io, keys, 'server');
  return {
    flow: 'classic',
    version,
    suite,
    group: share.group,
    protocol,
    serverName: offer.serverName,
    peer: share.peer,
    signatureScheme: share.peer.scheme,
    resumed: false,
    retried: false,
    clientRandom: randoms.client,
    secrets: keys.handOver(),
  };
}

/** Before TLS 1.3 the limit counts content alone. RFC 8449 §4 */
function limitRecords(io: HandshakeIo, settings: ClientSettings, { record_size_limit }: Extensions<'ServerHello'>) {
  const { recordSizeLimit } = settings;
  if (record_size_limit === undefined || recordSizeLimit === undefined) return;
  io.limitRecords({ sent: record_size_limit + 1, received: recordSizeLimit + 1 });
}
