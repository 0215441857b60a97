/** PBKDF2: keys from passwords, made slow on purpose (RFC 8018 §5.2). */

import { type HashName, hashLength } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';

/** All but the password. */
export interface Pbkdf2Options {
  readonly hash: HashName;
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** In bytes. */
  readonly length: number;
}

/** The key of a password. Takes as long as the iterations ask for. */
export function pbkdf2(provider: CryptoProvider, password: Uint8Array, options: Pbkdf2Options): Uint8Array {
  const { hash, salt, iterations, length } = options;
  const native = provider.pbkdf2?.(hash, password, salt, iterations, length);
  if (native !== undefined) return native;
  const mac = provider.hmac(hash, password);
  const size = hashLength[hash];
  const key = new Uint8Array(size * Math.ceil(length / size));
  for (let block = 1; size * (block - 1) < length; block++) {
    const number = Uint8Array.of(block >>> 24, block >>> 16, block >>> 8, block);
    let last = mac.compute(salt, number);
    const sum = last.slice();
    for (let i = 1; i < iterations; i++) {
      last = mac.compute(last);
      for (let at = 0; at < size; at++) sum[at] = (sum[at] as number) ^ (last[at] as number);
    }
    key.set(sum, size * (block - 1));
  }
  return key.subarray(0, length);
}
