/** CRYPTO frames put into order: the handshake of QUIC travels without records. RFC 9000 §19.6 */

import { concat } from '../bytes.ts';

export class CryptoStream {
  /** Pieces that came ahead of what is missing, by where they begin. */
  readonly #waiting = new Map<number, Uint8Array>();
  #waitingBytes = 0;
  #next = 0;

  /** What follows what was given before, if a frame fills the hole. */
  push(offset: number, data: Uint8Array): Uint8Array | undefined {
    if (this.#waitingBytes > mostWaiting || offset > mostWaiting) return undefined;
    if (!this.#waiting.has(offset) || (this.#waiting.get(offset)?.length ?? 0) < data.length) {
      this.#waiting.set(offset, data);
      this.#waitingBytes += data.length;
    }
    const parts: Uint8Array[] = [];
    for (let found = this.#take(); found !== undefined; found = this.#take()) parts.push(found);
    return parts.length === 0 ? undefined : concat(...parts);
  }

  #take(): Uint8Array | undefined {
    for (const [offset, data] of this.#waiting) {
      if (offset > this.#next) continue;
      this.#waiting.delete(offset);
      this.#waitingBytes -= data.length;
      const fresh = data.subarray(this.#next - offset);
      if (fresh.length === 0) continue;
      this.#next += fresh.length;
      return fresh;
    }
    return undefined;
  }
}

/** A ClientHello with all its shares has a few thousand bytes. */
const mostWaiting = 2 ** 17;
