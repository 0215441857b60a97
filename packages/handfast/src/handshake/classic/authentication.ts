/** The client's certificate and its proof, seen from both ends. RFC 5246 §7.4.4, §7.4.6, §7.4.8 */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import type { PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { SignatureScheme } from '../../registry/signature-schemes.ts';
import { rest } from '../../wire/codec.ts';
import {
  type CertificateRequestClassic,
  clientCertificateTypes,
} from '../../wire/messages/certificate-request-classic.ts';
import { type ClassicDialect, classicDialect, messagesShowing } from '../../wire/messages-classic.ts';
import { type JudgedPeer, judgePeer, provePossession } from '../chain.ts';
import { candidates, certificateTypeOf, shownBytes } from '../credential.ts';
import { expecting, type Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { likeliest } from '../negotiate/authorities.ts';
import { allows, type LeafUsage, PeerVerified } from '../proofs.ts';
import type { ClientSettings, Credential, ServerSettings } from '../settings.ts';
import type { Agreed } from './keys.ts';
import type { FixedClient } from './mechanism.ts';
import type { SignatureFormat } from './signatures.ts';

/** Asks for a certificate of any kind of key that we can check, or that can take part in the key exchange. */
export function sendCertificateRequest(
  io: HandshakeIo,
  settings: ServerSettings,
  { signatures }: Pick<Agreed, 'signatures'>,
  fixedTypes: readonly number[],
): void {
  const signing = [clientCertificateTypes.rsa_sign, clientCertificateTypes.dss_sign, clientCertificateTypes.ecdsa_sign];
  io.send(signedDialect(signatures), 'CertificateRequest', {
    certificateTypes: [...signing.filter((type) => accepts(settings, signatures, type)), ...fixedTypes],
    supportedSignatureAlgorithms: listed(settings).map(({ id }) => id),
    certificateAuthorities: settings.clientAuthorities,
  });
}

/** The list may not be empty: where all is for TLS 1.3 alone it says so, and nothing will do. RFC 5246 §7.4.4 */
function listed({ signatureSchemes }: ServerSettings): readonly SignatureScheme[] {
  const usable = signatureSchemes.filter(({ onRequest }) => onRequest !== true);
  return usable.length > 0 ? usable : signatureSchemes;
}

/** The client's chain or key, judged; `undefined` when it has none and none is required. */
export function* judgeClient(
  io: HandshakeIo,
  settings: ServerSettings,
  { certificateTypes: { client: type = 'X509' } }: Pick<Agreed, 'certificateTypes'>,
  certificates: readonly Uint8Array[],
  usage: LeafUsage,
): Flow<JudgedPeer | undefined> {
  if (certificates.length > 0)
    return yield* judgePeer(io, settings, 'client', undefined, { type, certificates }, usage);
  if (settings.clientAuthentication === 'require') throw new ProtocolError('client_certificate_missing');
  return undefined;
}

/**
 * Waits for CertificateVerify, which signs every message so far as it is, not a hash of them; not where the key took
 * part in the key exchange, for then Finished proves it. RFC 5246 §7.4.8
 */
export function* verifyClient(
  io: HandshakeIo,
  settings: ServerSettings,
  { signatures }: Pick<Agreed, 'signatures'>,
  master: Secret,
  judged: JudgedPeer,
  tookPart: boolean,
): Flow<PeerVerified> {
  if (tookPart) return PeerVerified.byFinished(judged);
  const { key } = judged.subjectPublicKeyInfo;
  if (!signatures.certifies(key)) throw new ProtocolError('unfit_client_certificate', { key: key.kind });
  const content = signatures.everything(io, master);
  const { algorithm, signature } = (yield* expecting(signedDialect(signatures))('CertificateVerify')).body;
  const scheme = signatures.chosen(algorithm, settings.signatureSchemes, key);
  return yield* provePossession(io, judged, scheme, content(scheme), signature);
}

/** A certificate that answers a request, and how its key will sign: not at all where it takes part itself. */
export interface ClientAnswer {
  readonly credential: Credential;
  readonly scheme: SignatureScheme | undefined;
}

/** Sends the first certificate that the server accepts, or an empty list: then the server decides. */
export function* answerRequest(
  io: HandshakeIo,
  settings: ClientSettings,
  { version, signatures, certificateTypes: { client: type = 'X509' } }: Agreed,
  { certificateTypes, supportedSignatureAlgorithms = [], certificateAuthorities }: CertificateRequestClassic,
  fixed: FixedClient | undefined,
): Flow<ClientAnswer | undefined> {
  const request = { authorities: certificateAuthorities, schemes: supportedSignatureAlgorithms, certificateType: type };
  const credentials = yield* candidates(settings, request);
  const takesPart = fixed?.certificateTypes.some((one) => certificateTypes.includes(one)) ? fixed.takes : undefined;
  const fitting = credentials.filter((credential) => certificateTypeOf(credential) === type);
  for (const credential of likeliest(fitting, certificateAuthorities)) {
    const { info } = credential.key;
    const signs = maySign(credential) && certificateTypes.includes(typeOf(info)) && signatures.certifies(info);
    const scheme = signs ? signatures.choose(credential.key, supportedSignatureAlgorithms) : undefined;
    if (scheme === undefined && (credential.key.agree === undefined || takesPart?.(info) !== true)) continue;
    sendCertificate(io, credential);
    return { credential, scheme };
  }
  if (settings.insistsOnCredential) throw new ProtocolError('no_fitting_credential');
  // SSL 3.0 has an alert for it. RFC 6101 §5.6.6
  if (version.alerts === 'ssl3') io.warn('no_certificate');
  else io.send(messagesShowing(type), 'Certificate', { certificateList: [] });
  return undefined;
}

/** Signs everything that was said so far. */
export function* proveClient(
  io: HandshakeIo,
  { signatures }: Pick<Agreed, 'signatures'>,
  master: Secret,
  { key }: Credential,
  scheme: SignatureScheme,
): Flow<void> {
  const content = signatures.everything(io, master)(scheme);
  const signature = yield* job(key.sign(scheme.algorithm, content));
  io.send(signedDialect(signatures), 'CertificateVerify', { algorithm: signatures.named(scheme), signature });
}

/** Sends our chain, or our key. */
export const sendCertificate = (io: HandshakeIo, credential: Credential): void =>
  io.send(messagesShowing(certificateTypeOf(credential)), 'Certificate', { certificateList: shownBytes(credential) });

/** What its certificate is for, if it says. RFC 5280 §4.2.1.3 */
const maySign = ({ chain: [leaf] }: Credential): boolean => leaf === undefined || allows(leaf, 'digitalSignature');

function typeOf({ kind }: Pick<PublicKeyInfo, 'kind'>): number {
  if (kind === 'dsa') return clientCertificateTypes.dss_sign;
  return kind === 'rsa' || kind === 'rsa-pss' ? clientCertificateTypes.rsa_sign : clientCertificateTypes.ecdsa_sign;
}

/** Whether we accept any signature by keys of this type. */
const accepts = ({ signatureSchemes }: ServerSettings, { certifies }: SignatureFormat, type: number): boolean =>
  signatureSchemes.some(({ key }) => typeOf({ kind: key }) === type && certifies({ kind: key }));

/** The messages about signatures; those of the key exchange are somebody else's. */
const signedDialect = ({ bodies }: SignatureFormat): ClassicDialect<Uint8Array, Uint8Array> =>
  classicDialect({ ...bodies, ServerKeyExchange: rest, ClientKeyExchange: rest });
