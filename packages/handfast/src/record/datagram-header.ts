/** Records cut out of a datagram, in the layouts of all DTLS versions. RFC 6347 §4.1, RFC 9146 §4, RFC 9147 §4 */

import { contentTypes } from '../registry/content-types.ts';

/** One record as it travelled: views into the datagram. */
export interface DatagramRecord {
  /** The header as it stands in front of the fragment. */
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
  /** `classic` names type, epoch and sequence number in full; `unified` hints at the last two, encrypted. */
  readonly layout: 'classic' | 'unified';
  /** The whole epoch, or its two low bits. */
  readonly epoch: number;
  /** In the classic layout; in the unified one `undefined`, until it is decrypted. */
  readonly sequence: number | undefined;
  /** Where the connection ID lies in the header; both ends are the same when there is none. */
  readonly connectionId: readonly [from: number, to: number];
}

/** Length in bytes of a record header of DTLS 1.0 and 1.2: type, version, epoch, sequence number, length. */
export const classicHeader = 13;

/**
 * The records in a datagram. What cannot be one, and all that follows it, is left out: anybody can send anything.
 * `idLength`: how long the connection IDs are that we gave out; `undefined` when we gave out none.
 */
export function recordsIn(datagram: Uint8Array, idLength: number | undefined): readonly DatagramRecord[] {
  const records: DatagramRecord[] = [];
  for (let rest = datagram; rest.length > 0; ) {
    const record = (rest[0] as number) >> 5 === 1 ? unifiedRecord(rest, idLength) : classicRecord(rest, idLength);
    if (record === undefined) break;
    records.push(record);
    rest = rest.subarray(record.header.length + record.fragment.length);
  }
  return records;
}

/** `ContentType type; ProtocolVersion version; uint16 epoch; uint48 sequence_number; [opaque cid;] uint16 length;` */
function classicRecord(bytes: Uint8Array, idLength = 0): DatagramRecord | undefined {
  const cid = bytes[0] === contentTypes.tls12_cid ? idLength : 0;
  const size = classicHeader + cid;
  if (bytes.length < size || bytes[1] !== 0xfe) return undefined;
  const length = uint(bytes, size - 2, 2);
  if (bytes.length < size + length) return undefined;
  return {
    header: bytes.subarray(0, size),
    fragment: bytes.subarray(size, size + length),
    layout: 'classic',
    epoch: uint(bytes, 3, 2),
    sequence: uint(bytes, 5, 6),
    connectionId: [11, 11 + cid],
  };
}

/** `001CSLEE [opaque cid;] uint8 or uint16 sequence_number; [uint16 length;]` RFC 9147 §4, figure 3 */
function unifiedRecord(bytes: Uint8Array, idLength: number | undefined): DatagramRecord | undefined {
  const flags = bytes[0] as number;
  // An ID of unknown length cannot be skipped.
  if ((flags & hasId) !== 0 && idLength === undefined) return undefined;
  const cid = (flags & hasId) === 0 ? 0 : (idLength ?? 0);
  const sequenceEnd = 1 + cid + sequenceLength(flags);
  const size = sequenceEnd + ((flags & hasLength) === 0 ? 0 : 2);
  if (bytes.length < size) return undefined;
  const length = size === sequenceEnd ? bytes.length - size : uint(bytes, sequenceEnd, 2);
  if (bytes.length < size + length) return undefined;
  return {
    header: bytes.subarray(0, size),
    fragment: bytes.subarray(size, size + length),
    layout: 'unified',
    epoch: flags & epochBits,
    sequence: undefined,
    connectionId: [1, 1 + cid],
  };
}

/** Flags in the first byte of the unified header. */
export const unified = 0x20;
export const hasId = 0x10;
export const hasLongSequence = 0x08;
export const hasLength = 0x04;
export const epochBits = 0x03;

/** How many bytes of the sequence number a unified header holds. */
export const sequenceLength = (flags: number): 1 | 2 => ((flags & hasLongSequence) === 0 ? 1 : 2);

/** An unsigned integer in network order. */
export function uint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] as number);
  return value;
}

/** Writes an unsigned integer in network order. */
export function putUint(bytes: Uint8Array, at: number, size: number, value: number): void {
  for (let i = at + size - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
}
