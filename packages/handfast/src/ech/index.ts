/** Public entry `handfast/ech`: Encrypted Client Hello, for clients and servers. RFC 9849 */

export type { EchFate, HelloDecryption, HelloEncryption } from '../handshake/hello/encryption.ts';
export { type AcceptEchOptions, acceptEch } from './accept.ts';
export { type BackendEchOptions, backendEch } from './backend.ts';
export { type CreatedEchKey, createEchKey, type EchConfigOptions, echConfigList } from './create.ts';
export { greaseEch } from './grease.ts';
export type { EchKey } from './key.ts';
export { type OfferEchOptions, offerEch } from './offer.ts';
export { HiddenHelloReader } from './onlooker.ts';
export { echConfigListFromPem, echKeysFromPem, echKeyToPem } from './pem.ts';
export { EchRejected } from './rejected.ts';
