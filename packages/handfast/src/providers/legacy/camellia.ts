/** Camellia. RFC 3713; in TLS by RFC 5932 and RFC 6367 */

import { type Block, putWord, rotateLeft, wordAt } from './block.ts';

/** Camellia with a key of 16 or 32 bytes. */
export function camellia(key: Uint8Array): Block {
  const subkeys = expand(key);
  const forward = ordered(subkeys);
  const { kw, k, ke } = subkeys;
  // §2.3.2: decryption takes the keys from the end.
  const backward = ordered({ kw: [...kw.slice(2), ...kw.slice(0, 2)], k: k.toReversed(), ke: ke.toReversed() });
  return {
    length: 16,
    encrypt: (bytes, at) => crypt(bytes, at, forward),
    decrypt: (bytes, at) => crypt(bytes, at, backward),
  };
}

/** Subkeys of 64 bits: kw for whitening, k for rounds, ke for the layers after each six of them. §2.2 */
interface Subkeys {
  readonly kw: readonly bigint[];
  readonly k: readonly bigint[];
  readonly ke: readonly bigint[];
}

/** As words in the order in which they are used. */
function ordered({ kw, k, ke }: Subkeys): Int32Array {
  const order = kw.slice(0, 2);
  for (let i = 0; i < k.length; i += 6) {
    order.push(...k.slice(i, i + 6));
    if (i + 6 < k.length) order.push(...ke.slice(i / 3, i / 3 + 2));
  }
  order.push(...kw.slice(2));
  return Int32Array.from(
    order.flatMap((key) => [Number(BigInt.asIntN(32, key >> 32n)), Number(BigInt.asIntN(32, key))]),
  );
}

/** Eighteen or twenty-four rounds over halves of two words each. §2.3 */
function crypt(bytes: Uint8Array, at: number, keys: Int32Array): void {
  const key = (i: number): number => keys[i] as number;
  let [a, b, c, d] = [wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12)];
  a ^= key(0);
  b ^= key(1);
  c ^= key(2);
  d ^= key(3);
  let next = 4;
  for (let round = 0; next < keys.length - 4; round += 2, next += 4) {
    if (round > 0 && round % 6 === 0) {
      // FL on the left half, its inverse on the right one. §2.4.2, §2.4.3
      b ^= rotateLeft(a & key(next), 1);
      a ^= b | key(next + 1);
      c ^= d | key(next + 3);
      d ^= rotateLeft(c & key(next + 2), 1);
      next += 4;
    }
    mixF(a ^ key(next), b ^ key(next + 1));
    c ^= high;
    d ^= low;
    mixF(c ^ key(next + 2), d ^ key(next + 3));
    a ^= high;
    b ^= low;
  }
  putWord(bytes, at, c ^ key(next));
  putWord(bytes, at + 4, d ^ key(next + 1));
  putWord(bytes, at + 8, a ^ key(next + 2));
  putWord(bytes, at + 12, b ^ key(next + 3));
}

// What mixF gives: to return a pair would cost more than the arithmetic.
let high = 0;
let low = 0;

/** The function F: eight boxes, and each of their bytes into five or six places. §2.4.1 */
function mixF(left: number, right: number): void {
  const bytes = [left >>> 24, (left >>> 16) & 0xff, (left >>> 8) & 0xff, left & 0xff];
  bytes.push(right >>> 24, (right >>> 16) & 0xff, (right >>> 8) & 0xff, right & 0xff);
  high = 0;
  low = 0;
  for (let i = 0; i < 8; i++) {
    const value = Math.imul((boxes[i] as Uint8Array)[bytes[i] as number] as number, 0x01010101);
    high ^= value & (highMasks[i] as number);
    low ^= value & (lowMasks[i] as number);
  }
}

/** Into which bytes each of the eight goes. §2.4.1 */
const highMasks = [0xffffff00, 0x00ffffff, 0xff00ffff, 0xffff00ff, 0x00ffffff, 0xff00ffff, 0xffff00ff, 0xffffff00];
const lowMasks = [0xff0000ff, 0xffff0000, 0x00ffff00, 0x0000ffff, 0x00ffffff, 0xff00ffff, 0xffff00ff, 0xffffff00];

/** Two or four words of 128 bits, rotated and cut. §2.2 */
function expand(key: Uint8Array): Subkeys {
  const number = (from: number): bigint =>
    key.subarray(from, from + 16).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const kl = number(0);
  const kr = key.length === 16 ? 0n : number(16);
  const ka = feistel(feistel(kl ^ kr, 0) ^ kl, 2);
  const kb = feistel(ka ^ kr, 4);
  const take = (rows: readonly (readonly [word: bigint, bits: number])[]): bigint[] =>
    rows.flatMap(([word, bits]) => halves(rotate(word, bits)));
  if (key.length === 16) {
    const middle = [halves(rotate(ka, 45))[0] as bigint, halves(rotate(kl, 60))[1] as bigint];
    return {
      kw: take([
        [kl, 0],
        [ka, 111],
      ]),
      k: [
        ...take([
          [ka, 0],
          [kl, 15],
          [ka, 15],
          [kl, 45],
        ]),
        ...middle,
        ...take([
          [ka, 60],
          [kl, 94],
          [ka, 94],
          [kl, 111],
        ]),
      ],
      ke: take([
        [ka, 30],
        [kl, 77],
      ]),
    };
  }
  return {
    kw: take([
      [kl, 0],
      [kb, 111],
    ]),
    k: take([
      [kb, 0],
      [kr, 15],
      [ka, 15],
      [kb, 30],
      [kl, 45],
      [ka, 45],
      [kr, 60],
      [kb, 60],
      [kl, 77],
      [kr, 94],
      [ka, 94],
      [kl, 111],
    ]),
    ke: take([
      [kr, 30],
      [kl, 60],
      [ka, 77],
    ]),
  };
}

/** Two rounds under the constants from `sigma` on. */
function feistel(word: bigint, sigma: number): bigint {
  let [left, right] = halves(word) as [bigint, bigint];
  right ^= bigF(left ^ (constants[sigma] as bigint));
  left ^= bigF(right ^ (constants[sigma + 1] as bigint));
  return (left << 64n) | right;
}

function bigF(word: bigint): bigint {
  mixF(Number(BigInt.asIntN(32, word >> 32n)), Number(BigInt.asIntN(32, word)));
  return (BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt.asUintN(32, BigInt(low));
}

const halves = (word: bigint): bigint[] => [word >> 64n, BigInt.asUintN(64, word)];
const rotate = (word: bigint, bits: number): bigint =>
  BigInt.asUintN(128, (word << BigInt(bits)) | (word >> BigInt(128 - bits)));

/** From the square roots of the first primes. §2.2 */
const constants = [
  0xa09e667f3bcc908bn,
  0xb67ae8584caa73b2n,
  0xc6ef372fe94f82ben,
  0x54ff53a5f1d36f1cn,
  0x10e527fade682d1dn,
  0xb05688c2b3e6c1fdn,
];

/** SBOX1. §2.4.1 */
const box1: Uint8Array = Uint8Array.from(
  `70822cecb327c0e5e4855735ea0cae41 23ef6b934519a521ed0e4f4e1d6592bd 86b8af8f7ceb1fce3e30dc5f5ec50b1a
   a6e139cad5475d3dd9015ad651566c4d 8b0d9a66fbccb02d74122b20f0b18499 df4ccbc2347e76056db7a931d11704d7
   14583a61de1b111c320f9c165318f222 fe44cfb2c3b57a912408e8a860fc6950 aad0a07da1896297545b1e95e0ff64d2
   10c40048a3f775db8a03e6da093fdd94 875c8302cd4a90337367f6f39d7fbfe2 529bd826c837c63b81966f4b13be632e
   e979a78c9f6ebc8e29f5f9b62ffdb459 7898066ae74671bad425ab4288a28dfa 7207b955f8eeac0a36492a683c38f1a4
   4028d37bbbc943c115e3adf477c7809e  `
    .replace(/\s+/g, '')
    .match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);
const turned = (bits: number): Uint8Array => box1.map((value) => (value << bits) | (value >> (8 - bits)));
const [box2, box3] = [turned(1), turned(7)];
const box4 = box1.map((_, x) => box1[((x << 1) | (x >> 7)) & 0xff] as number);
const boxes = [box1, box2, box3, box4, box2, box3, box4, box1];
