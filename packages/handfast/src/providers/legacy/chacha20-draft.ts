/** ChaCha20-Poly1305 as it was before RFC 7539: nonces of 8 bytes, no padding in the MAC. draft-agl-tls-chacha20poly1305-04 */

import { concat, equalBytes } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { Aead } from '../../crypto/provider.ts';

/** The AEAD with a key of 32 bytes. */
export function chacha20Poly1305Draft(key: Uint8Array): Aead {
  const own = key.slice();
  const tagOf = (nonce: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array): Uint8Array => {
    const oneTimeKey = chacha20(own, nonce, 0, new Uint8Array(32));
    return poly1305(oneTimeKey, concat(additional, length(additional), ciphertext, length(ciphertext)));
  };
  return {
    tagLength: 16,
    seal(nonce, additional, plaintext, output) {
      if (output.length !== plaintext.length + 16) {
        throw new MisuseError(`${plaintext.length} bytes do not seal into ${output.length}`);
      }
      const ciphertext = chacha20(own, nonce, 1, plaintext);
      output.set(ciphertext);
      output.set(tagOf(nonce, additional, ciphertext), ciphertext.length);
    },
    open(nonce, additional, sealed) {
      const end = sealed.length - 16;
      if (end < 0) return undefined;
      const ciphertext = sealed.subarray(0, end);
      const isRight = equalBytes(tagOf(nonce, additional, ciphertext), sealed.subarray(end));
      return isRight ? chacha20(own, nonce, 1, ciphertext) : undefined;
    },
  };
}

/** Eight bytes, the least significant first. */
function length(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, data.length, true);
  return bytes;
}

/** The data xor the key stream from a block on; block numbers and nonces have 64 bits each. */
export function chacha20(key: Uint8Array, nonce: Uint8Array, first: number, data: Uint8Array): Uint8Array {
  const output = new Uint8Array(data);
  const start = new Int32Array(16);
  const littleEndian = (bytes: Uint8Array, at: number): number =>
    new DataView(bytes.buffer, bytes.byteOffset).getInt32(at, true);
  start.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let i = 0; i < 8; i++) start[4 + i] = littleEndian(key, 4 * i);
  start.set([littleEndian(nonce, 0), littleEndian(nonce, 4)], 14);
  const stream = new Uint8Array(64);
  const words = new DataView(stream.buffer);
  for (let at = 0, block = first; at < data.length; at += 64, block++) {
    start[12] = block;
    const state = start.slice();
    for (let round = 0; round < 10; round++) doubleRound(state);
    state.forEach((word, i) => words.setInt32(4 * i, word + (start[i] as number), true));
    for (let i = at; i < Math.min(at + 64, data.length); i++)
      output[i] = (output[i] as number) ^ (stream[i - at] as number);
  }
  return output;
}

/** Columns, then diagonals. RFC 8439 §2.3 */
function doubleRound(state: Int32Array): void {
  for (let i = 0; i < 4; i++) quarterRound(state, i, 4 + i, 8 + i, 12 + i);
  for (let i = 0; i < 4; i++) quarterRound(state, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
}

function quarterRound(state: Int32Array, a: number, b: number, c: number, d: number): void {
  step(state, a, b, d, 16);
  step(state, c, d, b, 12);
  step(state, a, b, d, 8);
  step(state, c, d, b, 7);
}

/** x += y; z = (z xor x) rotated. */
function step(state: Int32Array, x: number, y: number, z: number, bits: number): void {
  const sum = ((state[x] as number) + (state[y] as number)) | 0;
  const mixed = (state[z] as number) ^ sum;
  state[x] = sum;
  state[z] = (mixed << bits) | (mixed >>> (32 - bits));
}

/** The one-time authenticator. RFC 8439 §2.5 */
export function poly1305(key: Uint8Array, message: Uint8Array): Uint8Array {
  const r = number(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = ((sum + number(block) + (1n << BigInt(8 * block.length))) * r) % prime;
  }
  sum += number(key.subarray(16));
  return Uint8Array.from({ length: 16 }, (_, i) => Number((sum >> BigInt(8 * i)) & 0xffn));
}

const prime = 2n ** 130n - 5n;

/** Bytes as a number, the least significant first. */
function number(bytes: Uint8Array): bigint {
  let digits = '0x0';
  for (let i = bytes.length - 1; i >= 0; i--) digits += (bytes[i] as number).toString(16).padStart(2, '0');
  return BigInt(digits);
}
