/** Bits of a compressed stream, the least significant of each byte first. RFC 1951 §3.1.1 */

import { concat, copyOf } from '../../base/bytes.ts';

/** Thrown when the input so far does not suffice: the reader goes back, and more input may come. */
export const outOfInput: Error = new RangeError('the compressed input ends here for now');

export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** Adds input; what has been read is forgotten. */
  push(bytes: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#at >> 3);
    this.#bytes = rest.length === 0 ? copyOf(bytes) : concat(rest, bytes);
    this.#at &= 7;
  }

  /** Bits since the last `push`: to come back to. */
  get position(): number {
    return this.#at;
  }

  set position(at: number) {
    this.#at = at;
  }

  /** Up to 16 bits as a number. */
  bits(count: number): number {
    if (this.#at + count > 8 * this.#bytes.length) throw outOfInput;
    const index = this.#at >> 3;
    const [first = 0, second = 0, third = 0] = [this.#bytes[index], this.#bytes[index + 1], this.#bytes[index + 2]];
    const value = (first | (second << 8) | (third << 16)) >> (this.#at & 7);
    this.#at += count;
    return value & ((1 << count) - 1);
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.#at = (this.#at + 7) & ~7;
  }

  /** As many whole bytes as there are, up to so many. */
  bytes(most: number): Uint8Array {
    const index = this.#at >> 3;
    const taken = this.#bytes.subarray(index, index + most);
    this.#at += 8 * taken.length;
    return taken;
  }
}
