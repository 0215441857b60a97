/** Decompression of a stream that comes in records: whole at the end of each, and remembered for the next. RFC 1951, RFC 1950 */

import { ProtocolError } from '../../base/errors.ts';
import { maxPlaintext } from '../protector.ts';
import { BitReader, outOfInput } from './bit-reader.ts';
import {
  distanceRanges,
  fixedDistanceLengths,
  fixedLiteralLengths,
  type HuffmanCode,
  huffmanCode,
  lengthRanges,
  readSymbol,
} from './huffman.ts';

/** Where in the stream the next step reads. */
type State =
  | { readonly at: 'start' | 'block' | 'end' }
  | { readonly at: 'stored'; readonly left: number }
  | { readonly at: 'codes'; readonly literals: HuffmanCode; readonly distances: HuffmanCode };

/** One direction of a connection. */
export class Inflater {
  readonly #input = new BitReader();
  #state: State = { at: 'start' };
  #isLast = false;
  /** The last 32 KiB, to which later records may refer. */
  #history: Uint8Array = new Uint8Array(0);
  #output: Uint8Array = new Uint8Array(0);
  #length = 0;

  /**
   * What the compressed content of one record stands for. Throws `decompression_failed` when it stands for nothing, or for
   * more than 2^14 bytes: what is small must not become large (RFC 5246 §6.2.2).
   */
  inflate(compressed: Uint8Array): Uint8Array {
    this.#input.push(compressed);
    this.#output = new Uint8Array(maxPlaintext);
    this.#length = 0;
    for (;;) {
      const { position } = this.#input;
      try {
        if (!this.#step()) break;
      } catch (thrown) {
        if (thrown !== outOfInput) throw thrown;
        this.#input.position = position;
        break;
      }
    }
    return this.#take();
  }

  /** Reads one thing that belongs together, such as a symbol with its extra bits. False where nothing more can come. */
  #step(): boolean {
    const state = this.#state;
    switch (state.at) {
      case 'start':
        return this.#readHeader();
      case 'block':
        return this.#readBlockHeader();
      case 'stored':
        return this.#readStored(state.left);
      case 'codes':
        return this.#readSymbols(state.literals, state.distances);
      case 'end':
        this.#input.align();
        if (this.#input.bytes(1).length > 0) throw bad('more after the end of the stream');
        return false;
    }
  }

  /** `CMF`, `FLG`: DEFLATE with a window of at most 32 KiB and no dictionary. RFC 1950 §2.2 */
  #readHeader(): boolean {
    const header = this.#input.bits(8) * 256 + this.#input.bits(8);
    if (header % 31 !== 0 || (header & 0x8f20) !== 0x0800) throw bad('not a ZLIB stream');
    this.#state = { at: 'block' };
    return true;
  }

  /** RFC 1951 §3.2.3 */
  #readBlockHeader(): boolean {
    if (this.#isLast) {
      this.#state = { at: 'end' };
      return true;
    }
    const isLast = this.#input.bits(1) === 1;
    const kind = this.#input.bits(2);
    if (kind === 0) this.#state = { at: 'stored', left: this.#readStoredLength() };
    else if (kind === 1) this.#state = { at: 'codes', ...fixedCodes };
    else if (kind === 2) this.#state = { at: 'codes', ...readCodes(this.#input) };
    else throw bad('a block of a reserved type');
    this.#isLast = isLast;
    return true;
  }

  /** RFC 1951 §3.2.4 */
  #readStoredLength(): number {
    this.#input.align();
    const length = this.#input.bits(16);
    if ((this.#input.bits(16) ^ length) !== 0xffff) throw bad('the length of a block contradicts its complement');
    return length;
  }

  #readStored(left: number): boolean {
    const bytes = this.#input.bytes(left);
    this.#reserve(bytes.length);
    this.#output.set(bytes, this.#length);
    this.#length += bytes.length;
    this.#state = left === bytes.length ? { at: 'block' } : { at: 'stored', left: left - bytes.length };
    return this.#state.at === 'block';
  }

  /** RFC 1951 §3.2.5 */
  #readSymbols(literals: HuffmanCode, distances: HuffmanCode): boolean {
    const symbol = readSymbol(this.#input, literals);
    if (symbol === endOfBlock) this.#state = { at: 'block' };
    else if (symbol < endOfBlock) {
      this.#reserve(1);
      this.#output[this.#length++] = symbol;
    } else {
      const length = readRange(this.#input, lengthRanges[symbol - endOfBlock - 1]);
      this.#copy(length, readRange(this.#input, distanceRanges[readSymbol(this.#input, distances)]));
    }
    return true;
  }

  /** Bytes again that came `distance` before; they may overlap what they become. */
  #copy(length: number, distance: number): void {
    if (distance > this.#length + this.#history.length) throw bad('a distance from before the beginning');
    this.#reserve(length);
    for (let i = 0; i < length; i++) {
      const from = this.#length - distance;
      const byte = from >= 0 ? this.#output[from] : this.#history[this.#history.length + from];
      this.#output[this.#length++] = byte as number;
    }
  }

  #reserve(length: number): void {
    if (this.#length + length > this.#output.length) throw bad('more than 2^14 bytes in one record');
  }

  #take(): Uint8Array {
    const output = this.#output.subarray(0, this.#length);
    const history = new Uint8Array(Math.min(windowLength, this.#history.length + output.length));
    const kept = Math.max(0, history.length - output.length);
    history.set(this.#history.subarray(this.#history.length - kept));
    history.set(output.subarray(Math.max(0, output.length - windowLength)), kept);
    this.#history = history;
    this.#output = new Uint8Array(0);
    return output;
  }
}

const windowLength = 32_768;
const endOfBlock = 256;

const fixedCodes = {
  literals: huffmanCode(fixedLiteralLengths),
  distances: huffmanCode(fixedDistanceLengths),
};

/** The codes that a block brings, in a code of their own. RFC 1951 §3.2.7 */
function readCodes(input: BitReader): { readonly literals: HuffmanCode; readonly distances: HuffmanCode } {
  const literalCount = input.bits(5) + 257;
  const distanceCount = input.bits(5) + 1;
  const lengthCount = input.bits(4) + 4;
  if (literalCount > 286 || distanceCount > 30) throw bad('too many codes');
  const ofLengths = new Uint8Array(19);
  for (const symbol of lengthOrder.slice(0, lengthCount)) ofLengths[symbol] = input.bits(3);
  const lengths = readLengths(input, huffmanCode(ofLengths), literalCount + distanceCount);
  if (lengths[endOfBlock] === 0) throw bad('a block that cannot end');
  return {
    literals: huffmanCode(lengths.slice(0, literalCount)),
    distances: huffmanCode(lengths.slice(literalCount)),
  };
}

function readLengths(input: BitReader, code: HuffmanCode, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  for (let at = 0; at < count; ) {
    const symbol = readSymbol(input, code);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw bad('a repetition of nothing');
    const repeated = symbol === 16 ? (lengths[at - 1] as number) : 0;
    const times = symbol === 16 ? 3 + input.bits(2) : symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7);
    if (at + times > count) throw bad('more lengths than codes');
    lengths.fill(repeated, at, at + times);
    at += times;
  }
  return lengths;
}

const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function readRange(input: BitReader, range: (typeof lengthRanges)[number] | undefined): number {
  if (range === undefined) throw bad('a symbol without a meaning');
  return range.base + input.bits(range.extra);
}

const bad = (why: string): ProtocolError => new ProtocolError('decompression_failed', { why });
