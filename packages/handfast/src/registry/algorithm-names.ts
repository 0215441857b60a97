/** Names of the algorithms that the registries speak of, spelled once so that every floor means the same. */

/** Hash functions that a provider may be asked for. */
export type HashName = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** Digest length in bytes. */
export const hashLength: Readonly<Record<HashName, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};

/** What parties have named among themselves: see `registerPrivateGroup` and `registerPrivateSuite`. */
export type PrivateName = `private-${string}`;

/** AEAD algorithms that a cipher suite which can be agreed on may name. */
export type AeadName =
  | 'aes-128-gcm'
  | 'aes-256-gcm'
  | 'chacha20-poly1305'
  | 'aes-128-ccm'
  | 'aes-128-ccm-8'
  | 'aes-256-ccm'
  | 'aes-256-ccm-8'
  | 'aria-128-gcm'
  | 'aria-256-gcm'
  | 'camellia-128-gcm'
  | 'camellia-256-gcm'
  // draft-agl-tls-chacha20poly1305-04, with nonces of 8 bytes.
  | 'chacha20-poly1305-draft'
  | PrivateName;

/** Block ciphers in CBC mode, with the length in bytes of their key and of a block. */
export const blockCiphers = {
  'aes-128-cbc': { keyLength: 16, blockLength: 16 },
  'aes-256-cbc': { keyLength: 32, blockLength: 16 },
  'camellia-128-cbc': { keyLength: 16, blockLength: 16 },
  'camellia-256-cbc': { keyLength: 32, blockLength: 16 },
  'aria-128-cbc': { keyLength: 16, blockLength: 16 },
  'aria-256-cbc': { keyLength: 32, blockLength: 16 },
  'seed-cbc': { keyLength: 16, blockLength: 16 },
  '3des-ede-cbc': { keyLength: 24, blockLength: 8 },
  'idea-cbc': { keyLength: 16, blockLength: 8 },
  'des-cbc': { keyLength: 8, blockLength: 8 },
  'rc2-cbc': { keyLength: 16, blockLength: 8 },
} as const;

export type BlockCipherName = keyof typeof blockCiphers;

/** Stream ciphers; RC4 takes keys of 16 bytes in TLS, stretched to that length in export suites. */
export type StreamCipherName = 'rc4';

/** Curves on which ECDSA keys may lie. */
export type CurveName = 'secp256r1' | 'secp384r1' | 'secp521r1';

/** ML-DSA by its parameter sets, with the length in bytes of a public key. FIPS 204 §4, table 2 */
export const mlDsaKeyLength = { 'ml-dsa-44': 1312, 'ml-dsa-65': 1952, 'ml-dsa-87': 2592 } as const;

export type MlDsaName = keyof typeof mlDsaKeyLength;

/** Whether a kind of key is one of ML-DSA. */
export const isMlDsa = (kind: string): kind is MlDsaName => Object.hasOwn(mlDsaKeyLength, kind);

/** How a signature is made, without saying with which key. */
export type SignatureAlgorithm =
  | { readonly kind: 'ecdsa'; readonly hash: HashName }
  | { readonly kind: 'rsa-pkcs1'; readonly hash: HashName }
  // RFC 2246 §7.4.3: what is signed is not the data's hash but the data, 36 bytes of MD5 and SHA-1, without DigestInfo.
  | { readonly kind: 'rsa-pkcs1-md5-sha1' }
  | { readonly kind: 'rsa-pss'; readonly hash: HashName; readonly saltLength: number }
  | { readonly kind: 'dsa'; readonly hash: HashName }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'ed448' }
  | { readonly kind: MlDsaName };
