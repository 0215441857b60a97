/** Bytes of a stream cut into records. RFC 8446 §5.1 */

import { concat, copyOf } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { recordHeader } from './protector.ts';

/** One record as it travelled. Valid until the next call. */
export interface RawRecord {
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

/** A record that lies inside one portion of bytes is handed out without a copy; one that spans several is collected. */
export class StreamReader {
  /** What is left of the last portion: the caller's memory until `keep`. */
  #portion: Uint8Array = none;
  /** A record that has begun in an earlier portion: its header first, then all of it. */
  #partial: Uint8Array = none;
  #filled = 0;
  /** How long it will be, as far as that is known: first its header, then all of it. */
  #wanted = 0;
  /** Whether anything was handed out. */
  #begun = false;

  push(bytes: Uint8Array): void {
    this.#portion = this.#portion.length === 0 ? bytes : concat(this.#portion, bytes);
  }

  /** The caller is about to reuse the bytes that it pushed: what is still needed of them is copied. */
  keep(): void {
    if (this.#portion.length > 0) this.#portion = copyOf(this.#portion);
  }

  /** What has come and is not part of a record yet. */
  get ahead(): Uint8Array {
    return this.#portion;
  }

  /** So many bytes as they are, once they have come: of what is older than records. Valid until the next call. */
  takeRaw(length: number): Uint8Array | undefined {
    if (this.#portion.length < length) return undefined;
    const bytes = this.#portion.subarray(0, length);
    this.#portion = this.#portion.subarray(length);
    this.#begun = true;
    return bytes;
  }

  /** The next whole record. Throws at its header already when it is too long, or when this is not TLS. */
  next(maxFragment: number): RawRecord | undefined {
    if (this.#filled > 0) return this.#continue(maxFragment);
    const bytes = this.#portion;
    if (bytes.length === 0) return undefined;
    if (bytes.length < recordHeader) {
      // A first byte that no record starts with is refused at once, not when four more have come.
      checkType(bytes[0] as number, this.#begun);
      return this.#begin(recordHeader, maxFragment);
    }
    const end = recordHeader + contentLength(bytes, maxFragment, this.#begun);
    this.#begun = true;
    if (bytes.length < end) return this.#begin(end, maxFragment);
    this.#portion = bytes.length === end ? none : bytes.subarray(end);
    return { header: bytes.subarray(0, recordHeader), fragment: bytes.subarray(recordHeader, end) };
  }

  #begin(length: number, maxFragment: number): undefined {
    this.#wanted = length;
    this.#continue(maxFragment);
    return undefined;
  }

  /** Adds to the record that has begun. */
  #continue(maxFragment: number): RawRecord | undefined {
    if (!this.#fill()) return undefined;
    if (this.#wanted === recordHeader) {
      this.#wanted += contentLength(this.#partial, maxFragment, this.#begun);
      this.#begun = true;
      if (!this.#fill()) return undefined;
    }
    const record = this.#partial;
    this.#partial = none;
    this.#filled = 0;
    return { header: record.subarray(0, recordHeader), fragment: record.subarray(recordHeader) };
  }

  /** Moves bytes of the portion into the record; whether it is full. */
  #fill(): boolean {
    const taken = this.#portion.subarray(0, this.#wanted - this.#filled);
    this.#makeRoom(this.#filled + taken.length);
    this.#partial.set(taken, this.#filled);
    this.#filled += taken.length;
    this.#portion = this.#portion.subarray(taken.length);
    return this.#filled === this.#wanted;
  }

  /** Memory for so many bytes, and more to come: never much more than have come, for announcing a record is cheap. */
  #makeRoom(bytes: number): void {
    if (bytes <= this.#partial.length) return;
    const room = new Uint8Array(Math.min(this.#wanted, advance * bytes));
    room.set(this.#partial.subarray(0, this.#filled));
    this.#partial = room;
  }
}

/** How many times as much memory as the peer has filled it is given in advance. */
const advance = 16;

/** The length in a record's header, checked together with what stands before it. */
function contentLength(header: Uint8Array, maxFragment: number, begun: boolean): number {
  checkType(header[0] as number, begun);
  // The minor version is a compatibility value and must be ignored; the major one says whether this is TLS at all.
  if (header[1] !== 3) throw new ProtocolError('bad_record_version', { version: `${header[1]}.${header[2]}` });
  const length = (header[3] as number) * 256 + (header[4] as number);
  if (length > maxFragment) throw new ProtocolError('record_overflow', { length, limit: maxFragment });
  return length;
}

/** ChangeCipherSpec, alert, handshake, application data: 20 to 23. Only the first word can be one of SSL 2.0. */
function checkType(type: number, begun: boolean): void {
  if (type >= 20 && type <= 23) return;
  if (type >= 0x80 && !begun) throw new ProtocolError('ssl2_hello');
  throw new ProtocolError('bad_content_type', { type, why: guess(type) });
}

/** What a stranger's first byte suggests. */
function guess(type: number): string | undefined {
  return type >= 0x20 && type < 0x7f ? 'it looks like text, so the peer may not speak TLS' : undefined;
}

const none = new Uint8Array(0);
