/** The server's side of RFC 8446 §2, figures 1, 3 and 4, from ClientHello to Finished. */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import { type CertificateType, certificateTypeById } from '../../registry/certificate-types.ts';
import { type SignatureScheme, schemeName } from '../../registry/signature-schemes.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import { certificateTypeOf } from '../credential.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { EchFate } from '../hello/encryption.ts';
import type { HandshakeIo } from '../io.ts';
import { acceptedTypes, chooseClientType, laterClientType, ofSharedType } from '../negotiate/certificate-types.ts';
import { agreeOnProtocol, protocolNames } from '../negotiate/protocol.ts';
import { chooseScheme } from '../negotiate/scheme.ts';
import type { PeerVerified } from '../proofs.ts';
import { ageSkew, forgetTicket } from '../psk/choose.ts';
import { considerEarlyData } from '../psk/early-data-server.ts';
import { takeEarlyKeys } from '../psk/early-secrets.ts';
import { ticketIssuer, ticketsDue } from '../psk/tickets.ts';
import type { Credential, ServerSettings, SigningKey } from '../settings.ts';
import { authenticate, verifyPeer } from './authentication.ts';
import { checkCertificateEntries, checkContext } from './client-checks.ts';
import { expectCertificate } from './compression.ts';
import { expect13 } from './expect.ts';
import { expectFinished, sendFinished } from './finished.ts';
import { HandshakeKeys } from './keys.ts';
import { requestLater } from './later-authentication.ts';
import { missing, type Offered13 } from './server-checks.ts';
import { type Before, settleHello } from './server-hello.ts';
import { certificateRequest, sendEncryptedExtensions, sendServerHello } from './server-messages.ts';

export function* server13(
  io: HandshakeIo,
  settings: ServerSettings,
  first: ClientHello,
  version: VersionRow,
  before: Before,
): Flow<Established> {
  const settled = yield* settleHello(io, settings, first, version, before);
  const { hello, offered, suite, choice, serverName, retried, psk } = settled;
  const { extensions } = offered;
  const protocols = protocolNames(extensions.application_layer_protocol_negotiation);
  const protocol = yield* agreeOnProtocol(protocols, settings, serverName);
  const ours =
    psk === undefined ? yield* chooseCredential(io.now, settings, offered, serverName, protocols) : undefined;
  const asked = askedTypes(settings, extensions, ours !== undefined);
  const earlyData = yield* considerEarlyData(io, settings, first, psk, protocol, retried);
  if (earlyData === 'accepted' && psk?.session !== undefined) {
    takeEarlyKeys(io, 'server', suite, psk.psk, hello.random);
    io.takeEarlyData(psk.session.state.maxEarlyData);
  }

  const secret = yield* sendServerHello(io, settings, settled);
  using keys = new HandshakeKeys(io, suite, hello.random, secret, psk?.psk.secret);
  forgetTicket(psk);
  io.writeWith('handshake', suite, keys.traffic('server'));
  const awaitsEnd = earlyData === 'accepted' && version.endOfEarlyData;
  if (!awaitsEnd) io.readWith('handshake', suite, keys.traffic('client'));
  if (earlyData === 'rejected' && !retried) io.skipEarlyData();
  const tickets = ticketsDue(settings, extensions, psk);
  const certificateTypes = { server: ours && certificateTypeOf(ours.credential), client: asked.now ?? asked.later };
  sendEncryptedExtensions(io, settings, offered, { psk, protocol, earlyData, tickets, certificateTypes });
  if (asked.now !== undefined)
    io.send(messages13, 'CertificateRequest', certificateRequest(settings, new Uint8Array(0)));
  if (ours !== undefined)
    yield* authenticate(io, settings, 'server', ours.credential, ours.scheme, new Uint8Array(0), extensions);
  sendFinished(io, keys, 'server');
  const secrets = keys.applicationSecrets('server');
  io.writeWith('application', suite, secrets.write);
  if (settings.halfRttData) io.giveFloor();

  if (awaitsEnd) {
    yield* expect13('EndOfEarlyData');
    io.readWith('handshake', suite, keys.traffic('client'));
  }
  const peer = asked.now !== undefined ? yield* verifyClient(io, settings, asked.now) : psk?.session?.peer;
  yield* expectFinished(keys, 'client');
  io.readWith('application', suite, secrets.read);
  const lasting = keys.handOver();
  const authenticated = psk?.session?.state.authenticated ?? io.now;
  const { resumptionMaster } = lasting;
  const ownCertificateType =
    certificateTypes.server ?? certificateTypeById(psk?.session?.state.ownCertificateType ?? 0);
  const session = {
    version,
    suite,
    resumptionMaster,
    serverName,
    protocol,
    peer,
    authenticated,
    ownCertificateType,
  };
  return {
    flow: 'tls13',
    version,
    suite,
    group: choice?.group,
    protocol,
    serverName,
    peer,
    signatureScheme: ours?.scheme,
    resumed: psk?.session !== undefined,
    pskIdentity: psk?.psk.name,
    retried,
    clientRandom: hello.random,
    secrets: lasting,
    earlyData,
    ticketAgeSkew: psk?.session && ageSkew(psk.session, io.now),
    encryptedClientHello: echFate(before, extensions),
    issueTicket: tickets === undefined ? undefined : ticketIssuer(io, settings, session),
    ticketsDue: tickets ?? 0,
    keepTicket: undefined,
    answerLater: undefined,
    requestLater: asked.asksLater
      ? requestLater(io, settings, suite, session, asked.now ?? asked.later ?? 'X509')
      : undefined,
  };
}

/** An offer that we could not read, or did not try to, may be grease. RFC 9849 §6.2 */
const echFate = ({ opened }: Before, { encrypted_client_hello: hidden }: Offered13['extensions']): EchFate =>
  opened !== undefined ? 'accepted' : hidden?.type === 'outer' ? 'rejected' : 'not offered';

/** What the client is asked to show in the handshake, if it is asked, and what it could show later. */
function askedTypes(settings: ServerSettings, extensions: Offered13['extensions'], certified: boolean) {
  const asks = certified && settings.clientAuthentication !== 'none';
  const asksLater = extensions.post_handshake_auth !== undefined && settings.judgesClients;
  return {
    now: asks ? chooseClientType(settings, extensions) : undefined,
    asksLater,
    later: asksLater ? laterClientType(settings, extensions) : undefined,
  };
}

/** The certificate or key for this client, and the scheme that proves its key. */
function* chooseCredential(
  now: number,
  settings: ServerSettings,
  { extensions, schemes }: Offered13,
  serverName: string | undefined,
  protocols: readonly string[],
): Flow<{ readonly credential: Credential; readonly scheme: SignatureScheme }> {
  const authorities = extensions.certificate_authorities ?? [];
  const delegatedSchemes = extensions.delegated_credential;
  const usable = (key: SigningKey) => chooseScheme(key, schemes, 'server') !== undefined;
  const certificateTypes = acceptedTypes(extensions.server_certificate_type);
  const certificateSchemes = extensions.signature_algorithms_cert ?? schemes;
  const request = {
    serverName,
    protocols,
    schemes,
    certificateSchemes,
    delegatedSchemes,
    certificateTypes,
    authorities,
    usable,
    now,
  };
  const credential = ofSharedType(yield* job(settings.credentialFor(request)), extensions);
  if (credential instanceof ProtocolError) {
    throw extensions.pre_shared_key === undefined ? credential : new ProtocolError('unknown_psk_identity');
  }
  if (extensions.signature_algorithms === undefined) throw missing('signature_algorithms');
  const scheme = chooseScheme(credential.key, (credential.delegated && delegatedSchemes) ?? schemes, 'server');
  if (scheme === undefined) {
    const accepted = schemes.map(schemeName).join(' ');
    throw new ProtocolError('no_common_signature_scheme', { key: credential.key.info.kind, accepted });
  }
  return { credential, scheme };
}

/** The client's certificate and proof; `undefined` when it has none and none is required. */
function* verifyClient(
  io: HandshakeIo,
  settings: ServerSettings,
  type: CertificateType,
): Flow<PeerVerified | undefined> {
  const certificate = yield* expectCertificate(settings);
  checkContext(certificate);
  checkCertificateEntries(undefined, certificate);
  if (certificate.certificateList.length > 0) {
    return yield* verifyPeer(io, settings, 'client', undefined, type, certificate, undefined);
  }
  if (settings.clientAuthentication === 'require') throw new ProtocolError('certificate_required');
  return undefined;
}
