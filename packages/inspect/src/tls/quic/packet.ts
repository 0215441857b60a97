/** Long headers of QUIC packets. RFC 9000 §17.2, RFC 9369 §3.2 */

import { uintAt } from '../bytes.ts';
import { quicVersion } from './keys.ts';

export interface LongHeader {
  readonly version: number;
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly token: Uint8Array;
  /** Where the packet number begins. */
  readonly numberAt: number;
  /** The packet alone: others may follow in the same datagram. */
  readonly packet: Uint8Array;
}

/** The Initial packets at the front of a datagram; other packets end the search. */
export function initialPackets(datagram: Uint8Array): readonly LongHeader[] {
  const packets: LongHeader[] = [];
  let rest = datagram;
  while (rest.length > 0) {
    const packet = longHeader(rest);
    if (packet === undefined) break;
    packets.push(packet);
    rest = rest.subarray(packet.packet.length);
  }
  return packets;
}

/** Whether a datagram begins with an Initial packet of a version that is known. */
export const isInitial = (datagram: Uint8Array): boolean => longHeader(datagram) !== undefined;

function longHeader(bytes: Uint8Array): LongHeader | undefined {
  const first = bytes[0] as number;
  const version = uintAt(bytes, 1, 4);
  const row = quicVersion(version);
  if (bytes.length < 7 || (first & 0xc0) !== 0xc0 || ((first >> 4) & 3) !== row?.initial) return undefined;
  const destinationLength = bytes[5] as number;
  const sourceAt = 6 + destinationLength;
  const sourceLength = bytes[sourceAt] ?? 255;
  if (destinationLength > longestId || sourceLength > longestId) return undefined;
  const tokenAt = sourceAt + 1 + sourceLength;
  const token = varint(bytes, tokenAt);
  const lengthAt = tokenAt + token.size + token.value;
  const length = varint(bytes, lengthAt);
  const numberAt = lengthAt + length.size;
  const end = numberAt + length.value;
  if (!(end <= bytes.length) || length.value < 20) return undefined;
  return {
    version,
    destination: bytes.subarray(6, sourceAt),
    source: bytes.subarray(sourceAt + 1, tokenAt),
    token: bytes.subarray(tokenAt + token.size, lengthAt),
    numberAt,
    packet: bytes.subarray(0, end),
  };
}

/** A variable-length integer; beyond the end it is endless. RFC 9000 §16 */
export function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly size: number } {
  const first = bytes[at];
  if (first === undefined) return { value: Number.POSITIVE_INFINITY, size: 1 };
  const size = 2 ** (first >> 6);
  if (at + size > bytes.length) return { value: Number.POSITIVE_INFINITY, size };
  return { value: (first & 0x3f) * 256 ** (size - 1) + uintAt(bytes, at + 1, size - 1), size };
}

const longestId = 20;
