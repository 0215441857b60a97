/** The bytes of one direction cut into records, as they come. RFC 8446 §5.1, RFC 5246 §6.2.1 */

import type { FrameInfo } from '../model.ts';
import { isRecordHeader, recordHeader } from '../record-header.ts';
import { concat, uintAt } from './bytes.ts';

/** A record as it travelled. */
export interface RawRecord {
  readonly type: number;
  readonly version: number;
  /** The five bytes before the fragment. */
  readonly header: Uint8Array;
  readonly length: number;
  /** The packet in which it began. */
  readonly first: FrameInfo;
  /** What it carries: put together when it is asked for, because most records are never opened. */
  fragment(): Uint8Array;
}

/** What may stand at the front of a stream. */
export type Found =
  | { readonly kind: 'record'; readonly record: RawRecord }
  /** Bytes that are no record: they have been thrown away. */
  | { readonly kind: 'junk'; readonly length: number };

interface Chunk {
  readonly bytes: Uint8Array;
  readonly frame: FrameInfo;
}

/** Bytes of a stream with the packets from which they came. */
export class RecordSource {
  #chunks: Chunk[] = [];
  /** How much of the first chunk is used up. */
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array, frame: FrameInfo): void {
    if (bytes.length === 0) return;
    this.#chunks.push({ bytes, frame });
    this.#length += bytes.length;
  }

  /** How many bytes the record at the front still needs; 0 when it has not begun, or its length is not known. */
  get missing(): number {
    const header = this.peek(recordHeader);
    if (header.length < recordHeader || !isRecordHeader(header)) return 0;
    return Math.max(0, recordHeader + uintAt(header, 3, 2) - this.#length);
  }

  /** Throws everything away, as after a gap. Gives how much there was. */
  clear(): number {
    const length = this.#length;
    this.#chunks = [];
    this.#used = 0;
    this.#length = 0;
    return length;
  }

  /** The bytes at the front, as many as there are up to `length`. */
  peek(length: number): Uint8Array {
    const first = this.#chunks[0];
    if (first !== undefined && first.bytes.length - this.#used >= length) {
      return first.bytes.subarray(this.#used, this.#used + length);
    }
    const parts: Uint8Array[] = [];
    let missing = length;
    for (const [i, { bytes }] of this.#chunks.entries()) {
      const part = bytes.subarray(i === 0 ? this.#used : 0).subarray(0, missing);
      parts.push(part);
      missing -= part.length;
      if (missing === 0) break;
    }
    return concat(...parts);
  }

  /** The packet of the byte at the front. */
  get front(): FrameInfo | undefined {
    return this.#chunks[0]?.frame;
  }

  /** Takes bytes off the front, in the pieces in which they came. */
  take(length: number): readonly Uint8Array[] {
    const parts: Uint8Array[] = [];
    let missing = length;
    let done = 0;
    for (const { bytes } of this.#chunks) {
      const part = bytes.subarray(done === 0 ? this.#used : 0).subarray(0, missing);
      parts.push(part);
      missing -= part.length;
      if ((done === 0 ? this.#used : 0) + part.length < bytes.length) {
        this.#used = (done === 0 ? this.#used : 0) + part.length;
        break;
      }
      this.#used = 0;
      done++;
      if (missing === 0) break;
    }
    if (done > 0) this.#chunks.splice(0, done);
    this.#length -= length - missing;
    return parts;
  }

  /** The next whole record, or what is none. */
  next(): Found | undefined {
    if (this.#length < recordHeader) return undefined;
    const header = this.peek(recordHeader);
    if (!isRecordHeader(header)) return { kind: 'junk', length: this.clear() };
    const length = uintAt(header, 3, 2);
    if (this.#length < recordHeader + length) return undefined;
    const first = this.front as FrameInfo;
    this.take(recordHeader);
    const parts = this.take(length);
    return { kind: 'record', record: makeRecord(header, length, parts, first) };
  }
}

function makeRecord(header: Uint8Array, length: number, parts: readonly Uint8Array[], first: FrameInfo): RawRecord {
  let whole: Uint8Array | undefined = parts.length === 1 ? parts[0] : undefined;
  return {
    type: header[0] as number,
    version: uintAt(header, 1, 2),
    header,
    length,
    first,
    fragment: () => (whole ??= concat(...parts)),
  };
}
