/** Handshake bytes put together to messages, whatever carried them: records, or QUIC's CRYPTO frames. RFC 8446 §5.1 */

import { ProtocolError } from '../base/errors.ts';
import { handshakeHeader } from '../wire/handshake.ts';

export class MessageAssembler {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** `limit`: the longest message, header included, that is worth keeping. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether part of a message, or a whole one, waits. */
  get pending(): boolean {
    return this.#length > 0;
  }

  push(fragment: Uint8Array): void {
    this.#chunks.push(fragment);
    this.#length += fragment.length;
  }

  /** The next whole message. Throws at its header already when it would be too long. */
  next(): Uint8Array | undefined {
    if (this.#length < handshakeHeader) return undefined;
    let first = this.#chunks[0] as Uint8Array;
    if (first.length < handshakeHeader) first = this.#join();
    const length = handshakeHeader + (first[1] as number) * 65536 + (first[2] as number) * 256 + (first[3] as number);
    if (length > this.#limit) throw new ProtocolError('message_too_long', { length, limit: this.#limit });
    if (this.#length < length) return undefined;
    if (first.length < length) first = this.#join();
    if (first.length > length) this.#chunks[0] = first.subarray(length);
    else this.#chunks.shift();
    this.#length -= length;
    return first.subarray(0, length);
  }

  /** Pieces stay apart until a message is whole: a message in many tiny pieces must not cost quadratic time. */
  #join(): Uint8Array {
    // There may be too many pieces to be the arguments of one call.
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [whole];
    return whole;
  }
}
