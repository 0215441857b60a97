/** Protection of a record's content apart from its header, up to TLS 1.2. RFC 5246 §6.2.3 */

import { ProtocolError } from '../base/errors.ts';
import { maxPlaintext, putHeader, type RecordProtector, recordHeader } from './protector.ts';

/** What turns content into the fragment of one record, and back. Answers at once, and may have a state. */
export interface FragmentProtection {
  /** Length in bytes of the fragment that holds so much content. */
  sealedLength(length: number): number;
  /** Writes the fragment into `output`, which is `sealedLength` bytes long. */
  seal(sequence: number, type: number, content: Uint8Array, output: Uint8Array): void;
  /** Throws `bad_record` when the fragment does not authenticate. */
  open(sequence: number, type: number, fragment: Uint8Array): Uint8Array;
}

/** How the records look in which the fragments travel. */
export interface FragmentFrame {
  readonly version: number;
  /** Most content that a fragment may hold. */
  readonly mostContent: number;
  /** Whether the first byte of application data travels alone. */
  readonly splitsFirst: boolean;
}

/** The same with the headers of TLS. */
export function framed(
  protection: FragmentProtection,
  { version, mostContent, splitsFirst }: FragmentFrame,
): RecordProtector {
  return {
    encrypts: true,
    hidesType: false,
    splitsFirst,
    maxFragment: maxPlaintext + 2048,
    recordLimit: mostRecords,
    sealedLength: (length) => recordHeader + protection.sealedLength(length),
    seal(sequence, { type, data }, _padding, output) {
      putHeader(output, type, version, output.length - recordHeader);
      protection.seal(sequence, type, data, output.subarray(recordHeader));
    },
    open(sequence, header, fragment) {
      const type = header[0] as number;
      if ((header[1] as number) * 256 + (header[2] as number) !== version) throw new ProtocolError('bad_record');
      const data = protection.open(sequence, type, fragment);
      if (data.length > mostContent) throw new ProtocolError('record_overflow', { length: data.length });
      return { type, data };
    },
  };
}

/** Sequence numbers must not wrap; nothing else ends a key before TLS 1.3. RFC 5246 §6.1 */
export const mostRecords: number = 2 ** 48 - 1;
