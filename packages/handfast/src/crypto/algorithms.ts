/** Names and shapes of the algorithms that TLS and X.509 ask a provider for. */

import type {
  AeadName,
  BlockCipherName,
  CurveName,
  HashName,
  MlDsaName,
  SignatureAlgorithm,
  StreamCipherName,
} from '../registry/algorithm-names.ts';

export { blockCiphers, hashLength, isMlDsa, mlDsaKeyLength } from '../registry/algorithm-names.ts';
export type { AeadName, BlockCipherName, CurveName, HashName, MlDsaName, SignatureAlgorithm, StreamCipherName };

/** Key length in bytes. */
export const aeadKeyLength: Readonly<Record<AeadName, number>> = {
  'aes-128-gcm': 16,
  'aes-256-gcm': 32,
  'chacha20-poly1305': 32,
  'aes-128-ccm': 16,
  'aes-128-ccm-8': 16,
  'aes-256-ccm': 32,
  'aes-256-ccm-8': 32,
  'aria-128-gcm': 16,
  'aria-256-gcm': 32,
  'camellia-128-gcm': 16,
  'camellia-256-gcm': 32,
  'chacha20-poly1305-draft': 32,
};

/** Parameters that bind an RSASSA-PSS key to one way of signing. RFC 4055 §3.1 */
export interface PssParameters {
  readonly hash: HashName;
  readonly mgfHash: HashName;
  readonly saltLength: number;
}

/** A public key as data: what its SubjectPublicKeyInfo says. Integers are big-endian without leading zeros. */
export type PublicKeyInfo =
  | { readonly kind: 'rsa'; readonly modulus: Uint8Array; readonly exponent: Uint8Array }
  | {
      readonly kind: 'rsa-pss';
      readonly modulus: Uint8Array;
      readonly exponent: Uint8Array;
      readonly parameters: PssParameters | undefined;
    }
  | { readonly kind: 'ec'; readonly curve: CurveName; readonly point: Uint8Array }
  | { readonly kind: 'ed25519' | 'ed448' | 'x25519' | 'x448'; readonly bytes: Uint8Array }
  | { readonly kind: MlDsaName; readonly bytes: Uint8Array }
  | {
      readonly kind: 'dsa';
      readonly p: Uint8Array;
      readonly q: Uint8Array;
      readonly g: Uint8Array;
      readonly y: Uint8Array;
    }
  | {
      /** Agrees on keys in a finite field; `q` is the order of its subgroup, where the key says so. RFC 3279 §2.3.3 */
      readonly kind: 'dh';
      readonly p: Uint8Array;
      readonly q: Uint8Array | undefined;
      readonly g: Uint8Array;
      readonly y: Uint8Array;
    }
  | { readonly kind: 'unknown'; readonly algorithm: string };

/** What kind of key to generate. */
export type KeySpec =
  | { readonly kind: 'rsa' | 'rsa-pss'; readonly bits: number }
  | { readonly kind: 'ec'; readonly curve: CurveName }
  | { readonly kind: 'ed25519' | 'ed448' | MlDsaName }
  // These agree and do not sign.
  | { readonly kind: 'x25519' | 'x448' };
