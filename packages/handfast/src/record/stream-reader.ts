/** Bytes of a stream cut into records. RFC 8446 §5.1 */

import { concat } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { recordHeader } from './protector.ts';

/** One record as it travelled. */
export interface RawRecord {
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

/** Collects bytes until a record is whole. A record that lies inside one chunk is handed out without a copy. */
export class StreamReader {
  #bytes: Uint8Array = new Uint8Array(0);

  /** Bytes that wait. */
  get buffered(): number {
    return this.#bytes.length;
  }

  push(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : concat(this.#bytes, bytes);
  }

  /** The next whole record. Throws at the header already when its length exceeds `maxFragment`, or when it is not TLS. */
  next(maxFragment: number): RawRecord | undefined {
    const bytes = this.#bytes;
    if (bytes.length < recordHeader) {
      // A first byte that no record starts with is refused at once, not when four more have come.
      if (bytes.length > 0) checkType(bytes[0] as number);
      return undefined;
    }
    checkType(bytes[0] as number);
    // The minor version is a compatibility value and must be ignored; the major one says whether this is TLS at all.
    if (bytes[1] !== 3) throw new ProtocolError('bad_record_version', { version: `${bytes[1]}.${bytes[2]}` });
    const length = (bytes[3] as number) * 256 + (bytes[4] as number);
    if (length > maxFragment) throw new ProtocolError('record_overflow', { length, limit: maxFragment });
    const end = recordHeader + length;
    if (bytes.length < end) return undefined;
    this.#bytes = bytes.subarray(end);
    return { header: bytes.subarray(0, recordHeader), fragment: bytes.subarray(recordHeader, end) };
  }
}

/** ChangeCipherSpec, alert, handshake, application data: 20 to 23. */
function checkType(type: number): void {
  if (type < 20 || type > 23) throw new ProtocolError('bad_content_type', { type });
}
