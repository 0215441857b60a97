/** PBKDF2 with node:crypto: ten times as fast as HMAC called so often. RFC 8018 §5.2 */

import { pbkdf2Sync } from 'node:crypto';
import type { HashName } from '../../crypto/algorithms.ts';
import { bare } from './bare.ts';

export const nodePbkdf2 = (
  hash: HashName,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array => bare(pbkdf2Sync(password, salt, iterations, length, hash));
