/** DES and Triple DES. FIPS 46-3, ANSI X9.52 */

import { type Block, putWord, wordAt } from './block.ts';

/** DES with a key of 8 bytes, whose lowest bits mean nothing. */
export function des(key: Uint8Array): Block {
  const forward = roundKeys(key);
  const backward = forward.toReversed();
  return inBlocks(
    (half) => rounds(half, forward),
    (half) => rounds(half, backward),
  );
}

/** Encrypt, decrypt, encrypt with the three thirds of a key of 24 bytes. */
export function tripleDes(key: Uint8Array): Block {
  const [first, second, third] = [0, 8, 16].map((at) => roundKeys(key.subarray(at, at + 8))) as [Keys, Keys, Keys];
  const [back1, back2, back3] = [first.toReversed(), second.toReversed(), third.toReversed()];
  // The initial permutation of one DES undoes the final one of the DES before.
  return inBlocks(
    (halves) => rounds(rounds(rounds(halves, first), back2), third),
    (halves) => rounds(rounds(rounds(halves, back3), second), back1),
  );
}

type Halves = readonly [left: number, right: number];
/** Of each round: eight times six bits. */
type Keys = readonly Uint8Array[];

function inBlocks(encrypt: (halves: Halves) => Halves, decrypt: (halves: Halves) => Halves): Block {
  const change = (bytes: Uint8Array, at: number, apply: (halves: Halves) => Halves): void => {
    const mixed = permute([wordAt(bytes, at), wordAt(bytes, at + 4)], initial);
    const [left, right] = permute(apply(mixed), final);
    putWord(bytes, at, left);
    putWord(bytes, at + 4, right);
  };
  return {
    length: 8,
    encrypt: (bytes, at) => change(bytes, at, encrypt),
    decrypt: (bytes, at) => change(bytes, at, decrypt),
  };
}

/** Sixteen rounds, and the halves change places at the end. */
function rounds([left, right]: Halves, keys: Keys): Halves {
  let [l, r] = [left, right];
  for (const key of keys) {
    const next = l ^ cipherFunction(r, key);
    l = r;
    r = next;
  }
  return [r, l];
}

/** f(R, K): each S-box sees six bits of R, one shared with each neighbour. */
function cipherFunction(right: number, key: Uint8Array): number {
  let output = 0;
  for (let box = 0; box < 8; box++) {
    const shift = 27 - 4 * box;
    // The first and the last box reach around the end of the word.
    const six =
      shift < 0 ? (right << 1) | (right >>> 31) : box === 0 ? ((right & 1) << 5) | (right >>> 27) : right >>> shift;
    output |= substituted[64 * box + ((six & 63) ^ (key[box] as number))] as number;
  }
  return output;
}

function roundKeys(key: Uint8Array): Keys {
  const bit = (number: number): number => ((key[(number - 1) >> 3] as number) >> (7 - ((number - 1) & 7))) & 1;
  let c = choice1.slice(0, 28).map(bit);
  let d = choice1.slice(28).map(bit);
  return turns.map((turn) => {
    c = [...c.slice(turn), ...c.slice(0, turn)];
    d = [...d.slice(turn), ...d.slice(0, turn)];
    const both = [...c, ...d];
    const chosen = choice2.map((number) => both[number - 1] as number);
    return Uint8Array.from({ length: 8 }, (_, box) =>
      chosen.slice(6 * box, 6 * box + 6).reduce((sum, one) => 2 * sum + one, 0),
    );
  });
}

/** Bits are counted from 1 at the left, as the standard does. */
function permute([left, right]: Halves, order: readonly number[]): Halves {
  const bit = (number: number): number => (number <= 32 ? (left >>> (32 - number)) & 1 : (right >>> (64 - number)) & 1);
  let [l, r] = [0, 0];
  for (let i = 0; i < 32; i++) {
    l = (l << 1) | bit(order[i] as number);
    r = (r << 1) | bit(order[i + 32] as number);
  }
  return [l, r];
}

/** IP: rows of eight, each eight less than the one before. */
const initial = [58, 60, 62, 64, 57, 59, 61, 63].flatMap((start) => Array.from({ length: 8 }, (_, i) => start - 8 * i));
/** Its inverse. */
const final = Array.from({ length: 64 }, (_, i) => initial.indexOf(i + 1) + 1);

/** PC-1, PC-2 and the rotations of the key schedule. */
const choice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63, 55,
  47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const choice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30,
  40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const turns = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** S1 to S8, four rows of sixteen hexadecimal digits each. */
const boxes = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
];

/** P */
const spread = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

/** What each box gives for its six bits, already permuted. The outer two choose the row. */
const substituted = Int32Array.from({ length: 512 }, (_, index) => {
  const box = index >> 6;
  const row = ((index >> 4) & 2) | (index & 1);
  const digits = (boxes[box] as string).replaceAll(' ', '');
  const value = Number.parseInt(digits[16 * row + ((index >> 1) & 15)] as string, 16) << (28 - 4 * box);
  return spread.reduce((word, number) => (word << 1) | ((value >>> (32 - number)) & 1), 0);
});
