/** The server's side of RFC 8446 §2, figure 1, from ClientHello to Finished. */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { groupNamed } from '../../registry/groups.ts';
import { schemeName } from '../../registry/signature-schemes.ts';
import { versionNamed } from '../../registry/versions.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import { keyExchange } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { chooseGroup, type GroupChoice } from '../negotiate/group.ts';
import { chooseProtocol, protocolBytes, protocolNames } from '../negotiate/protocol.ts';
import { acceptedSchemes, chooseScheme } from '../negotiate/scheme.ts';
import { askedName } from '../negotiate/server-name.ts';
import { chooseSuite, suitesFor } from '../negotiate/suite.ts';
import type { PeerVerified } from '../proofs.ts';
import type { ServerSettings } from '../settings.ts';
import { authenticate, verifyPeer } from './authentication.ts';
import { checkCertificateEntries, checkContext, maxRecordSizeLimit } from './client-checks.ts';
import { expect13 } from './expect.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { HandshakeKeys } from './keys.ts';
import { askAgain } from './retry-server.ts';
import { type Offered13, readOffer } from './server-checks.ts';

export function* server13(io: HandshakeIo, settings: ServerSettings, first: ClientHello): Flow<Established> {
  let hello = first;
  let offered = readOffer(first);
  const suite = chooseSuite(first.cipherSuites, suitesFor(settings.cipherSuites, version13));
  let choice = chooseGroup(settings.groups, offered.groups, offered.shares);
  const retried = choice.share === undefined;
  if (retried) {
    hello = yield* askAgain(io, settings, first, suite, choice.group);
    offered = readOffer(hello);
    choice = chooseGroup([choice.group], offered.groups, offered.shares);
  } else {
    io.transcript.start(suite.hash);
  }
  const serverName = askedName(offered.extensions);
  const protocols = protocolNames(offered.extensions.application_layer_protocol_negotiation);
  const protocol = chooseProtocol(protocols, settings.protocols, settings.requireProtocol);
  const usable = (key: PublicKeyInfo) => chooseScheme(key, offered.schemes) !== undefined;
  const request = { serverName, protocols, schemes: offered.schemes, usable };
  const credential = yield* job(settings.credentialFor(request));
  if (credential === undefined) throw new ProtocolError('unrecognized_name', { name: serverName ?? 'none' });
  const scheme = chooseScheme(credential.key.info, offered.schemes);
  if (scheme === undefined) {
    const accepted = offered.schemes.map(schemeName).join(' ');
    throw new ProtocolError('no_common_signature_scheme', { key: credential.key.info.kind, accepted });
  }

  const secret = yield* sendServerHello(io, settings, hello, suite, choice, retried);
  using keys = new HandshakeKeys(io, suite, hello.random, secret);
  io.writeWith('handshake', suite, keys.traffic('server'));
  io.readWith('handshake', suite, keys.traffic('client'));
  sendEncryptedExtensions(io, settings, offered, protocol);
  if (settings.clientAuthentication !== 'none') sendCertificateRequest(io, settings);
  yield* authenticate(io, 'server', credential, scheme, new Uint8Array(0));
  sendFinished(io, keys, 'server');
  const secrets = keys.applicationSecrets('server');
  io.writeWith('application', suite, secrets.write);

  const peer = settings.clientAuthentication === 'none' ? undefined : yield* verifyClient(io, settings);
  yield* expectFinished(keys, 'client');
  io.readWith('application', suite, secrets.read);
  keys.handOver();
  return {
    flow: 'tls13',
    version: version13,
    suite,
    group: choice.group,
    protocol,
    serverName,
    peer,
    signatureScheme: scheme,
    retried,
    clientRandom: hello.random,
    secrets,
  };
}

/** Answers the client's share; gives the secret that both shares make. */
function* sendServerHello(
  io: HandshakeIo,
  settings: ServerSettings,
  hello: ClientHello,
  suite: NegotiableSuite,
  { group, share }: GroupChoice,
  retried: boolean,
): Flow<Uint8Array> {
  const answer = yield* job(share === undefined ? undefined : keyExchange(io, group).answer(share));
  if (answer === undefined) throw new ProtocolError('bad_key_share', { group });
  io.send(messages13, 'ServerHello', {
    legacyVersion: 0x0303,
    random: io.crypto.random(32),
    legacySessionIdEcho: hello.legacySessionId,
    cipherSuite: suite.id,
    legacyCompressionMethod: 0,
    extensions: {
      key_share: { group: groupNamed(group).id, keyExchange: answer.share },
      supported_versions: version13.wire,
    },
  });
  // A client that sent a session id is in compatibility mode, or believes that it resumes. RFC 8446 Appendix D.4
  if (settings.middleboxCompatibility && hello.legacySessionId.length > 0 && !retried) {
    io.sendChangeCipherSpec();
  }
  return answer.secret;
}

function sendEncryptedExtensions(
  io: HandshakeIo,
  settings: ServerSettings,
  { extensions }: Offered13,
  protocol: string | undefined,
): void {
  const { record_size_limit: theirLimit } = extensions;
  const ourLimit = settings.recordSizeLimit ?? maxRecordSizeLimit;
  if (theirLimit !== undefined) io.limitRecords({ sent: theirLimit, received: ourLimit });
  io.send(messages13, 'EncryptedExtensions', {
    extensions: {
      ...(extensions.server_name !== undefined && { server_name: {} }),
      ...(protocol !== undefined && { application_layer_protocol_negotiation: [protocolBytes(protocol)] }),
      ...(theirLimit !== undefined && { record_size_limit: ourLimit }),
    },
  });
}

function sendCertificateRequest(io: HandshakeIo, settings: ServerSettings): void {
  const { signatureSchemes, certificateSchemes, clientAuthorities } = settings;
  io.send(messages13, 'CertificateRequest', {
    certificateRequestContext: new Uint8Array(0),
    extensions: {
      ...acceptedSchemes(signatureSchemes, certificateSchemes),
      ...(clientAuthorities.length > 0 && { certificate_authorities: clientAuthorities }),
    },
  });
}

/** The client's certificate and proof; `undefined` when it has none and none is required. */
function* verifyClient(io: HandshakeIo, settings: ServerSettings): Flow<PeerVerified | undefined> {
  const certificate = yield* expect13('Certificate');
  checkContext(certificate.body);
  checkCertificateEntries(undefined, certificate.body);
  if (certificate.body.certificateList.length > 0) {
    return yield* verifyPeer(io, settings, 'client', undefined, certificate);
  }
  if (settings.clientAuthentication === 'require') throw new ProtocolError('certificate_required');
  return undefined;
}

const version13 = versionNamed('TLS 1.3');
