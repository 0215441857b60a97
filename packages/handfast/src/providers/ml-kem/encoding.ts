/** Polynomials as bytes, whole or compressed to a few bits for each coefficient. FIPS 203 §4.2.1 */

import { q, quotient } from './field.ts';
import { degree, type Polynomial, zero } from './polynomial.ts';

/** Bytes that a polynomial takes with `bits` bits for each coefficient. */
export const encodedLength = (bits: number): number => (degree / 8) * bits;

/** Algorithm 5: the lowest `bits` bits of each coefficient, lowest first. */
export function encode(f: Polynomial, bits: number): Uint8Array {
  const bytes = new Uint8Array(encodedLength(bits));
  let [pending, held, at] = [0, 0, 0];
  for (let i = 0; i < degree; i++) {
    pending |= (f[i] as number) << held;
    held += bits;
    for (; held >= 8; held -= 8, pending >>= 8) bytes[at++] = pending;
  }
  return bytes;
}

/** Algorithm 6. */
export function decode(bytes: Uint8Array, bits: number): Polynomial {
  const f = zero();
  const mask = (1 << bits) - 1;
  let [pending, held, at] = [0, 0, 0];
  for (let i = 0; i < degree; i++) {
    for (; held < bits; held += 8) pending |= (bytes[at++] as number) << held;
    f[i] = pending & mask;
    pending >>= bits;
    held -= bits;
  }
  return f;
}

/** Equation 4.7, then encoded: each coefficient rounded to a multiple of q / 2^bits. */
export function compress(f: Polynomial, bits: number): Uint8Array {
  const rounded = zero();
  const mask = (1 << bits) - 1;
  for (let i = 0; i < degree; i++) rounded[i] = quotient(((f[i] as number) << bits) + (q - 1) / 2) & mask;
  return encode(rounded, bits);
}

/** Equation 4.8, after decoding. */
export function decompress(bytes: Uint8Array, bits: number): Polynomial {
  const f = decode(bytes, bits);
  const half = 1 << (bits - 1);
  for (let i = 0; i < degree; i++) f[i] = (Math.imul(f[i] as number, q) + half) >> bits;
  return f;
}
