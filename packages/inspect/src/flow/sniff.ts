/** Whether bytes look like TLS, SSL 2.0, DTLS or QUIC, on whatever port they travel. */

import { isRecordHeader } from '../record-header.ts';

/** Whether a stream that begins so begins with a ClientHello, in a record or in the format of SSL 2.0. */
export const beginsWithHello = (bytes: Uint8Array): boolean => isHelloRecord(bytes) || isSsl2Hello(bytes);

/** Whether more bytes could still make a hello of these few. */
export const mayBecomeHello = (bytes: Uint8Array): boolean =>
  bytes.length < 11 && ((bytes[0] === 22 && (bytes[1] ?? 3) === 3) || ((bytes[0] ?? 0x80) & 0x80) !== 0);

/** A handshake record of version 3.x that begins with a ClientHello. */
function isHelloRecord(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && bytes[0] === 22 && isRecordHeader(bytes) && bytes[5] === 1;
}

/** The two-byte header, CLIENT-HELLO, a version, and three lengths that add up. */
function isSsl2Hello(bytes: Uint8Array): boolean {
  if (bytes.length < 11 || ((bytes[0] as number) & 0x80) === 0 || bytes[2] !== 1) return false;
  const length = (uint16(bytes, 0) & 0x7fff) - 9;
  const version = uint16(bytes, 3);
  if (version !== 0x0002 && version >> 8 !== 3) return false;
  const suites = uint16(bytes, 5);
  return suites > 0 && suites % 3 === 0 && suites + uint16(bytes, 7) + uint16(bytes, 9) === length;
}

/** Whether a datagram is a DTLS record with its plain header (RFC 6347 §4.1), or a QUIC Initial packet (RFC 9000 §17.2.2). */
export const isDtlsOrQuic = (datagram: Uint8Array): boolean => isDtls(datagram) || isQuicInitial(datagram);

function isDtls(bytes: Uint8Array): boolean {
  if (bytes.length < 14) return false;
  const type = bytes[0] as number;
  const version = uint16(bytes, 1);
  const isKnown = version === 0xfeff || version === 0xfefd || version === 0xfefc;
  return type >= 20 && type <= 26 && isKnown && 13 + uint16(bytes, 11) <= bytes.length;
}

function isQuicInitial(bytes: Uint8Array): boolean {
  if (bytes.length < 100 || ((bytes[0] as number) & 0xc0) !== 0xc0) return false;
  const version = uint16(bytes, 1) * 65_536 + uint16(bytes, 3);
  return (version === 1 || version === 0x6b3343cf) && (bytes[5] as number) <= 20;
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
