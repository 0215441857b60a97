/** HKDF with any label or none: what TLS 1.3 and HPKE build theirs on. RFC 5869 */

import type { Mac } from './provider.ts';

/** `HKDF-Expand(PRK, info, L)`: `mac` is HMAC under PRK, with digests of `length` bytes, and L is `size`. RFC 5869 §2.3 */
export function hkdfExpand(mac: Mac, info: Uint8Array, length: number, size: number): Uint8Array {
  let block = mac.compute(info, firstCounter);
  if (size <= length) return size === length ? block : block.slice(0, size);
  const output = new Uint8Array(size);
  for (let at = 0, counter = 2; ; counter++) {
    output.set(block.subarray(0, size - at), at);
    at += length;
    if (at >= size) return output;
    block = mac.compute(block, info, Uint8Array.of(counter));
  }
}

const firstCounter = Uint8Array.of(1);
