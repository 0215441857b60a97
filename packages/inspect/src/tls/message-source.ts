/** Handshake bytes put together to messages, over as many records as they take. RFC 8446 §5.1 */

import { concat, uintAt } from './bytes.ts';
import type { Piece } from './tree/record.ts';

/** A message as the state wants it. */
export interface AssembledMessage {
  readonly type: number;
  readonly body: Uint8Array;
  readonly whole: Uint8Array;
}

/** What one record added. */
export interface Added {
  /** The messages that it completed. */
  readonly pieces: readonly Piece[];
  /** The type of a message that goes on in the next record. */
  readonly fragmentOf: number | undefined;
}

export class MessageSource {
  /** What has come of a message that is not whole. */
  #parts: Uint8Array[] = [];
  #length = 0;

  /** Whether a message has begun. */
  get isPending(): boolean {
    return this.#length > 0;
  }

  clear(): void {
    this.#parts = [];
    this.#length = 0;
  }

  /** The content of one record. `tell` hears each message when it is whole. */
  push(data: Uint8Array, tell: (message: AssembledMessage) => void): Added {
    const pieces: Piece[] = [];
    const before = this.#length;
    this.#parts.push(data);
    this.#length += data.length;
    const missing = this.#missing();
    // A length that nobody sends is no message, and would keep everything that follows.
    if (missing > longestMessage) {
      this.clear();
      return { pieces, fragmentOf: undefined };
    }
    if (missing > 0) return { pieces, fragmentOf: this.#length === 0 ? undefined : this.#typeOf() };
    const all = this.#parts.length === 1 ? data : concat(...this.#parts);
    this.clear();
    let at = 0;
    while (all.length - at >= headerLength) {
      const end = at + headerLength + uintAt(all, at + 1, 3);
      if (end > all.length) break;
      const whole = all.subarray(at, end);
      const type = whole[0] as number;
      const body = whole.subarray(headerLength);
      pieces.push({ message: { type, body, headerLength }, at: Math.max(0, at - before), reassembled: at < before });
      tell({ type, body, whole });
      at = end;
    }
    if (at === all.length) return { pieces, fragmentOf: undefined };
    const left = all.subarray(at);
    // A length that nobody sends is no message: what follows cannot be put together.
    if (left.length >= headerLength && uintAt(left, 1, 3) > longestMessage) return { pieces, fragmentOf: undefined };
    this.#parts = [left];
    this.#length = left.length;
    return { pieces, fragmentOf: left[0] };
  }

  /** How many bytes the first message still needs. */
  #missing(): number {
    if (this.#length < headerLength) return headerLength - this.#length;
    let header = this.#parts[0] as Uint8Array;
    if (header.length < headerLength) {
      header = concat(...this.#parts);
      this.#parts = [header];
    }
    return headerLength + uintAt(header, 1, 3) - this.#length;
  }

  #typeOf(): number | undefined {
    return this.#parts.find((part) => part.length > 0)?.[0];
  }
}

const headerLength = 4;
const longestMessage = 2 ** 20;
