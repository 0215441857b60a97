/** MD5 that goes on from any digest, which libraries rightly do not offer: the digest is the whole state. RFC 1321 */

import { concat } from '../../src/base/bytes.ts';

/** The digest of what was hashed before and `more`; `hashed` bytes, whole blocks, led to `digest`. */
export function md5From(digest: Uint8Array, hashed: number, more: Uint8Array): Uint8Array {
  const blocks = concat(more, md5Padding(hashed + more.length));
  const view = new DataView(digest.buffer, digest.byteOffset, 16);
  let state = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  for (let at = 0; at < blocks.length; at += 64) state = compressed(state, blocks.subarray(at, at + 64));
  const result = new DataView(new ArrayBuffer(16));
  for (const [i, word] of state.entries()) result.setUint32(4 * i, word, true);
  return new Uint8Array(result.buffer);
}

/** What MD5 appends to `length` bytes: a bit, zeros, and the length in bits. RFC 1321 §3.1, §3.2 */
export function md5Padding(length: number): Uint8Array {
  const padding = new Uint8Array(64 - ((length + 8) % 64) + 8);
  padding[0] = 0x80;
  new DataView(padding.buffer).setUint32(padding.length - 8, 8 * length, true);
  return padding;
}

const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** RFC 1321 §3.4: four rounds of sixteen steps. */
function compressed(state: readonly number[], block: Uint8Array): number[] {
  const words = new DataView(block.buffer, block.byteOffset, 64);
  let [a, b, c, d] = state as [number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const mixed = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round] as number;
    const at = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] as number;
    const sum = (a + mixed + (sines[i] as number) + words.getUint32(4 * (at % 16), true)) | 0;
    const shift = shifts[round]?.[i % 4] as number;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  return [a, b, c, d].map((word, i) => (word + (state[i] as number)) >>> 0);
}
