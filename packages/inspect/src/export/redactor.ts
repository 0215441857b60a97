/** Packets without what applications said: zeros in its place, and checksums that fit again. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import type { Packet } from '../list/packet.ts';
import { checksum } from '../network/checksum.ts';
import { shownInDatagram } from './datagram-ranges.ts';
import type { Range } from './record-map.ts';

/**
 * The same packet, in which only headers, handshakes, alerts and ChangeCipherSpec are left. Whatever is not understood
 * is taken out. Addresses stay, and so does what a handshake says in the clear.
 */
export function redacted(packet: Packet): CapturedPacket {
  const { captured } = packet;
  const start = payloadStart(packet);
  const bytes = captured.bytes.slice();
  // Without IP nobody knows what it is: ARP is short, everything else is not ours to publish.
  const from = start ?? headerEnd(packet);
  const kept = start === undefined ? [] : shownParts(packet).map((range) => shifted(range, start));
  blank(bytes, from, kept);
  if (start !== undefined) renewChecksum(packet, bytes, start);
  return { ...captured, bytes };
}

function shownParts({ tcp, udp }: Packet): Range[] {
  if (udp !== undefined) return udp.flow.dissector === undefined ? [] : shownInDatagram(udp.datagram.payload);
  if (tcp === undefined) return [];
  const { facts, segment, flow, way } = tcp;
  const { offset } = facts;
  const map = flow.recordMaps?.[way];
  if (map === undefined) return [];
  return map.shownIn({ start: offset, end: offset + segment.payload.length }).map((range) => shifted(range, -offset));
}

const shifted = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by });

function blank(bytes: Uint8Array, from: number, kept: readonly Range[]): void {
  let at = from;
  for (const { start, end } of kept) {
    bytes.fill(0, at, Math.max(at, start));
    at = Math.max(at, end);
  }
  bytes.fill(0, at);
}

/** Where the payload of TCP or UDP stands in the frame; `undefined` when it was put together from fragments. */
function payloadStart({ captured, tcp, udp }: Packet): number | undefined {
  const payload = tcp?.segment.payload ?? udp?.datagram.payload;
  return payload === undefined ? undefined : placeIn(captured.bytes, payload);
}

/** Behind the last header that is understood. */
function headerEnd({ captured, link, ip }: Packet): number {
  const inner = ip?.payload ?? link?.payload;
  return (inner === undefined ? undefined : placeIn(captured.bytes, inner)) ?? shortestHeaders;
}

function placeIn(whole: Uint8Array, part: Uint8Array): number | undefined {
  const at = part.byteOffset - whole.byteOffset;
  const isInside = part.buffer === whole.buffer && at >= 0 && at + part.length <= whole.length;
  return isInside ? at : undefined;
}

/** What the checksum said before it says after: only the difference is put in (RFC 1624). */
function renewChecksum({ captured, tcp, udp, ip }: Packet, bytes: Uint8Array, start: number): void {
  const header = ip === undefined ? undefined : placeIn(captured.bytes, ip.payload);
  const payload = tcp?.segment.payload ?? udp?.datagram.payload;
  if (header === undefined || payload === undefined) return;
  const at = header + (tcp === undefined ? 6 : 16);
  const old = uint16(bytes, at);
  // Zero in UDP means that there is none.
  if (udp !== undefined && old === 0) return;
  const end = start + payload.length;
  const before = checksum(captured.bytes.subarray(header, end));
  const after = checksum(bytes.subarray(header, end));
  const sum = checksum(word(~old), word(before), word(~after));
  bytes.set(word(sum), at);
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const word = (value: number): Uint8Array => Uint8Array.of((value >> 8) & 0xff, value & 0xff);

/** Of frames that are not understood as much is left as a link layer's header takes. */
const shortestHeaders = 14;
