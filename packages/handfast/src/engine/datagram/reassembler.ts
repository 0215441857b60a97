/** Handshake messages put together from pieces that come in any order, twice, and overlapping. RFC 6347 §4.2.3 */

import { ProtocolError } from '../../base/errors.ts';
import { handshakeHeader, headerOf } from '../../wire/handshake.ts';
import type { Fragment } from './fragment.ts';

/** What became of a piece: it helps, it belongs to a message that was handed out, or it is of no use. */
export type Fate = 'kept' | 'old' | 'ignored';

interface Partial {
  /** With the header that messages have in TLS. */
  readonly message: Uint8Array;
  /** 1 for each byte of the body that has come; absent before a first part of it has. */
  come: Uint8Array | undefined;
  missing: number;
}

export class Reassembler {
  readonly #limit: number;
  readonly #partial = new Map<number, Partial>();
  #next = 0;
  #begun = false;

  /** `limit`: the longest message, header included, that is worth keeping. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of the message that is due. */
  get next(): number {
    return this.#next;
  }

  /** Whether any piece has come. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether part of a message, or one that is not due yet, waits. */
  get incomplete(): boolean {
    return this.#partial.size > 0;
  }

  /** The first message has this number: what came before it was answered without keeping anything. RFC 6347 §4.2.2 */
  startAt(sequence: number): void {
    this.#next = sequence;
  }

  /** A new handshake begins, whose messages are counted anew. RFC 6347 §4.2.2 */
  startOver(): void {
    this.#next = 0;
    this.drop();
  }

  /** Whether a piece belongs to a message that was handed out already. */
  isOld({ sequence }: Fragment): boolean {
    return sequence < this.#next;
  }

  /** Throws `message_too_long`, and `bad_fragment` when pieces disagree about their message. */
  add(fragment: Fragment): Fate {
    this.#begun = true;
    if (this.isOld(fragment)) return 'old';
    const partial = this.#partial.get(fragment.sequence) ?? this.#begin(fragment);
    if (partial === undefined) return 'ignored';
    const { message } = partial;
    if (message[0] !== fragment.type || message.length !== handshakeHeader + fragment.length) {
      throw new ProtocolError('bad_fragment', { why: 'pieces of one message disagree about it' });
    }
    fill(partial, fragment);
    return 'kept';
  }

  /** The message that is due, if it is whole. */
  take(): Uint8Array | undefined {
    const due = this.#partial.get(this.#next);
    if (due === undefined || due.missing > 0) return undefined;
    this.#partial.delete(this.#next++);
    return due.message;
  }

  /** Forgets what waits: it came under keys that do not count any more. */
  drop(): void {
    this.#partial.clear();
  }

  #begin({ sequence, type, length }: Fragment): Partial | undefined {
    if (sequence === this.#next && handshakeHeader + length > this.#limit) {
      throw new ProtocolError('message_too_long', { length: handshakeHeader + length, limit: this.#limit });
    }
    if (sequence > this.#next && (sequence > this.#next + farthest || this.#ahead() + length > mostAhead)) {
      return undefined;
    }
    const message = new Uint8Array(handshakeHeader + length);
    message.set(headerOf(type, length));
    const partial: Partial = { message, come: undefined, missing: length };
    this.#partial.set(sequence, partial);
    return partial;
  }

  /** How many bytes messages take that are not due yet. */
  #ahead(): number {
    let bytes = 0;
    for (const [sequence, { message }] of this.#partial) if (sequence > this.#next) bytes += message.length;
    return bytes;
  }
}

/** What has come first stays: a piece that disagrees with it changes nothing. */
function fill(partial: Partial, { offset, data }: Fragment): void {
  const { message } = partial;
  if (partial.missing === 0) return;
  const length = message.length - handshakeHeader;
  if (data.length === length && partial.missing === length) {
    message.set(data, handshakeHeader);
    partial.missing = 0;
    return;
  }
  const come = (partial.come ??= new Uint8Array(length));
  for (let i = 0; i < data.length; i++) {
    const at = offset + i;
    if (come[at] === 1) continue;
    come[at] = 1;
    message[handshakeHeader + at] = data[i] as number;
    partial.missing--;
  }
}

/** Messages this far ahead are part of the same flight. */
const farthest = 16;
/** In bytes: a certificate and what follows it may overtake what comes before. */
const mostAhead = 32 * 1024;
