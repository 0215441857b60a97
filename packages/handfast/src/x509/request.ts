/** PKCS #10: the request for a certificate, signed by the key to certify (RFC 2986 §4). */

import { bitStringOfBytes } from '../asn1/bit-string.ts';
import { captured, translated } from '../asn1/capture.ts';
import type { DerType } from '../asn1/element.ts';
import { namedInteger } from '../asn1/integer.ts';
import { setOf } from '../asn1/list.ts';
import { oid } from '../asn1/object-names.ts';
import { parseDer } from '../asn1/parse.ts';
import { sequence } from '../asn1/sequence.ts';
import { implicit } from '../asn1/tagging.ts';
import { type Awaitable, job, run, type Task } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { SignatureAlgorithm } from '../crypto/algorithms.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Annotation, annotate } from '../wire/annotate.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from './algorithm-identifier.ts';
import { extensions } from './extensions/codec.ts';
import type { Extension } from './extensions/extension.ts';
import { attribute } from './extensions/names.ts';
import type { Attribute } from './extensions/types.ts';
import { type Name, name } from './name.ts';
import { type SubjectPublicKeyInfo, subjectPublicKeyInfo } from './public-key.ts';
import { signatureSchemeOf } from './signature-algorithm.ts';

/** A well-formed request. Nothing in it has been verified. */
export interface CertificationRequest {
  /** The whole request. */
  readonly der: Uint8Array;
  /** The CertificationRequestInfo element: what is signed. */
  readonly tbs: Uint8Array;
  readonly subject: Name;
  readonly subjectPublicKeyInfo: SubjectPublicKeyInfo;
  /** All of them, in the order of DER. */
  readonly attributes: readonly Attribute[];
  /** What the attribute extensionRequest asks for (RFC 2985 §5.4.2); empty when it is absent. */
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** What `signatureAlgorithm` means; `undefined` when it is not one of ours. */
  readonly signatureScheme: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
}

/** Parses one request in DER. Throws `malformed_request`. */
export const parseCertificationRequest = (der: Uint8Array): CertificationRequest =>
  parseDer(certificationRequest, der, 'malformed_request');

/** Says what every byte of a request is; never throws for what the bytes hold. */
export const annotateCertificationRequest = (der: Uint8Array): Annotation<CertificationRequest> =>
  annotate(certificationRequest, der);

/** Whether the requestor has the private key: the signature is that of the key in the request. */
export const verifyCertificationRequest = (
  provider: CryptoProvider,
  request: CertificationRequest,
): Awaitable<boolean> => run(verifyTask(provider, request));

function* verifyTask(provider: CryptoProvider, request: CertificationRequest): Task<boolean> {
  const { signatureScheme, subjectPublicKeyInfo: spki, tbs, signature } = request;
  const key = provider.importPublicKey(spki.key);
  if (!key || !signatureScheme) return false;
  return yield* job(key.verify(signatureScheme, tbs, signature));
}

/** What is signed, field by field. */
export interface CertificationRequestInfo {
  readonly version: 1;
  readonly subject: Name;
  readonly subjectPKInfo: SubjectPublicKeyInfo;
  readonly attributes: readonly Attribute[];
}

/** On the wire. */
export const certificationRequestInfo: DerType<CertificationRequestInfo> = sequence('CertificationRequestInfo', {
  version: namedInteger<1>('Version', { 0: 1 }),
  subject: name,
  subjectPKInfo: subjectPublicKeyInfo,
  attributes: implicit(0, setOf(attribute)),
});

/** A whole request on the wire. */
export const certificationRequest: DerType<CertificationRequest> = translated(
  sequence('CertificationRequest', {
    certificationRequestInfo: captured(certificationRequestInfo),
    signatureAlgorithm: algorithmIdentifier,
    signature: bitStringOfBytes,
  }),
  ({ certificationRequestInfo: { value, der: tbs }, signatureAlgorithm, signature }, der): CertificationRequest => ({
    der,
    tbs,
    subject: value.subject,
    subjectPublicKeyInfo: value.subjectPKInfo,
    attributes: value.attributes,
    extensions: requestedExtensions(value.attributes),
    signatureAlgorithm,
    signatureScheme: signatureSchemeOf(signatureAlgorithm),
    signature,
  }),
  ({ tbs, subject, subjectPublicKeyInfo: subjectPKInfo, attributes, signatureAlgorithm, signature }) => ({
    certificationRequestInfo: { value: { version: 1 as const, subject, subjectPKInfo, attributes }, der: tbs },
    signatureAlgorithm,
    signature,
  }),
);

function requestedExtensions(attributes: readonly Attribute[]): readonly Extension[] {
  const requests = attributes.filter(({ type }) => type === oid.extensionRequest);
  const [value, ...others] = requests.flatMap(({ values }) => values);
  if (others.length > 0) throw new ProtocolError('bad_der', { why: 'two requests for extensions' });
  return value ? parseDer(extensions, value) : [];
}
