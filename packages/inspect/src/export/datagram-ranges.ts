/** Which bytes of a datagram may be shown to strangers: DTLS records that carry no application data, QUIC's handshake. */

import type { Range } from './record-map.ts';

/** The parts, in order. What is not understood is not among them. */
export function shownInDatagram(datagram: Uint8Array): Range[] {
  if (isLongHeader(datagram)) return [{ start: 0, end: datagram.length }];
  const shown: Range[] = [];
  let at = 0;
  while (at + headerLength <= datagram.length && isPlainHeader(datagram, at)) {
    const end = at + headerLength + ((datagram[at + 11] as number) << 8) + (datagram[at + 12] as number);
    if (end > datagram.length) break;
    shown.push({ start: at, end: datagram[at] === applicationData ? at + headerLength : end });
    at = end;
  }
  return shown;
}

/** QUIC's Initial, Handshake and Retry packets; 0-RTT carries application data. */
function isLongHeader(datagram: Uint8Array): boolean {
  const first = datagram[0] ?? 0;
  const version = datagram.subarray(1, 5).join('.');
  const zeroRtt = version === '0.0.0.1' ? 0x10 : 0x20;
  return (first & 0xc0) === 0xc0 && (first & 0x30) !== zeroRtt;
}

/** Not the header of DTLS 1.3, which does not say what it carries. */
const isPlainHeader = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] as number) >= 20 && (bytes[at] as number) <= applicationData && bytes[at + 1] === 0xfe;

const headerLength = 13;
const applicationData = 23;
