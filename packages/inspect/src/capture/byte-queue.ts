/** Bytes that come in chunks of any size, read in pieces of the sizes that a format wants. */

/** Hands out views and never overwrites what it handed out. Appending costs constant time per byte. */
export class ByteQueue {
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;
  /** Whether the room behind `#end` is ours to write to. */
  #isOurs = false;
  #taken = 0;

  /** Bytes waiting. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** How many bytes were taken so far: the offset of the next one in the file. */
  get offset(): number {
    return this.#taken;
  }

  /** Appends a chunk, which the caller must not change any more. */
  push(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.#bytes = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      this.#isOurs = false;
      return;
    }
    const needed = this.length + chunk.length;
    if (!this.#isOurs || this.#end + chunk.length > this.#bytes.length) this.#grow(needed);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next `length` bytes without taking them; `undefined` when they are not there yet. */
  peek(length: number): Uint8Array | undefined {
    return length > this.length ? undefined : this.#bytes.subarray(this.#start, this.#start + length);
  }

  /** A number of four bytes, `at` bytes ahead, which must be there. */
  uint32(at: number, littleEndian: boolean): number {
    const from = this.#start + at;
    const first = this.#bytes[from] as number;
    const second = this.#bytes[from + 1] as number;
    const third = this.#bytes[from + 2] as number;
    const fourth = this.#bytes[from + 3] as number;
    if (littleEndian) return ((fourth << 24) | (third << 16) | (second << 8) | first) >>> 0;
    return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
  }

  /** Passes over `length` bytes, which must be there. */
  skip(length: number): void {
    this.#start += length;
    this.#taken += length;
  }

  #grow(needed: number): void {
    const room = new Uint8Array(2 * needed);
    room.set(this.#bytes.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
    this.#bytes = room;
    this.#isOurs = true;
  }
}
