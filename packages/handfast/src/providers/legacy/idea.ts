/** IDEA: three kinds of arithmetic on words of 16 bits. Lai 1992; in TLS by RFC 5469 */

import type { Block } from './block.ts';

/** IDEA with a key of 16 bytes. */
export function idea(key: Uint8Array): Block {
  const forward = expand(key);
  const backward = invert(forward);
  return {
    length: 8,
    encrypt: (bytes, at) => crypt(bytes, at, forward),
    decrypt: (bytes, at) => crypt(bytes, at, backward),
  };
}

/** Eight rounds and an output transformation. */
function crypt(bytes: Uint8Array, at: number, keys: Uint16Array): void {
  const word = (i: number): number => ((bytes[at + 2 * i] as number) << 8) | (bytes[at + 2 * i + 1] as number);
  const key = (i: number): number => keys[i] as number;
  let [a, b, c, d] = [word(0), word(1), word(2), word(3)];
  for (let k = 0; k < 48; k += 6) {
    a = multiply(a, key(k));
    b = (b + key(k + 1)) & 0xffff;
    c = (c + key(k + 2)) & 0xffff;
    d = multiply(d, key(k + 3));
    const e = multiply(a ^ c, key(k + 4));
    const f = multiply(((b ^ d) + e) & 0xffff, key(k + 5));
    const g = (e + f) & 0xffff;
    [a, b, c, d] = [a ^ f, c ^ f, b ^ g, d ^ g];
  }
  const output = [multiply(a, key(48)), (c + key(49)) & 0xffff, (b + key(50)) & 0xffff, multiply(d, key(51))];
  output.forEach((value, i) => {
    bytes[at + 2 * i] = value >> 8;
    bytes[at + 2 * i + 1] = value & 0xff;
  });
}

/** Modulo 2^16 + 1, where zero stands for 2^16. */
function multiply(left: number, right: number): number {
  if (left === 0) return (0x10001 - right) & 0xffff;
  if (right === 0) return (0x10001 - left) & 0xffff;
  return ((left * right) % 0x10001) & 0xffff;
}

/** 52 words: the key, rotated by 25 bits for each eight of them. */
function expand(key: Uint8Array): Uint16Array {
  const bit = (index: number): number => ((key[(index >> 3) & 15] as number) >> (7 - (index & 7))) & 1;
  return Uint16Array.from({ length: 52 }, (_, i) => {
    const start = 25 * (i >> 3) + 16 * (i & 7);
    let word = 0;
    for (let offset = 0; offset < 16; offset++) word = (word << 1) | bit((start + offset) % 128);
    return word;
  });
}

/** The keys that undo those of encryption, from the last to the first. */
function invert(keys: Uint16Array): Uint16Array {
  const key = (i: number): number => keys[i] as number;
  const inverse: number[] = [];
  for (let round = 8; round >= 0; round--) {
    const k = 6 * round;
    const outer = round === 0 || round === 8;
    // Inside, the two middle words have changed places.
    const [second, third] = outer ? [key(k + 1), key(k + 2)] : [key(k + 2), key(k + 1)];
    inverse.push(reciprocal(key(k)), -second, -third, reciprocal(key(k + 3)));
    if (round > 0) inverse.push(key(k - 2), key(k - 1));
  }
  return Uint16Array.from(inverse);
}

/** x^(2^16 - 1) modulo the prime 2^16 + 1. */
function reciprocal(value: number): number {
  let result = 1;
  for (let i = 0; i < 16; i++) result = multiply(multiply(result, result), value);
  return result;
}
