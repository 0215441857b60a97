/** What the block ciphers of this folder look like, and CBC over any of them. NIST SP 800-38A §6.2 */

import { MisuseError } from '../../base/errors.ts';
import type { BlockCipher } from '../../crypto/provider.ts';

/** A block cipher under one key: changes the block that starts at `at` in place. */
export interface Block {
  /** Length in bytes. */
  readonly length: number;
  encrypt(bytes: Uint8Array, at: number): void;
  decrypt(bytes: Uint8Array, at: number): void;
}

/** The cipher block chaining of whole blocks. Throws `MisuseError` for anything else. */
export function cbc(block: Block): BlockCipher {
  return {
    blockLength: block.length,
    encrypt(iv, plaintext) {
      const output = wholeBlocks(block, plaintext);
      let [previous, from] = [iv, 0];
      for (let at = 0; at < output.length; at += block.length) {
        mix(output, at, previous, from, block.length);
        block.encrypt(output, at);
        [previous, from] = [output, at];
      }
      return output;
    },
    decrypt(iv, ciphertext) {
      const output = wholeBlocks(block, ciphertext);
      for (let at = 0; at < output.length; at += block.length) {
        block.decrypt(output, at);
        if (at === 0) mix(output, 0, iv, 0, block.length);
        else mix(output, at, ciphertext, at - block.length, block.length);
      }
      return output;
    },
  };
}

function wholeBlocks({ length }: Block, data: Uint8Array): Uint8Array {
  if (data.length % length !== 0) throw new MisuseError(`${data.length} bytes are no blocks of ${length}`);
  return new Uint8Array(data);
}

function mix(bytes: Uint8Array, at: number, mask: Uint8Array, from: number, length: number): void {
  for (let i = 0; i < length; i++) bytes[at + i] = (bytes[at + i] as number) ^ (mask[from + i] as number);
}

/** Four bytes as a word, the most significant first. */
export const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

export function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = (word >>> 16) & 0xff;
  bytes[at + 2] = (word >>> 8) & 0xff;
  bytes[at + 3] = word & 0xff;
}

export const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
