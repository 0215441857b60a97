/** A UDP datagram (RFC 768). */

export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** As its header says, without the header. */
  readonly length: number;
  readonly payload: Uint8Array;
}

/** The datagram; `undefined` when the bytes are none. */
export function parseUdp(bytes: Uint8Array): UdpDatagram | undefined {
  if (bytes.length < 8) return undefined;
  // Zero in a jumbogram, or where the card cuts datagrams itself.
  const total = uint16(bytes, 4) || bytes.length;
  if (total < 8) return undefined;
  return {
    sourcePort: uint16(bytes, 0),
    destinationPort: uint16(bytes, 2),
    length: total - 8,
    payload: bytes.subarray(8, total),
  };
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
