/** The primes of the groups that came with IKE and SSH, from their formula. RFC 2409 §6.2, RFC 3526 */

import { bytesOf } from './arithmetic.ts';

/** Each prime is made of the leading bits of pi; only the smallest fitting addend is chosen. */
const addends = {
  1024: 129093,
  1536: 741804,
  2048: 124476,
  3072: 1690314,
  4096: 240904,
  6144: 929484,
  8192: 4743158,
} as const;

export type ModpSize = keyof typeof addends;

/** Whether there is a group of this length, in bits. */
export const isModpSize = (bits: number): bits is ModpSize => Object.hasOwn(addends, bits);

/** The prime in network order; computed in about a millisecond when it is first asked for. */
export function modpPrime(bits: ModpSize): Uint8Array {
  let prime = known.get(bits);
  if (prime === undefined) {
    prime = bytesOf(safePrime(BigInt(bits), BigInt(addends[bits])), bits / 8);
    known.set(bits, prime);
  }
  return prime;
}

const known = new Map<ModpSize, Uint8Array>();

/** p = 2^b - 2^(b-64) - 1 + 2^64 ([2^(b-130) pi] + a) */
const safePrime = (b: bigint, addend: bigint): bigint =>
  (1n << b) - (1n << (b - 64n)) - 1n + ((scaledPi(b - 130n) + addend) << 64n);

/** [2^n pi], from pi = 16 arctan(1/5) - 4 arctan(1/239) */
function scaledPi(n: bigint): bigint {
  const one = 1n << (n + spare);
  return (16n * inverseTangent(one, 5n) - 4n * inverseTangent(one, 239n)) >> spare;
}

/** arctan(1/x) = 1/x - 1/(3 x^3) + 1/(5 x^5) - … */
function inverseTangent(one: bigint, x: bigint): bigint {
  let sum = 0n;
  let power = one / x;
  for (let k = 1n, sign = 1n; power > 0n; k += 2n, sign = -sign) {
    sum += (sign * power) / k;
    power /= x * x;
  }
  return sum;
}

/** Bits that take up the rounding of some thousand terms. */
const spare = 64n;
