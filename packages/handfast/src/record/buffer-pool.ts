/** Large buffers for outgoing records, used again once the transport is done with them. */

/** Shared by all connections: what lies in these buffers is ciphertext that was on its way to the network. */
export class BufferPool {
  readonly #ours = new WeakSet<ArrayBufferLike>();
  readonly #free: ArrayBufferLike[] = [];

  /** Bytes to fill completely, of unknown content. */
  take(length: number): Uint8Array {
    if (length < worthwhile || length > capacity) return new Uint8Array(length);
    return new Uint8Array(this.#free.pop() ?? this.#allocate(), 0, length);
  }

  /** Takes back what `take` gave; anything else is ignored. Nobody may look at it afterwards. */
  give({ buffer }: Uint8Array): void {
    const welcome = this.#free.length < most && this.#ours.has(buffer) && !this.#free.includes(buffer);
    if (welcome) this.#free.push(buffer);
  }

  #allocate(): ArrayBufferLike {
    const buffer = new ArrayBuffer(capacity);
    this.#ours.add(buffer);
    return buffer;
  }
}

/** For smaller ones an allocation costs less than the book-keeping. */
const worthwhile = 8 * 1024;
/** Room for 64 KiB of data in records of any size that is not tiny. */
const capacity = 68 * 1024;
/** Buffers that are kept: about a megabyte. */
const most = 16;
