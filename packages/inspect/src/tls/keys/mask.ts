/** The masks that hide sequence and packet numbers: a block cipher or ChaCha20 over a sample of what is encrypted. RFC 9147 §4.2.3, RFC 9001 §5.4 */

import type { CryptoProvider } from 'handfast/crypto';

/** 16 bytes of mask for a sample of 16 bytes; `undefined` when the provider lacks the block cipher. */
export function headerMask(
  crypto: CryptoProvider,
  aead: string,
  key: Uint8Array,
  sample: Uint8Array,
): Uint8Array | undefined {
  if (aead.startsWith('chacha20')) return chacha20Block(key, sample);
  const name = key.length === 32 ? 'aes-256-cbc' : 'aes-128-cbc';
  // The first block of CBC under a zero IV is the bare block cipher.
  return crypto.blockCipher?.(name, key)?.encrypt(new Uint8Array(16), sample.subarray(0, 16));
}

/** The first bytes of the key stream for a counter and a nonce that the sample gives. RFC 8439 §2.3, RFC 9001 §5.4.4 */
function chacha20Block(key: Uint8Array, sample: Uint8Array): Uint8Array {
  const word = (bytes: Uint8Array, i: number): number =>
    new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(4 * i, true);
  const constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
  const keyWords = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => word(key, i));
  const start = Int32Array.from([...constants, ...keyWords, ...[0, 1, 2, 3].map((i) => word(sample, i))]);
  const state = start.slice();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 4; i++) quarterRound(state, i, i + 4, i + 8, i + 12);
    for (let i = 0; i < 4; i++) quarterRound(state, i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4));
  }
  const block = new Uint8Array(16);
  const view = new DataView(block.buffer);
  for (let i = 0; i < 4; i++) view.setInt32(4 * i, ((state[i] as number) + (start[i] as number)) | 0, true);
  return block;
}

function quarterRound(state: Int32Array, a: number, b: number, c: number, d: number): void {
  const step = (x: number, y: number, z: number, turn: number): void => {
    state[x] = ((state[x] as number) + (state[y] as number)) | 0;
    const mixed = (state[z] as number) ^ (state[x] as number);
    state[z] = (mixed << turn) | (mixed >>> (32 - turn));
  };
  step(a, b, d, 16);
  step(c, d, b, 12);
  step(a, b, d, 8);
  step(c, d, b, 7);
}
