/** Taking a premaster secret out of RSA, so that nobody learns whether it was in there. RFC 5246 §7.4.7.1, RFC 8017 §7.2.2 */

import { job, type Task } from '../base/awaitable.ts';
import type { PrivateKey } from './provider.ts';

/**
 * The 48 bytes that the client encrypted; random ones when there are none, when the padding is wrong, or when they do
 * not begin with the version that ClientHello offered. Nothing but the Finished messages may tell which: the path is
 * the same, no error is thrown, and `random` has been drawn before anything is known (Bleichenbacher, ROBOT).
 */
export function* decryptPremaster(
  key: PrivateKey,
  ciphertext: Uint8Array,
  offeredVersion: number,
  random: (length: number) => Uint8Array,
): Task<Uint8Array> {
  const substitute = random(premasterLength);
  const decrypted = yield* job(key.decryptRaw?.(ciphertext));
  // What is no ciphertext at all can be seen from outside; it goes the same way nevertheless.
  const premaster = selectPremaster(decrypted ?? new Uint8Array(shortest), offeredVersion, substitute);
  decrypted?.fill(0);
  return premaster;
}

/**
 * `00 02 <at least 8 bytes that are not zero> 00 <version, 46 bytes>`, all of it checked whatever comes first, and each
 * byte chosen by a mask. The result has memory of its own.
 */
export function selectPremaster(decrypted: Uint8Array, offeredVersion: number, substitute: Uint8Array): Uint8Array {
  const start = decrypted.length - premasterLength;
  const tooShort = decrypted.length >= shortest ? 0 : 1;
  let wrong = tooShort | at(decrypted, 0) | (at(decrypted, 1) ^ 2) | at(decrypted, start - 1);
  for (let i = 2; i < start - 1; i++) wrong |= isZero(at(decrypted, i));
  wrong |= at(decrypted, start) ^ (offeredVersion >> 8);
  wrong |= at(decrypted, start + 1) ^ (offeredVersion & 0xff);
  // All ones when something is wrong.
  const mask = isZero(wrong) - 1;
  return substitute.map((byte, i) => (byte & mask) | (at(decrypted, start + i) & ~mask));
}

/** Bytes of a premaster secret: version and 46 random ones. */
export const premasterLength = 48;

/** Two bytes, eight of padding, and a zero before the secret. */
const shortest = 11 + premasterLength;

const at = (bytes: Uint8Array, index: number): number => bytes[index] as number;

/** 1 for zero and 0 for what is larger, up to 2^31 - 1, without a branch. */
const isZero = (value: number): number => ((value - 1) >>> 31) & 1;
