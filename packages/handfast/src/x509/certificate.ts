/** An X.509 certificate (RFC 5280 §4.1). */

import { MisuseError } from '../base/errors.ts';
import type { SignatureAlgorithm } from '../crypto/algorithms.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
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
}

export interface BitString {
  readonly bytes: Uint8Array;
  /** How many low bits of the last byte do not count: 0 to 7. */
  readonly unusedBits: number;
}

/** Parses one certificate in DER. Throws `malformed_certificate`. */
export function parseCertificate(_der: Uint8Array): Certificate {
  throw new MisuseError('certificates cannot be parsed yet');
}
