/** Public entry `handfast/crypto`: what a provider of cryptography is, and how several become one. */

export type {
  AeadName,
  CurveName,
  HashName,
  KeySpec,
  PssParameters,
  PublicKeyInfo,
  SignatureAlgorithm,
} from './algorithms.ts';
export { aeadKeyLength, hashLength } from './algorithms.ts';
export { canAgree, canProtect } from './capabilities.ts';
export { compose } from './compose.ts';
export type {
  Aead,
  CryptoProvider,
  GeneratedKey,
  Hash,
  KeyExchange,
  KeyOffer,
  Mac,
  PrivateKey,
  PublicKey,
} from './provider.ts';
