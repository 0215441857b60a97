/** HMAC-SHA-256 in plain TypeScript: three times as fast as a native call for inputs of a few blocks. RFC 2104 */

import type { Mac } from './provider.ts';
import { blockLength, compress, initialState } from './sha256.ts';

/** HMAC-SHA-256 under one key, whose two halves are hashed once and then continued for each input. */
export function hmacSha256(key: Uint8Array): Mac {
  return new HmacSha256(key.length > blockLength ? sha256(key) : key);
}

class HmacSha256 implements Mac {
  /** The states after the padded keys: what RFC 2104 §4 advises to keep. */
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;

  constructor(key: Uint8Array) {
    this.#inner = afterKey(key, 0x36);
    this.#outer = afterKey(key, 0x5c);
  }

  compute(...parts: readonly Uint8Array[]): Uint8Array {
    state.set(this.#inner);
    let length = blockLength;
    for (const part of parts) {
      absorb(part, length % blockLength);
      length += part.length;
    }
    finish(length);
    writeState(block);
    state.set(this.#outer);
    finish(blockLength + digestLength);
    const mac = new Uint8Array(digestLength);
    writeState(mac);
    return mac;
  }
}

function sha256(data: Uint8Array): Uint8Array {
  state.set(initialState);
  absorb(data, 0);
  finish(data.length);
  const digest = new Uint8Array(digestLength);
  writeState(digest);
  return digest;
}

/** The state after one block that holds the key, masked. */
function afterKey(key: Uint8Array, mask: number): Int32Array {
  block.fill(0).set(key);
  for (let i = 0; i < blockLength; i++) block[i] = (block[i] as number) ^ mask;
  const start = new Int32Array(initialState);
  compress(start, block, 0);
  return start;
}

/** Takes in data behind the `filled` bytes that `block` already holds, and leaves the incomplete rest in `block`. */
function absorb(data: Uint8Array, filled: number): void {
  let at = 0;
  if (filled > 0 && filled + data.length >= blockLength) {
    at = blockLength - filled;
    for (let i = 0; i < at; i++) block[filled + i] = data[i] as number;
    compress(state, block, 0);
    filled = 0;
  }
  for (; at + blockLength <= data.length; at += blockLength) compress(state, data, at);
  for (; at < data.length; at++) block[filled++] = data[at] as number;
}

/** Pads what `block` holds and takes it in. `length` counts all bytes since the initial state. FIPS 180-4 §5.1.1 */
function finish(length: number): void {
  const filled = length % blockLength;
  block[filled] = 0x80;
  block.fill(0, filled + 1);
  if (filled >= blockLength - 8) {
    compress(state, block, 0);
    block.fill(0);
  }
  words.setUint32(blockLength - 8, Math.floor(length / 2 ** 29));
  words.setUint32(blockLength - 4, (length * 8) % 2 ** 32);
  compress(state, block, 0);
}

function writeState(output: Uint8Array): void {
  for (let i = 0; i < digestLength; i++) output[i] = (state[i >> 2] as number) >>> (24 - 8 * (i & 3));
}

const digestLength = 32;

// One workspace for all keys: a computation is never interrupted.
const state = new Int32Array(8);
const block = new Uint8Array(blockLength);
const words = new DataView(block.buffer);
