/** Whether bytes look like TLS, SSL 2.0, DTLS or QUIC, on whatever port they travel. */

/** Whether a stream that begins so begins with a ClientHello, in a record or in the format of SSL 2.0. */
export const beginsWithHello = (bytes: Uint8Array): boolean => isHelloRecord(bytes) || isSsl2Hello(bytes);

/** Whether more bytes could still make a hello of these few. */
export const mayBecomeHello = (bytes: Uint8Array): boolean =>
  bytes.length < 11 && ((bytes[0] === 22 && (bytes[1] ?? 3) === 3) || ((bytes[0] ?? 0x80) & 0x80) !== 0);

/** A handshake record of version 3.x that begins with a ClientHello. */
function isHelloRecord(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && bytes[0] === 22 && isRecordHeader(bytes, 0) && bytes[5] === 1;
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

/** Whether bytes from the middle of a stream begin with a record, and go on with another where the first ends. */
export function beginsWithRecord(bytes: Uint8Array): boolean {
  if (bytes.length < 5 || !isRecordHeader(bytes, 0)) return false;
  const next = 5 + uint16(bytes, 3);
  // Only those that carry much go on in the next segment.
  if (next > bytes.length) return (bytes[0] as number) >= 22;
  return next + 5 > bytes.length || isRecordHeader(bytes, next);
}

/** Content types 20 to 24, versions 3.0 to 3.4, a length that records may have (RFC 5246 §6.2.3). */
function isRecordHeader(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at] as number;
  const length = uint16(bytes, at + 3);
  return (
    type >= 20 && type <= 24 && bytes[at + 1] === 3 && (bytes[at + 2] as number) <= 4 && length > 0 && length <= longest
  );
}

/** The random of a ClientHello that begins so many bytes earlier, in hexadecimal. */
export const randomIn = (bytes: Uint8Array, at: number): string | undefined =>
  bytes[0] !== 22 || bytes.length < at + 32
    ? undefined
    : Array.from(bytes.subarray(at, at + 32), (byte) => byte.toString(16).padStart(2, '0')).join('');

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

/** Plaintext and the most that protection may add. */
const longest = 16_384 + 2048;
