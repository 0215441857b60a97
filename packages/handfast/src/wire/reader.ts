/** A bounded cursor over received bytes, with an optional tracer that records what every byte meant. */

import { ProtocolError } from '../base/errors.ts';
import type { Codec } from './codec.ts';

/** Told about each field while it is read; `annotate` is one. */
export interface Tracer {
  enter(name: string, codec: Codec<never>, offset: number): void;
  leave(offset: number, value: unknown): void;
}

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #tracer: Tracer | undefined;
  #offset = 0;
  #end: number;

  constructor(bytes: Uint8Array, tracer?: Tracer) {
    this.#bytes = bytes;
    this.#end = bytes.length;
    this.#tracer = tracer;
  }

  /** Bytes left inside the innermost bound. */
  get remaining(): number {
    return this.#end - this.#offset;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Reads one named field. The name matters only to a tracer. */
  field<T>(name: string, codec: Codec<T>): T {
    this.#tracer?.enter(name, codec as unknown as Codec<never>, this.#offset);
    const value = codec.read(this);
    this.#tracer?.leave(this.#offset, value);
    return value;
  }

  /** An unsigned integer of 1 to 6 bytes, in network order. */
  uint(size: number): number {
    const at = this.#take(size);
    let value = 0;
    for (let i = at; i < at + size; i++) value = value * 256 + (this.#bytes[i] as number);
    return value;
  }

  /** The next `length` bytes: a view, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** The bytes between two offsets that were already passed. */
  seen(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** The bytes ahead, without moving. */
  peek(): Uint8Array {
    return this.#bytes.subarray(this.#offset, this.#end);
  }

  /** The two bytes ahead as a number, without moving; 0 stands for what is missing. */
  peekUint16(): number {
    const high = this.peekByte() ?? 0;
    return high * 256 + (this.remaining > 1 ? (this.#bytes[this.#offset + 1] as number) : 0);
  }

  /** The byte ahead, without moving; `undefined` at the end of the bound. */
  peekByte(): number | undefined {
    return this.#offset < this.#end ? this.#bytes[this.#offset] : undefined;
  }

  /** Bounds all reading to the next `length` bytes, until `leave` is called with the returned mark. */
  enter(length: number): number {
    if (length > this.remaining) throw new ProtocolError('truncated', { missing: length - this.remaining });
    const mark = this.#end;
    this.#end = this.#offset + length;
    return mark;
  }

  /** Ends a bound; everything inside must have been read. */
  leave(mark: number): void {
    this.expectEnd();
    this.#end = mark;
  }

  expectEnd(): void {
    if (this.remaining > 0) throw new ProtocolError('trailing_bytes', { extra: this.remaining });
  }

  #take(length: number): number {
    if (length > this.remaining) throw new ProtocolError('truncated', { missing: length - this.remaining });
    const at = this.#offset;
    this.#offset += length;
    return at;
  }
}
