/** A growing buffer with length prefixes that are filled in afterwards. */

import { MisuseError } from '../base/errors.ts';

export class Writer {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = small) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Writes an unsigned integer of 1 to 6 bytes, in network order. Throws `MisuseError` when it does not fit. */
  uint(size: number, value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= (limits[size] as number)) {
      throw new MisuseError(`${value} is not an unsigned integer of ${size} bytes`);
    }
    const at = this.#reserve(size);
    this.#put(at, size, value);
  }

  bytes(data: Uint8Array): void {
    const at = this.#reserve(data.length);
    this.#bytes.set(data, at);
  }

  /** Leaves room for a length of `size` bytes and returns the mark for `close`. */
  open(size: number): number {
    return this.#reserve(size) + size;
  }

  /** Fills in the length of what was written since `open`, and returns it. */
  close(mark: number, size: number): number {
    const length = this.#length - mark;
    if (length >= (limits[size] as number))
      throw new MisuseError(`${length} bytes do not fit a length of ${size} bytes`);
    this.#put(mark - size, size, length);
    return length;
  }

  /** What was written. The writer must not be used afterwards. */
  finish(): Uint8Array {
    return this.#length <= small ? this.#bytes.slice(0, this.#length) : this.#bytes.subarray(0, this.#length);
  }

  #put(at: number, size: number, value: number): void {
    let rest = value;
    for (let i = at + size - 1; i >= at; i--) {
      this.#bytes[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  #reserve(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(4 * this.#bytes.length, this.#length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}

/** How many numbers there are of so many bytes. */
const limits = [0, 1, 2, 3, 4, 5, 6].map((size) => 2 ** (8 * size));

/** In bytes: arrays up to this lie on V8's own heap, as long as nobody makes a view of them. */
const small = 64;
