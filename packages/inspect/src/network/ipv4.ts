/** IPv4 (RFC 791). */

import { ipv4Address } from './address.ts';
import type { IpPacket } from './ip-packet.ts';

/** The packet; `undefined` when the bytes are none. What follows its end (Ethernet padding) is left out. */
export function parseIpv4(bytes: Uint8Array): IpPacket | undefined {
  if (bytes.length < 20 || (bytes[0] as number) >> 4 !== 4) return undefined;
  const headerLength = ((bytes[0] as number) & 0x0f) * 4;
  // Zero means that the card cut the packet itself (segmentation offload): then all that was captured belongs to it.
  const total = uint16(bytes, 2) || bytes.length;
  if (headerLength < 20 || headerLength > bytes.length || total < headerLength) return undefined;
  const flags = uint16(bytes, 6);
  const offset = (flags & 0x1fff) * 8;
  const moreFollow = (flags & 0x2000) !== 0;
  return {
    version: 4,
    source: ipv4Address(bytes, 12),
    destination: ipv4Address(bytes, 16),
    protocol: bytes[9] as number,
    payload: bytes.subarray(headerLength, total),
    missing: Math.max(0, total - bytes.length),
    fragment: offset > 0 || moreFollow ? { identification: uint16(bytes, 4), offset, moreFollow } : undefined,
  };
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
