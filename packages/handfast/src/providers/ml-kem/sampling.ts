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

/** Algorithm 8: coefficients from -eta to eta, each the difference of two sums of eta bits. */
export const sampleSmall = (eta: 2 | 3, bytes: Uint8Array): Polynomial =>
  eta === 2 ? ofTwoBits(bytes) : ofThreeBits(bytes);

/** Bytes that `sampleSmall` takes. */
export const smallLength = (eta: 2 | 3): number => 64 * eta;

function ofTwoBits(bytes: Uint8Array): Polynomial {
  const small = zero();
  for (let i = 0; i < degree; i++) {
    const bits = (bytes[i >> 1] as number) >> (4 * (i & 1));
    const difference = (bits & 1) + ((bits >> 1) & 1) - ((bits >> 2) & 1) - ((bits >> 3) & 1);
    small[i] = difference + (q & (difference >> 31));
  }
  return small;
}

/** Three bytes hold four coefficients. */
function ofThreeBits(bytes: Uint8Array): Polynomial {
  const small = zero();
  for (let i = 0; i < degree; i++) {
    const at = 3 * (i >> 2);
    const word = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    const bits = word >> (6 * (i & 3));
    const sum = (bits & 1) + ((bits >> 1) & 1) + ((bits >> 2) & 1);
    const difference = sum - ((bits >> 3) & 1) - ((bits >> 4) & 1) - ((bits >> 5) & 1);
    small[i] = difference + (q & (difference >> 31));
  }
  return small;
}
