/** Packets around bytes that never were on a wire that we saw: for captures that a program writes of itself. */

import { checksum } from '../network/checksum.ts';
import { tcpFlags } from '../network/tcp-segment.ts';
import { linkTypes } from './captured-packet.ts';

/** One end of a connection whose packets are made up. */
export interface SyntheticEnd {
  /** IPv4 as text; both ends must be of one version. */
  readonly address: string;
  readonly port: number;
}

/** What a made-up TCP segment says. */
export interface SyntheticSegment {
  readonly from: SyntheticEnd;
  readonly to: SyntheticEnd;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Bits of `tcpFlags`. */
  readonly flags: number;
  readonly payload?: Uint8Array;
  readonly options?: Uint8Array;
  readonly window?: number;
}

/** The link type of what `tcpPacket` and `udpPacket` give: IP without anything around it. */
export const syntheticLinkType = linkTypes.raw;

/** An IP packet with a TCP segment. */
export function tcpPacket(segment: SyntheticSegment): Uint8Array {
  const { from, to, payload = new Uint8Array(), options = new Uint8Array() } = segment;
  const header = 20 + options.length;
  const bytes = new Uint8Array(header + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, (segment.flags & tcpFlags.ack) === 0 ? 0 : segment.acknowledgment);
  view.setUint8(12, (header / 4) << 4);
  view.setUint8(13, segment.flags);
  view.setUint16(14, segment.window ?? 65_535);
  bytes.set(options, 20);
  bytes.set(payload, header);
  return ipPacket(from.address, to.address, 6, bytes, 16);
}

/** An IP packet with a UDP datagram. */
export function udpPacket(from: SyntheticEnd, to: SyntheticEnd, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint16(4, bytes.length);
  bytes.set(payload, 8);
  return ipPacket(from.address, to.address, 17, bytes, 6);
}

/** Puts an IP header around what has its own checksum at `checksumAt`. */
function ipPacket(from: string, to: string, protocol: number, payload: Uint8Array, checksumAt: number): Uint8Array {
  const [source, destination] = [addressBytes(from), addressBytes(to)];
  const sum = checksum(
    source,
    destination,
    Uint8Array.of(0, protocol, payload.length >> 8, payload.length & 0xff),
    payload,
  );
  new DataView(payload.buffer).setUint16(checksumAt, sum);
  const header = source.length === 4 ? ipv4Header(payload.length, protocol) : ipv6Header(payload.length, protocol);
  const whole = new Uint8Array(header.length + payload.length);
  whole.set(header);
  whole.set(source, source.length === 4 ? 12 : 8);
  whole.set(destination, source.length === 4 ? 16 : 24);
  if (source.length === 4) new DataView(whole.buffer).setUint16(10, checksum(whole.subarray(0, 20)));
  whole.set(payload, header.length);
  return whole;
}

function ipv4Header(length: number, protocol: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint8(0, 0x45);
  view.setUint16(2, 20 + length);
  // Do not fragment.
  view.setUint16(6, 0x4000);
  view.setUint8(8, 64);
  view.setUint8(9, protocol);
  return new Uint8Array(view.buffer);
}

function ipv6Header(length: number, protocol: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(40));
  view.setUint8(0, 0x60);
  view.setUint16(4, length);
  view.setUint8(6, protocol);
  view.setUint8(7, 64);
  return new Uint8Array(view.buffer);
}

/** The bytes of an address; `::` may stand once for zeros. */
function addressBytes(address: string): Uint8Array {
  if (!address.includes(':')) return Uint8Array.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const front = groups(head);
  const back = address.includes('::') ? groups(tail) : [];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return Uint8Array.from([...front, ...zeros, ...back].flatMap((group) => [group >> 8, group & 0xff]));
}
