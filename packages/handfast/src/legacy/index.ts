/** Public entry `handfast/legacy`: old versions and weak suites, for devices that will never be updated, and for study. */

export { type SrpContext, type SrpCredentials, srpVerifier } from '../crypto/srp.ts';
export { type SrpGroup, type SrpGroupSize, srpGroup } from '../crypto/srp-groups.ts';
export type { LegacyPlug } from '../handshake/classic/plug.ts';
export { type LegacyOptions, type LegacyVersionName, legacy } from './legacy.ts';
export type { LegacySchemeName } from './signatures.ts';
export type { SrpEntry, SrpServerOptions } from './srp.ts';
