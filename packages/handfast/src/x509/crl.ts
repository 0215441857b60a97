/** A certificate revocation list (RFC 5280 §5.1). */

import { parseDer } from '../asn1/parse.ts';
import type { SignatureAlgorithm } from '../crypto/algorithms.ts';
import { type Annotation, annotate } from '../wire/annotate.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { certificateList } from './crl-codec.ts';
import type { Extension } from './extensions/extension.ts';
import type { Name } from './name.ts';

/** A well-formed CRL. Nothing in it has been verified. */
export interface CertificateList {
  /** The whole CRL. */
  readonly der: Uint8Array;
  /** The TBSCertList element: what is signed. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2;
  /** The same inside and outside of what is signed. */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** What `signatureAlgorithm` means; `undefined` when it is not one of ours. */
  readonly signatureScheme: SignatureAlgorithm | undefined;
  readonly issuer: Name;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Milliseconds since 1970. RFC 5280 §5.1.2.5 demands it, yet the field is optional. */
  readonly nextUpdate: number | undefined;
  readonly revokedCertificates: readonly RevokedCertificate[];
  /** Never two with the same extnID. Empty when the field is absent. */
  readonly extensions: readonly Extension[];
  /** The bytes of signatureValue. */
  readonly signature: Uint8Array;
}

/** RFC 5280 §5.1.2.6 */
export interface RevokedCertificate {
  /** Content octets of the serial number. */
  readonly userCertificate: Uint8Array;
  /** Milliseconds since 1970. */
  readonly revocationDate: number;
  /** Of an indirect CRL, certificateIssuer holds for the following entries too (§5.3.3). */
  readonly extensions: readonly Extension[];
}

/** Parses one CRL in DER. Throws `malformed_crl`. */
export const parseCrl = (der: Uint8Array): CertificateList => parseDer(certificateList, der, 'malformed_crl');

/** Says what every byte of a CRL is; never throws for what the bytes hold. */
export const annotateCrl = (der: Uint8Array): Annotation<CertificateList> => annotate(certificateList, der);
