/** The primes of the groups ffdhe2048 to ffdhe8192, from the formula that leaves no room for tricks. RFC 7919 §A */

import { bytesOf } from './arithmetic.ts';

/** Each prime is made of the leading bits of e; only the smallest fitting X is chosen. */
const rows = {
  ffdhe2048: { bits: 2048, x: 560316 },
  ffdhe3072: { bits: 3072, x: 2625351 },
  ffdhe4096: { bits: 4096, x: 5736041 },
  ffdhe6144: { bits: 6144, x: 15705020 },
  ffdhe8192: { bits: 8192, x: 10965728 },
} as const;

export type FfdheGroup = keyof typeof rows;

/** The prime in network order; computed in about a millisecond when it is first asked for. */
export function ffdhePrime(group: FfdheGroup): Uint8Array {
  let prime = known.get(group);
  if (prime === undefined) {
    const { bits, x } = rows[group];
    prime = bytesOf(safePrime(BigInt(bits), BigInt(x)), bits / 8);
    known.set(group, prime);
  }
  return prime;
}

const known = new Map<FfdheGroup, Uint8Array>();

/** p = 2^b - 2^(b-64) + ([2^(b-130) e] + X) 2^64 - 1 */
function safePrime(b: bigint, x: bigint): bigint {
  return (1n << b) - (1n << (b - 64n)) + ((scaledE(b - 130n) + x) << 64n) - 1n;
}

/** [2^n e], from e = 1/0! + 1/1! + 1/2! + … */
function scaledE(n: bigint): bigint {
  let sum = 0n;
  let term = 1n << (n + spare);
  for (let k = 1n; term > 0n; k++) {
    sum += term;
    term /= k;
  }
  return sum >> spare;
}

/** Bits that take up the rounding of some thousand terms. */
const spare = 64n;
