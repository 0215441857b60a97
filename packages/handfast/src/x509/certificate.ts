/** An X.509 certificate (RFC 5280 §4.1). */

import type { BitString } from '../asn1/bit-string.ts';
import { parseDer } from '../asn1/parse.ts';
import type { TimeForm } from '../asn1/time.ts';
import type { SignatureAlgorithm } from '../crypto/algorithms.ts';
import { type Annotation, annotate } from '../wire/annotate.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { certificate } from './certificate-codec.ts';
import type { Extension } from './extensions/extension.ts';
import type { Name } from './name.ts';
import type { SubjectPublicKeyInfo } from './public-key.ts';

/** A well-formed certificate. Nothing in it has been verified. */
export interface Certificate {
  /** The whole certificate. */
  readonly der: Uint8Array;
  /** The TBSCertificate element: what is signed. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Content octets of the INTEGER: minimal, possibly zero, negative or too long (the verifier's business). */
  readonly serialNumber: Uint8Array;
  /** The same inside and outside of what is signed. */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** What `signatureAlgorithm` means; `undefined` when it is not one of ours. */
  readonly signatureScheme: SignatureAlgorithm | undefined;
  readonly issuer: Name;
  /** Both ends belong to it. */
  readonly validity: Validity;
  readonly subject: Name;
  readonly subjectPublicKeyInfo: SubjectPublicKeyInfo;
  readonly issuerUniqueID: BitString | undefined;
  readonly subjectUniqueID: BitString | undefined;
  /** In the order of the certificate; never two with the same extnID. Empty when the field is absent. */
  readonly extensions: readonly Extension[];
  /** The bytes of signatureValue. */
  readonly signature: Uint8Array;
}

/** Milliseconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
  /**
   * How the two are written; absent when as RFC 5280 §4.1.2.5 prescribes. Some trusted roots have GeneralizedTime
   * for dates before 2050, so that this is a matter for the verifier.
   */
  readonly forms?: readonly [notBefore: TimeForm, notAfter: TimeForm] | undefined;
}

/**
 * Parses one certificate in DER, of which the result holds views: the bytes must not change afterwards.
 * Throws `malformed_certificate`.
 */
export const parseCertificate = (der: Uint8Array): Certificate => parseDer(certificate, der, 'malformed_certificate');

/** Says what every byte of a certificate is; never throws for what the bytes hold. */
export const annotateCertificate = (der: Uint8Array): Annotation<Certificate> => annotate(certificate, der);
