/** Public entry `handfast/crypto`: what a provider of cryptography is, and how several become one. */

export type {
  AeadName,
  BlockCipherName,
  CurveName,
  HashName,
  KeySpec,
  PssParameters,
  PublicKeyInfo,
  SignatureAlgorithm,
  StreamCipherName,
} from './algorithms.ts';
export { aeadKeyLength, blockCiphers, hashLength } from './algorithms.ts';
export { canAgree, canProtect } from './capabilities.ts';
export { compose } from './compose.ts';
export type {
  Aead,
  BlockCipher,
  CryptoProvider,
  GeneratedKey,
  Hash,
  KeyExchange,
  KeyOffer,
  Mac,
  PrivateKey,
  PublicKey,
  StreamCipher,
} from './provider.ts';
