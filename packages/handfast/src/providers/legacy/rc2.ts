/** RC2. RFC 2268 */

import type { Block } from './block.ts';

/** `effectiveBits` of the key count: all of them in TLS, even when only 40 were secret. §2 */
export function rc2(key: Uint8Array, effectiveBits: number = 8 * key.length): Block {
  const keys = expand(key, effectiveBits);
  return {
    length: 8,
    encrypt(bytes, at) {
      const words = read(bytes, at);
      for (let round = 0; round < 16; round++) {
        for (let i = 0; i < 4; i++) mix(words, i, keys[4 * round + i] as number);
        if (round === 4 || round === 10) for (let i = 0; i < 4; i++) mash(words, i, keys, 1);
      }
      write(bytes, at, words);
    },
    decrypt(bytes, at) {
      const words = read(bytes, at);
      for (let round = 15; round >= 0; round--) {
        if (round === 4 || round === 10) for (let i = 3; i >= 0; i--) mash(words, i, keys, -1);
        for (let i = 3; i >= 0; i--) unmix(words, i, keys[4 * round + i] as number);
      }
      write(bytes, at, words);
    },
  };
}

/** 128 bytes of key, then their reduction to the effective bits, as 64 little-endian words. §2 */
function expand(key: Uint8Array, effectiveBits: number): Uint16Array {
  const bytes = new Uint8Array(128);
  bytes.set(key);
  const pi = (index: number): number => piTable[index & 0xff] as number;
  for (let i = key.length; i < 128; i++) {
    bytes[i] = pi((bytes[i - 1] as number) + (bytes[i - key.length] as number));
  }
  const effective = Math.ceil(effectiveBits / 8);
  const first = 128 - effective;
  bytes[first] = pi((bytes[first] as number) & (0xff >> (8 * effective - effectiveBits)));
  for (let i = first - 1; i >= 0; i--) bytes[i] = pi((bytes[i + 1] as number) ^ (bytes[i + effective] as number));
  return Uint16Array.from({ length: 64 }, (_, i) => (bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8));
}

const shifts = [1, 2, 3, 5] as const;
const word = (words: Uint16Array, i: number): number => words[i & 3] as number;

/** §3.1 */
function mix(words: Uint16Array, i: number, key: number): void {
  const chosen = (word(words, i + 3) & word(words, i + 2)) | (~word(words, i + 3) & word(words, i + 1));
  const sum = (word(words, i) + key + (chosen & 0xffff)) & 0xffff;
  const shift = shifts[i] as number;
  words[i] = (sum << shift) | (sum >>> (16 - shift));
}

/** §4.1 */
function unmix(words: Uint16Array, i: number, key: number): void {
  const shift = shifts[i] as number;
  const sum = ((word(words, i) >>> shift) | (word(words, i) << (16 - shift))) & 0xffff;
  const chosen = (word(words, i + 3) & word(words, i + 2)) | (~word(words, i + 3) & word(words, i + 1));
  words[i] = sum - key - (chosen & 0xffff);
}

/** §3.3, §4.3 */
function mash(words: Uint16Array, i: number, keys: Uint16Array, sign: 1 | -1): void {
  words[i] = word(words, i) + sign * (keys[word(words, i + 3) & 63] as number);
}

const read = (bytes: Uint8Array, at: number): Uint16Array =>
  Uint16Array.from({ length: 4 }, (_, i) => (bytes[at + 2 * i] as number) | ((bytes[at + 2 * i + 1] as number) << 8));

function write(bytes: Uint8Array, at: number, words: Uint16Array): void {
  for (let i = 0; i < 4; i++) {
    bytes[at + 2 * i] = word(words, i) & 0xff;
    bytes[at + 2 * i + 1] = word(words, i) >> 8;
  }
}

/** From the digits of pi. §2 */
const piTable: Uint8Array = Uint8Array.from(
  `d978f9c419ddb5ed28e9fd794aa0d89d c67e37832b76538e624c6488448bfba2 179a59f587b34f1361456d8d09817d32
   bd8f40eb86b77b0bf09521225c6b4e82 54d66593ce60b21c7356c014a78cf1dc 1275ca1f3bbee4d1423dd430a33cb626
   6fbf0eda4669075727f21d9bbc944303 f811c7f690ef3ee706c3d52fc8661ed7 08e8eade8052eef784aa72ac354d6a2a
   961ad2715a1549744b9fd05e0418a4ec c2e0416e0f51cbcc2491af50a1f47039 997c3a8523b8b47afc02365b25559731
   2d5dfa98e38a92ae05df2910676cbac9 d300e6cfe19ea82c6316013f58e289a9 0d38341bab33ffb0bb480c5fb9b1cd2e
   c5f3db47e5a59c770aa62068fe7fc1ad`
    .replace(/\s+/g, '')
    .match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);
