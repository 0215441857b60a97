/** Datagrams cut into DTLS records: the plain header, the one with a connection identifier, the unified one. RFC 6347 §4.1, RFC 9146 §4, RFC 9147 §4 */

import { uintAt } from '../bytes.ts';

/** A record with its plain header. */
export interface PlainHeader {
  readonly kind: 'plain';
  readonly type: number;
  readonly version: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly connectionId: Uint8Array;
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

/** A protected record of DTLS 1.3, whose sequence number is encrypted. */
export interface UnifiedHeader {
  readonly kind: 'unified';
  /** The two low bits of the epoch. */
  readonly epochBits: number;
  readonly connectionId: Uint8Array;
  /** Where the sequence number stands in the header, and how long it is. */
  readonly sequenceAt: number;
  readonly sequenceLength: 1 | 2;
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

export type DatagramRecord = PlainHeader | UnifiedHeader;

/** All records of a datagram, and how many bytes at its end are none. */
export function datagramRecords(
  datagram: Uint8Array,
  connectionIdLength: number,
): { readonly records: readonly DatagramRecord[]; readonly left: number } {
  const records: DatagramRecord[] = [];
  let rest = datagram;
  while (rest.length > 0) {
    const record = isUnified(rest[0] as number) ? unified(rest, connectionIdLength) : plain(rest, connectionIdLength);
    if (record === undefined) break;
    records.push(record);
    rest = rest.subarray(record.header.length + record.fragment.length);
  }
  return { records, left: rest.length };
}

/** `001CSLEE` */
const isUnified = (first: number): boolean => first >> 5 === 1;

function plain(bytes: Uint8Array, connectionIdLength: number): PlainHeader | undefined {
  const type = bytes[0] as number;
  const idLength = type === 25 ? connectionIdLength : 0;
  const headerLength = 13 + idLength;
  if (bytes.length < headerLength || bytes[1] !== 0xfe || type < 20 || type > 27) return undefined;
  const length = uintAt(bytes, 11 + idLength, 2);
  if (bytes.length < headerLength + length) return undefined;
  return {
    kind: 'plain',
    type,
    version: uintAt(bytes, 1, 2),
    epoch: uintAt(bytes, 3, 2),
    sequence: uintAt(bytes, 5, 6),
    connectionId: bytes.subarray(11, 11 + idLength),
    header: bytes.subarray(0, headerLength),
    fragment: bytes.subarray(headerLength, headerLength + length),
  };
}

function unified(bytes: Uint8Array, connectionIdLength: number): UnifiedHeader | undefined {
  const first = bytes[0] as number;
  const idLength = (first & 0x10) === 0 ? 0 : connectionIdLength;
  const sequenceLength = (first & 0x08) === 0 ? 1 : 2;
  const hasLength = (first & 0x04) !== 0;
  const sequenceAt = 1 + idLength;
  const headerLength = sequenceAt + sequenceLength + (hasLength ? 2 : 0);
  if (bytes.length < headerLength) return undefined;
  const length = hasLength ? uintAt(bytes, headerLength - 2, 2) : bytes.length - headerLength;
  // RFC 9147 §4.2.3: the sample that hides the sequence number needs 16 bytes.
  if (bytes.length < headerLength + length || length < 16) return undefined;
  return {
    kind: 'unified',
    epochBits: first & 3,
    connectionId: bytes.subarray(1, 1 + idLength),
    sequenceAt,
    sequenceLength,
    header: bytes.subarray(0, headerLength),
    fragment: bytes.subarray(headerLength, headerLength + length),
  };
}
