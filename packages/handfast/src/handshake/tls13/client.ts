/** The client's side of RFC 8446 §2, figure 1, from the server's answer to Finished. */

import { ProtocolError } from '../../base/errors.ts';
import type { CertificateType } from '../../registry/certificate-types.ts';
import { type NegotiableSuite, suiteName } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { CertificateRequest13 } from '../../wire/messages/certificate-request13.ts';
import type { Certificate13 } from '../../wire/messages/certificate13.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import type { Message13 } from '../../wire/messages13.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { Offer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenTypes } from '../negotiate/certificate-types.ts';
import { heardId } from '../negotiate/connection-id.ts';
import { obeyFragmentLength } from '../negotiate/fragment-length.ts';
import { chosenProtocol } from '../negotiate/protocol.ts';
import { heardSrtp } from '../negotiate/srtp.ts';
import { chosenSuite, suitesFor } from '../negotiate/suite.ts';
import { chosenVersion } from '../negotiate/version.ts';
import type { PeerVerified } from '../proofs.ts';
import { fateOfEarlyData, unsentData } from '../psk/early-data-client.ts';
import { agree, selectedPsk } from '../psk/selected.ts';
import { ticketKeeper } from '../psk/tickets.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { verifyPeer } from './authentication.ts';
import { answerRequest } from './client-answer.ts';
import { checkAnswer, checkCertificateEntries, checkContext, checkEncryptedExtensions } from './client-checks.ts';
import { certificateMessages, expectCertificate, unpacked } from './compression.ts';
import { expect13 } from './expect.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { HandshakeKeys } from './keys.ts';
import { answerLater } from './later-authentication.ts';
import { offerAgain } from './retry-client.ts';

/** `answer` is what the server said to the first ClientHello, `version` what it chose. */
export function* client13(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  first: Offer,
  answer: Message13<'ServerHello' | 'HelloRetryRequest'>,
  version: VersionRow,
): Flow<Established> {
  const { offer, hello, suite, retried } = yield* settleHello(io, settings, first, answer, version);
  heardId(io, offer.hello.extensions, hello.extensions, suite);
  const psk = selectedPsk(settings, offer, hello, suite);
  const { group, secret } = yield* agree(settings, offer, hello, psk);
  using keys = new HandshakeKeys(io, suite, offer.hello.random, secret, psk?.secret);
  io.readWith('handshake', suite, keys.traffic('server'));
  if (settings.middleboxCompatibility && !retried && first.early === undefined) io.sendChangeCipherSpec();
  if (offer.early === undefined) io.writeWith('handshake', suite, keys.traffic('client'));

  const { extensions } = (yield* expect13('EncryptedExtensions')).body;
  checkEncryptedExtensions(offer, extensions);
  heardSrtp(io, settings, extensions);
  const types = chosenTypes(offer.hello.extensions, extensions);
  const protocol = chosenProtocol(extensions.application_layer_protocol_negotiation, settings.protocols);
  const earlyData = fateOfEarlyData(first.early, extensions.early_data !== undefined, { psk, suite, protocol });
  if (offer.early !== undefined && earlyData === 'rejected') io.writeWith('handshake', suite, keys.traffic('client'));
  obeyFragmentLength(io, settings.maxFragmentLength, extensions);
  if (extensions.record_size_limit !== undefined && settings.recordSizeLimit !== undefined) {
    io.limitRecords({ sent: extensions.record_size_limit, received: settings.recordSizeLimit });
  }

  // Whoever holds the key from before needs no certificate: it proved itself when the key was made.
  const { peer, request } =
    psk === undefined
      ? yield* authenticateServer(io, settings, offer, types.server)
      : { peer: psk.session?.peer, request: undefined };
  yield* expectFinished(keys, 'server');

  const secrets = keys.applicationSecrets('client');
  io.readWith('application', suite, secrets.read);
  if (earlyData === 'accepted') {
    if (version.endOfEarlyData) io.send(messages13, 'EndOfEarlyData', {});
    io.writeWith('handshake', suite, keys.traffic('client'));
  }
  if (request !== undefined) yield* answerRequest(io, settings, request, types.client);
  sendFinished(io, keys, 'client');
  io.writeWith('application', suite, secrets.write);
  const lasting = keys.handOver();
  const { serverName } = offer;
  const authenticated = psk?.session?.authenticated ?? io.now;
  const session = {
    version,
    suite,
    resumptionMaster: lasting.resumptionMaster,
    serverName,
    protocol,
    peer,
    authenticated,
  };
  return {
    flow: 'tls13',
    version,
    suite,
    group,
    protocol,
    serverName,
    peer,
    signatureScheme: psk === undefined ? peer?.scheme : undefined,
    resumed: psk?.session !== undefined,
    pskIdentity: psk?.name,
    retried,
    clientRandom: offer.hello.random,
    secrets: lasting,
    earlyData,
    encryptedClientHello: offer.cover === undefined ? 'not offered' : 'accepted',
    retryConfigs: extensions.encrypted_client_hello,
    issueTicket: undefined,
    ticketsDue: 0,
    keepTicket: ticketKeeper(io, settings, purpose, session),
    answerLater: settings.authenticatesLater ? answerLater(io, settings, suite, types.client) : undefined,
    requestLater: undefined,
    ...unsentData(purpose, first.early, earlyData, protocol),
  };
}

interface Settled {
  /** The last one. */
  readonly offer: Offer;
  readonly hello: ServerHello;
  readonly suite: NegotiableSuite;
  readonly retried: boolean;
}

/** The ServerHello that counts, after HelloRetryRequest if there was one. */
function* settleHello(
  io: HandshakeIo,
  settings: ClientSettings,
  first: Offer,
  answer: Message13<'ServerHello' | 'HelloRetryRequest'>,
  version: VersionRow,
): Flow<Settled> {
  checkAnswer(first, answer, version);
  const suite = chosenSuite(answer.body.cipherSuite, suitesFor(settings.cipherSuites, version));
  if (answer.name === 'ServerHello') {
    io.transcript.start(suite.hash);
    return { offer: first, hello: answer.body, suite, retried: false };
  }
  io.transcript.restart(suite.hash);
  const offer = yield* offerAgain(io, settings, first, suite, answer.body);
  const second = yield* expect13('ServerHello');
  chosenVersion(second.body, settings.versions);
  checkAnswer(offer, second, version);
  if (offer.cover?.isConfirmedBy(io, second) === false) throw new ProtocolError('ech_unconfirmed');
  if (second.body.cipherSuite !== suite.id) {
    throw new ProtocolError('suite_changed', { from: suite.name, to: suiteName(second.body.cipherSuite) });
  }
  return { offer, hello: second.body, suite, retried: true };
}

/** The server's certificate and proof, and its request for ours if it has one. */
function* authenticateServer(
  io: HandshakeIo,
  settings: ClientSettings,
  offer: Offer,
  type: CertificateType,
): Flow<{ readonly peer: PeerVerified; readonly request: CertificateRequest13 | undefined }> {
  const next = yield* expect13('CertificateRequest', ...certificateMessages(settings));
  const request = next.name === 'CertificateRequest' ? next.body : undefined;
  if (request !== undefined) checkContext(request);
  const certificate = yield* certificateIn(settings, next);
  checkContext(certificate);
  checkCertificateEntries(offer.hello.extensions, certificate);
  const { extensions } = offer.hello;
  const peer = yield* verifyPeer(io, settings, 'server', offer.serverName, type, certificate, extensions);
  return { peer, request };
}

/** The Certificate, which may be packed, or follow a request for ours. */
function* certificateIn(
  settings: ClientSettings,
  next: Message13<'CertificateRequest' | 'Certificate' | 'CompressedCertificate'>,
): Flow<Certificate13> {
  if (next.name === 'Certificate') return next.body;
  return next.name === 'CertificateRequest' ? yield* expectCertificate(settings) : yield* unpacked(settings, next.body);
}
