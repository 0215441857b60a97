/** Which bytes of a stream may be shown to strangers: record headers, and records that carry no application data. */

/** A part of a stream: first byte, and one past the last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Follows the records of one direction. Offsets count from the first byte of the stream. */
export class RecordMap {
  #shown: Range[] = [];
  /** Offset of the next byte. */
  #at = 0;
  readonly #header: number[] = [];
  /** Bytes of the record's content that are still to come, and whether they may be shown. */
  #left = 0;
  #isShown = false;
  #isLost = false;

  /** Bytes that are no records, or missing. */
  skip(length: number): void {
    this.#at += length;
    this.#header.length = 0;
    this.#left = Math.max(0, this.#left - length);
    // Within a record the place of the next header is still known.
    this.#isLost ||= this.#left === 0;
  }

  /** From here on there are records again. */
  align(): void {
    this.#isLost = false;
    this.#left = 0;
  }

  /** The next bytes. */
  feed(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && !this.#isLost)
      at += this.#left > 0 ? this.#content(bytes.length - at) : this.#oneOfHeader(bytes[at]);
    this.#at += bytes.length - at;
  }

  /** The parts of a range that may be shown. */
  shownIn({ start, end }: Range): Range[] {
    return this.#shown
      .filter((range) => range.end > start && range.start < end)
      .map((range) => ({ start: Math.max(start, range.start), end: Math.min(end, range.end) }));
  }

  #oneOfHeader(byte: number | undefined): number {
    this.#header.push(byte ?? 0);
    this.#at++;
    if (this.#header.length === headerLength) this.#begin();
    return 1;
  }

  #begin(): void {
    const [type = 0, major = 0, , high = 0, low = 0] = this.#header.splice(0);
    this.#left = high * 256 + low;
    this.#isLost = type < 20 || type > 24 || major !== 3;
    this.#isShown = harmlessTypes.has(type);
    if (!this.#isLost) this.#show(this.#at - headerLength, this.#at);
  }

  #content(available: number): number {
    const length = Math.min(this.#left, available);
    if (this.#isShown) this.#show(this.#at, this.#at + length);
    this.#left -= length;
    this.#at += length;
    return length;
  }

  /** Only the newest parts are remembered: packets that come much later are hidden whole. */
  #show(start: number, end: number): void {
    const last = this.#shown.at(-1);
    if (last !== undefined && last.end === start) this.#shown[this.#shown.length - 1] = { start: last.start, end };
    else this.#shown.push({ start, end });
    if (this.#shown.length > 2 * mostRanges) this.#shown = this.#shown.slice(-mostRanges);
  }
}

const headerLength = 5;
/** ChangeCipherSpec, alerts, handshake. */
const harmlessTypes = new Set([20, 21, 22]);
const mostRanges = 512;
