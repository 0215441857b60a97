/** Compression record by record, with everything before as a dictionary. RFC 1951, RFC 1950, RFC 3749 §2.1 */

import { concat } from '../../base/bytes.ts';
import { BitWriter } from './bit-writer.ts';
import { distanceRanges, fixedLiteralLengths, lengthRanges, type Range } from './huffman.ts';

/** One direction of a connection. */
export class Deflater {
  #begun = false;
  /** The last 32 KiB. */
  #history: Uint8Array = new Uint8Array(0);
  /** How many bytes came before the history. */
  #start = 0;
  /** Where three bytes with this hash came last, and for each place where they came before. */
  readonly #last = new Int32Array(hashSize).fill(-1);
  readonly #before = new Int32Array(windowLength).fill(-1);

  /** The compressed form, which ends with a whole byte; never more than 8 bytes longer than the content. */
  deflate(content: Uint8Array): Uint8Array {
    if (this.#start > restartAfter) this.#restart();
    const data = concat(this.#history, content);
    const squeezed = this.#squeeze(data, this.#history.length);
    const body = squeezed.length < content.length + 5 ? squeezed : stored(content);
    const forgotten = Math.max(0, data.length - windowLength);
    this.#history = data.slice(forgotten);
    this.#start += forgotten;
    const header = this.#begun ? new Uint8Array(0) : zlibHeader;
    this.#begun = true;
    return concat(header, body);
  }

  /** One block with the fixed codes, then an empty stored one that fills the last byte. */
  #squeeze(data: Uint8Array, from: number): Uint8Array {
    const output = new BitWriter();
    output.bits(fixedBlock, 3);
    for (let at = from; at < data.length; ) {
      const { length, distance } = this.#match(data, at);
      if (length < shortestMatch) writeLiteral(output, data[at] as number);
      else {
        writeRange(output, lengthRanges, length, (index) => writeLiteral(output, 257 + index));
        writeRange(output, distanceRanges, distance, (index) => output.code(index, 5));
      }
      for (const end = at + Math.max(1, length); at < end; at++) this.#remember(data, at);
    }
    writeLiteral(output, 256);
    output.bits(storedBlock, 3);
    output.align();
    output.bytes(Uint8Array.of(0, 0, 0xff, 0xff));
    return output.take();
  }

  /** The longest of the last few strings that begin like what stands here. */
  #match(data: Uint8Array, at: number): { readonly length: number; readonly distance: number } {
    const most = Math.min(longestMatch, data.length - at);
    let best = { length: 0, distance: 0 };
    if (most < shortestMatch) return best;
    let place = this.#last[hashAt(data, at)] as number;
    for (let tries = 0; tries < mostTries && place >= this.#start; tries++) {
      const from = place - this.#start;
      const distance = at - from;
      if (distance <= 0 || distance > windowLength) break;
      let length = 0;
      while (length < most && data[from + length] === data[at + length]) length++;
      if (length > best.length) best = { length, distance };
      const earlier = this.#before[place % windowLength] as number;
      if (earlier >= place) break;
      place = earlier;
    }
    return best;
  }

  #remember(data: Uint8Array, at: number): void {
    if (at + shortestMatch > data.length) return;
    const hash = hashAt(data, at);
    const place = this.#start + at;
    this.#before[place % windowLength] = this.#last[hash] as number;
    this.#last[hash] = place;
  }

  /** Before places outgrow 32 bits. */
  #restart(): void {
    this.#start = 0;
    this.#last.fill(-1);
    this.#before.fill(-1);
  }
}

const windowLength = 32_768;
const restartAfter = 2 ** 30;
const hashSize = 8192;
const shortestMatch = 3;
const longestMatch = 258;
const mostTries = 16;
/** BFINAL = 0, and BTYPE. RFC 1951 §3.2.3 */
const storedBlock = 0;
const fixedBlock = 0b010;
/** RFC 1950 §2.2: DEFLATE, 32 KiB, default level. */
const zlibHeader = Uint8Array.of(0x78, 0x9c);

/** A block as it is: begins on a whole byte here, and ends on one. RFC 1951 §3.2.4 */
const stored = (content: Uint8Array): Uint8Array => {
  const { length } = content;
  return concat(Uint8Array.of(storedBlock, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff), content);
};

const hashAt = (data: Uint8Array, at: number): number =>
  (((data[at] as number) << 10) ^ ((data[at + 1] as number) << 5) ^ (data[at + 2] as number)) & (hashSize - 1);

/** The fixed code: consecutive numbers within each length. RFC 1951 §3.2.6 */
function writeLiteral(output: BitWriter, symbol: number): void {
  const length = fixedLiteralLengths[symbol] as number;
  const code =
    symbol < 144
      ? 0x30 + symbol
      : symbol < 256
        ? 0x190 + symbol - 144
        : symbol < 280
          ? symbol - 256
          : 0xc0 + symbol - 280;
  output.code(code, length);
}

function writeRange(
  output: BitWriter,
  ranges: readonly Range[],
  value: number,
  writeSymbol: (index: number) => void,
): void {
  let index = ranges.length - 1;
  while ((ranges[index] as Range).base > value) index--;
  const { base, extra } = ranges[index] as Range;
  writeSymbol(index);
  output.bits(value - base, extra);
}
