/** ARIA. RFC 5794; in TLS by RFC 6209 */

import type { Block } from './block.ts';
import { affineBox, inverseBox } from './galois.ts';

/** ARIA with a key of 16 or 32 bytes. */
export function aria(key: Uint8Array): Block {
  const forward = expand(key);
  const last = forward.length - 1;
  const backward = forward.map((_, i) =>
    i === 0 || i === last ? (forward[last - i] as Uint8Array) : diffuse(forward[last - i] as Uint8Array),
  );
  return {
    length: 16,
    encrypt: (bytes, at) => crypt(bytes, at, forward),
    decrypt: (bytes, at) => crypt(bytes, at, backward),
  };
}

/** Odd and even rounds in turn; the last one adds a key in place of diffusion. §2.3 */
function crypt(bytes: Uint8Array, at: number, keys: readonly Uint8Array[]): void {
  const last = keys.length - 2;
  let state: Uint8Array = bytes.slice(at, at + 16);
  for (let round = 0; round < last; round++) {
    state = diffuse(substitute(xor(state, keys[round] as Uint8Array), round % 2));
  }
  state = xor(substitute(xor(state, keys[last] as Uint8Array), 1), keys[last + 1] as Uint8Array);
  bytes.set(state, at);
}

/** §2.2: four words from a Feistel network, then their sums with rotations of each other. */
function expand(key: Uint8Array): Uint8Array[] {
  const constants = [0, 1, 2].map((i) => ck[(i + key.length / 8 - 2) % 3] as Uint8Array);
  const right = new Uint8Array(16);
  right.set(key.subarray(16));
  const w0 = key.slice(0, 16);
  const round = (word: Uint8Array, i: number): Uint8Array =>
    diffuse(substitute(xor(word, constants[i] as Uint8Array), i % 2));
  const w1 = xor(round(w0, 0), right);
  const w2 = xor(round(w1, 1), w0);
  const w3 = xor(round(w2, 2), w1);
  const words = [w0, w1, w2, w3];
  const keys = [19, 31, 67, 97].flatMap((bits) =>
    words.map((word, i) => {
      // The fourth of each group adds the first one, rotated, to the last.
      const next = words[(i + 1) % 4] as Uint8Array;
      return i === 3 ? xor(rotateRight(w0, bits), word) : xor(word, rotateRight(next, bits));
    }),
  );
  keys.push(xor(w0, rotateRight(w1, 109)));
  return keys.slice(0, 9 + key.length / 4);
}

const xor = (left: Uint8Array, right: Uint8Array): Uint8Array => left.map((byte, i) => byte ^ (right[i] as number));

function rotateRight(word: Uint8Array, bits: number): Uint8Array {
  const [bytes, rest] = [bits >> 3, bits & 7];
  const at = (i: number): number => word[(i + 32 - bytes) % 16] as number;
  return word.map((_, i) => (at(i) >> rest) | (at(i - 1) << (8 - rest)));
}

/** Layers of type 1 (odd rounds, 0) and type 2 (even rounds, 1). §2.4.2 */
const substitute = (state: Uint8Array, type: number): Uint8Array =>
  state.map((byte, i) => (boxes[(i + 2 * type) % 4] as Uint8Array)[byte] as number);

/** Each byte is the sum of seven. §2.4.3 */
const diffuse = (state: Uint8Array): Uint8Array =>
  state.map((_, i) => (sums[i] as readonly number[]).reduce((sum, from) => sum ^ (state[from] as number), 0));

const sums = [
  '3468 9de',
  '2578 9cf',
  '146a bcf',
  '057a bde',
  '0258 bef',
  '1349 aef',
  '0279 acd',
  '1368 bcd',
  '0147 adf',
  '0156 bce',
  '2356 8df',
  '2347 9ce',
  '1267 9bc',
  '0367 8ad',
  '0345 9be',
  '1245 8af',
].map((row) => Array.from(row.replace(' ', ''), (digit) => Number.parseInt(digit, 16)));

/** That of AES, one of its own, and what undoes them. §2.4.2 */
const boxes = ((): readonly Uint8Array[] => {
  const box1 = affineBox(0x11b, 254, [0x1f, 0x3e, 0x7c, 0xf8, 0xf1, 0xe3, 0xc7, 0x8f], 0x63);
  const box2 = affineBox(0x11b, 247, [0xac, 0xc5, 0x12, 0xcf, 0x5b, 0x5f, 0x85, 0xee], 0xe2);
  return [box1, box2, inverseBox(box1), inverseBox(box2)];
})();

/** Digits of 1/pi. §2.2 */
const ck = [
  '517cc1b727220a94fe13abe8fa9a6ee0',
  '6db14acc9e21c820ff28b1d5ef5de2b0',
  'db92371d2126e9700324977504e8c90e',
].map((digits) => Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
