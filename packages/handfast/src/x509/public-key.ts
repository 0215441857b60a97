/** SubjectPublicKeyInfo: a public key and its algorithm (RFC 5280 §4.1.2.7). */

import type { PublicKeyInfo } from '../crypto/algorithms.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';

export interface SubjectPublicKeyInfo {
  /** The whole element. */
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  /** The bits of the key, whose SHA-1 is the usual key identifier (RFC 5280 §4.2.1.2). */
  readonly subjectPublicKey: Uint8Array;
  /** What the key is; `unknown` when its algorithm or curve is not one of ours. */
  readonly key: PublicKeyInfo;
}
