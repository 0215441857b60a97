/** Writes bits, the least significant of each byte first. RFC 1951 §3.1.1 */

export class BitWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  #held = 0;
  #count = 0;

  /** A number of up to 16 bits. */
  bits(value: number, count: number): void {
    this.#held |= value << this.#count;
    this.#count += count;
    for (; this.#count >= 8; this.#count -= 8, this.#held >>>= 8) this.#put(this.#held & 0xff);
  }

  /** A Huffman code, whose most significant bit comes first. */
  code(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.bits((value >> bit) & 1, 1);
  }

  /** Fills the last byte with zeros. */
  align(): void {
    if (this.#count > 0) this.bits(0, 8 - this.#count);
  }

  /** Whole bytes, behind whole bytes. */
  bytes(data: Uint8Array): void {
    for (const byte of data) this.#put(byte);
  }

  /** Everything that was written, in whole bytes. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #put(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}
