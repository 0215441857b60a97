/** Which sequence numbers of one epoch have come already. RFC 6347 §4.1.2.6, RFC 9147 §4.5.1 */

export class ReplayWindow {
  readonly #seen = new Uint8Array(size);
  #highest = -1;

  /** The highest number that has come; -1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** Whether a record with this number would be a new one. What is too old to tell is not. */
  isNew(sequence: number): boolean {
    if (sequence > this.#highest) return true;
    return sequence > this.#highest - size && this.#seen[sequence % size] === 0;
  }

  /** Call when the record has been authenticated, and not before. */
  add(sequence: number): void {
    if (sequence > this.#highest) {
      const skipped = Math.min(sequence - this.#highest, size);
      for (let i = 0; i < skipped; i++) this.#seen[(sequence - i) % size] = 0;
      this.#highest = sequence;
    }
    this.#seen[sequence % size] = 1;
  }
}

/** How far a record may lag behind: datagrams overtake each other by dozens on fast paths. */
const size = 256;
