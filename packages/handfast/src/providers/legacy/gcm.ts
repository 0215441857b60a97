/** Galois/Counter Mode over any block cipher of 16 bytes: OpenSSL has none for Camellia. NIST SP 800-38D, RFC 6367 §2.2 */

import { equalBytes } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { Aead } from '../../crypto/provider.ts';
import { type Block, putWord, wordAt } from './block.ts';

/** GCM with tags of 16 bytes and nonces of 12. */
export function gcm(block: Block): Aead {
  const hashKey = new Uint8Array(16);
  block.encrypt(hashKey, 0);
  const hash = ghash(hashKey);
  const tagOf = (nonce: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
    counted(block, nonce, 1, hash(additional, ciphertext));
  return {
    tagLength: 16,
    seal(nonce, additional, plaintext, output) {
      if (output.length !== plaintext.length + 16) {
        throw new MisuseError(`${plaintext.length} bytes do not seal into ${output.length}`);
      }
      const ciphertext = counted(block, nonce, 2, plaintext);
      output.set(ciphertext);
      output.set(tagOf(nonce, additional, ciphertext), ciphertext.length);
    },
    open(nonce, additional, sealed) {
      const length = sealed.length - 16;
      if (length < 0) return undefined;
      const ciphertext = sealed.subarray(0, length);
      if (!equalBytes(tagOf(nonce, additional, ciphertext), sealed.subarray(length))) return undefined;
      return counted(block, nonce, 2, ciphertext);
    },
  };
}

/** GCTR: the data xor the encrypted counters from `first` on. §6.5 */
function counted(block: Block, nonce: Uint8Array, first: number, data: Uint8Array): Uint8Array {
  const output = new Uint8Array(data.length);
  const counter = new Uint8Array(16);
  for (let at = 0, number = first; at < data.length; at += 16, number++) {
    counter.set(nonce);
    putWord(counter, 12, number);
    block.encrypt(counter, 0);
    for (let i = at; i < Math.min(at + 16, data.length); i++)
      output[i] = (data[i] as number) ^ (counter[i - at] as number);
  }
  return output;
}

/** GHASH over the additional data, the ciphertext and their lengths. §6.4 */
function ghash(key: Uint8Array): (additional: Uint8Array, ciphertext: Uint8Array) => Uint8Array {
  const multiples = powersTimes(key);
  return (additional, ciphertext) => {
    const lengths = new Uint8Array(16);
    putWord(lengths, 4, 8 * additional.length);
    putWord(lengths, 12, 8 * ciphertext.length);
    const state = new Int32Array(4);
    for (const data of [additional, ciphertext, lengths]) {
      for (let at = 0; at < data.length; at += 16) absorb(state, data.subarray(at, at + 16), multiples);
    }
    const digest = new Uint8Array(16);
    state.forEach((word, i) => putWord(digest, 4 * i, word));
    return digest;
  };
}

/** The state plus a block, times the key: the sum of the multiples that its bits choose, by masks. */
function absorb(state: Int32Array, data: Uint8Array, multiples: Int32Array): void {
  const block = new Uint8Array(16);
  block.set(data);
  const sum = [0, 4, 8, 12].map((at, i) => wordAt(block, at) ^ (state[i] as number));
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let bit = 0; bit < 128; bit++) {
    const mask = ((sum[bit >> 5] as number) << (bit & 31)) >> 31;
    a ^= (multiples[4 * bit] as number) & mask;
    b ^= (multiples[4 * bit + 1] as number) & mask;
    c ^= (multiples[4 * bit + 2] as number) & mask;
    d ^= (multiples[4 * bit + 3] as number) & mask;
  }
  state.set([a, b, c, d]);
}

/** The key times x^0 to x^127, in GF(2^128) with bits in reverse. §6.3 */
function powersTimes(key: Uint8Array): Int32Array {
  const table = new Int32Array(512);
  let [a, b, c, d] = [wordAt(key, 0), wordAt(key, 4), wordAt(key, 8), wordAt(key, 12)];
  for (let bit = 0; bit < 128; bit++) {
    table.set([a, b, c, d], 4 * bit);
    const carry = -(d & 1) & 0xe1000000;
    d = (d >>> 1) | (c << 31);
    c = (c >>> 1) | (b << 31);
    b = (b >>> 1) | (a << 31);
    a = (a >>> 1) ^ carry;
  }
  return table;
}
