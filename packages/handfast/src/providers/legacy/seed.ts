/** SEED. RFC 4269; in TLS by RFC 4162 */

import { type Block, putWord, rotateLeft, wordAt } from './block.ts';
import { affineBox } from './galois.ts';

/** SEED with a key of 16 bytes. */
export function seed(key: Uint8Array): Block {
  const keys = expand(key);
  return {
    length: 16,
    encrypt: (bytes, at) => crypt(bytes, at, (round) => 2 * round, keys),
    decrypt: (bytes, at) => crypt(bytes, at, (round) => 30 - 2 * round, keys),
  };
}

/** Sixteen rounds over halves of two words, which change places but for the last time. §2.1 */
function crypt(bytes: Uint8Array, at: number, keyOf: (round: number) => number, keys: Int32Array): void {
  let [a, b, c, d] = [wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12)];
  for (let round = 0; round < 16; round++) {
    const k = keyOf(round);
    const t = c ^ (keys[k] as number);
    const e = mixG(t ^ d ^ (keys[k + 1] as number));
    const f = mixG((e + t) | 0);
    const g = mixG((f + e) | 0);
    [a, b, c, d] = [c, d, a ^ (g + f), b ^ g];
  }
  [c, d, a, b].forEach((word, i) => putWord(bytes, at + 4 * i, word));
}

/** The function G: each byte through its box, then into all four. §2.2 */
const mixG = (word: number): number =>
  (spread0[word & 0xff] as number) ^
  (spread1[(word >>> 8) & 0xff] as number) ^
  (spread2[(word >>> 16) & 0xff] as number) ^
  (spread3[word >>> 24] as number);

/** Halves of the key are rotated in turn by a byte. §2.3 */
function expand(key: Uint8Array): Int32Array {
  let [a, b, c, d] = [wordAt(key, 0), wordAt(key, 4), wordAt(key, 8), wordAt(key, 12)];
  const keys = new Int32Array(32);
  for (let round = 0; round < 16; round++) {
    const constant = rotateLeft(goldenRatio, round);
    keys[2 * round] = mixG((a + c - constant) | 0);
    keys[2 * round + 1] = mixG((b - d + constant) | 0);
    if (round % 2 === 0) [a, b] = [(a >>> 8) | (b << 24), (b >>> 8) | (a << 24)];
    else [c, d] = [(c << 8) | (d >>> 24), (d << 8) | (c >>> 24)];
  }
  return keys;
}

const goldenRatio = 0x9e3779b9;

/** x^8 + x^6 + x^5 + x + 1 */
const polynomial = 0x163;
const box1 = affineBox(polynomial, 247, [0x2c, 0xd0, 0x69, 0xc2, 0x41, 0x44, 0x58, 0xe2], 0xa9);
const box2 = affineBox(polynomial, 251, [0xd0, 0x2a, 0xe1, 0x2c, 0x21, 0x30, 0xa2, 0x6c], 0x38);

/** What a byte at one place gives to all four: each mask leaves out two of its bits. */
function spread(box: Uint8Array, masks: number): Int32Array {
  return Int32Array.from(box, (value) => Math.imul(value, 0x01010101) & masks);
}
const spread0 = spread(box1, 0x3fcff3fc);
const spread1 = spread(box2, 0xfc3fcff3);
const spread2 = spread(box1, 0xf3fc3fcf);
const spread3 = spread(box2, 0xcff3fc3f);
