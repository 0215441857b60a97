/** Polynomials from pseudorandom bytes: uniform ones for the public matrix, small ones for secrets. FIPS 203 §4.2.2 */

import { q } from './field.ts';
import { degree, type Polynomial, zero } from './polynomial.ts';
import type { Sha3 } from './sha3.ts';

/** Algorithm 7: uniform values in the transformed domain, made of 12 bits each; those of q and more are passed over. */
export function sampleNtt(sha3: Sha3, seed: Uint8Array): Polynomial {
  // 672 bytes fall short once in 2^100 times.
  for (let length = 672; ; length *= 2) {
    const sampled = sieve(sha3.shake128(seed, length));
    if (sampled !== undefined) return sampled;
  }
}

function sieve(bytes: Uint8Array): Polynomial | undefined {
  const values = zero();
  let filled = 0;
  for (let at = 0; at + 3 <= bytes.length && filled < degree; at += 3) {
    const middle = bytes[at + 1] as number;
    const first = (bytes[at] as number) | ((middle & 15) << 8);
    const second = (middle >> 4) | ((bytes[at + 2] as number) << 4);
    if (first < q) values[filled++] = first;
    if (second < q && filled < degree) values[filled++] = second;
  }
  return filled === degree ? values : undefined;
}

/** Algorithm 8 with eta = 2: coefficients from -2 to 2, each the difference of two sums of two bits. */
export function sampleSmall(bytes: Uint8Array): Polynomial {
  const small = zero();
  for (let i = 0; i < degree; i++) {
    const bits = (bytes[i >> 1] as number) >> (4 * (i & 1));
    const difference = (bits & 1) + ((bits >> 1) & 1) - ((bits >> 2) & 1) - ((bits >> 3) & 1);
    small[i] = difference + (q & (difference >> 31));
  }
  return small;
}

/** Bytes that `sampleSmall` takes. */
export const smallLength = 128;
