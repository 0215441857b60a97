/** What turns plaintext into what travels, and back, for one direction and one set of keys. */

import type { Awaitable } from '../base/awaitable.ts';
import type { SequenceMask } from '../crypto/provider.ts';

/** A record without protection: content type and content. */
export interface PlainRecord {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Protection of one direction. The caller owns the sequence number and must take it before anything can wait. */
export interface RecordProtector {
  /** Whether records are encrypted: a record without protection is one that anybody can forge. */
  readonly encrypts: boolean;
  /** Whether the content type, and padding with it, lies inside what is encrypted: TLS 1.3. */
  readonly hidesType: boolean;
  /** Largest length field that a received record may carry. */
  readonly maxFragment: number;
  /** How many records one key may protect. RFC 8446 §5.5 */
  readonly recordLimit: number;
  /**
   * Whether a byte of application data travels in a record of its own before each record with more, so that nobody knows
   * the IV of those when they are chosen: BEAST, up to TLS 1.0. Absent: no.
   */
  readonly splitsFirst?: boolean;
  /** What is protected in place of the content. Called once for each record, in order. RFC 3749 §2 */
  compress?(content: Uint8Array): Uint8Array;
  /** The same protection for other additional data, without a header. RFC 9146 §5 */
  readonly beneath?: Beneath;
  /** What hides the sequence number of a record, made from the first 16 bytes of its ciphertext: DTLS 1.3. RFC 9147 §4.2.3 */
  readonly sequenceMask?: SequenceMask;
  /** How many records that do not authenticate the key may see. RFC 9147 §4.5.3 */
  readonly forgeryLimit?: number | undefined;
  /** Length in bytes, header included, of a record with so much content and padding. */
  sealedLength(length: number, padding: number): number;
  /** Writes a whole record, header included, into `output`, which is `sealedLength` bytes long. */
  seal(sequence: number, record: PlainRecord, padding: number, output: Uint8Array): Awaitable<void>;
  /** Throws `bad_record_mac` when the record does not authenticate. */
  open(sequence: number, header: Uint8Array, fragment: Uint8Array): Awaitable<PlainRecord>;
}

/** What an AEAD of TLS 1.2 does with a record, whatever stands in front of it. */
export interface Beneath {
  /** In bytes: how much longer the fragment is than the plaintext. */
  readonly overhead: number;
  seal(sequence: number, additional: Uint8Array, plaintext: Uint8Array, output: Uint8Array): Awaitable<void>;
  /** `undefined` when it does not authenticate. */
  open(sequence: number, additional: Uint8Array, fragment: Uint8Array): Awaitable<Uint8Array | undefined>;
}

/** Length in bytes of a TLS record header: content type, version, length. RFC 8446 §5.1 */
export const recordHeader = 5;

/** Most content that one record may hold: 2^14 bytes. RFC 8446 §5.1 */
export const maxPlaintext = 2 ** 14;

/** Writes a record header. */
export function putHeader(output: Uint8Array, type: number, version: number, length: number, at = 0): void {
  output[at] = type;
  output[at + 1] = version >> 8;
  output[at + 2] = version & 0xff;
  output[at + 3] = length >> 8;
  output[at + 4] = length & 0xff;
}
