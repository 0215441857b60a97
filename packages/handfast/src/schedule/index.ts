/** Public entry `handfast/schedule`: one function per formula that makes keys, and the transcript they depend on. */

export { Secret } from '../base/secret.ts';
export {
  extendedMasterSecret,
  type KeyLengths,
  keyBlock,
  masterSecret as masterSecretClassic,
  type Randoms,
  verifyData as verifyDataClassic,
  type WriteKeys,
} from './classic.ts';
export { exportKeys } from './export-keys.ts';
export { type Hkdf, hkdf } from './hkdf.ts';
export { type KeyLogLabel, keyLogLine } from './key-log.ts';
export { type Prf, prfOf } from './prf.ts';
export { certificateVerifyHashesSsl3, prfSsl3, verifyDataSsl3 } from './ssl3.ts';
export {
  binderKey,
  clientApplicationTrafficSecret,
  clientEarlyTrafficSecret,
  clientHandshakeTrafficSecret,
  earlySecret,
  handshakeSecret,
  masterSecret,
  nextTrafficSecret,
  serverApplicationTrafficSecret,
  serverHandshakeTrafficSecret,
  trafficKeys,
  verifyData,
} from './tls13.ts';
export { Transcript } from './transcript.ts';
