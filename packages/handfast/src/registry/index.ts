/** Public entry `handfast/registry`: the facts of the IANA registries and what this implementation makes of them. */

export type { AlertName } from '../base/alert-names.ts';
export * from './alerts.ts';
export {
  type AeadName,
  type BlockCipherName,
  blockCiphers,
  type CurveName,
  type HashName,
  hashLength,
  type PrivateName,
  type SignatureAlgorithm,
  type StreamCipherName,
} from './algorithm-names.ts';
export * from './certificate-types.ts';
export * from './cipher-suites.ts';
export * from './content-types.ts';
export * from './extension-types.ts';
export * from './grease.ts';
export * from './groups.ts';
export * from './handshake-types.ts';
export { type PrivateGroup, type PrivateSuite, registerPrivateGroup, registerPrivateSuite } from './private-use.ts';
export * from './signature-schemes.ts';
export * from './srtp-profiles.ts';
export { type RecordCipher, recordCiphers } from './suites/ciphers.ts';
export type { AuthenticationName, KeyExchangeName } from './suites/key-exchanges.ts';
export { type WeaknessName, weaknesses } from './suites/weaknesses.ts';
export * from './versions.ts';
