/** A TCP segment (RFC 9293 §3.1). */

export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  /** As it stands in the header, not scaled. */
  readonly window: number;
  /** The options' bytes. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

/** The segment; `undefined` when the bytes are none. */
export function parseTcp(bytes: Uint8Array): TcpSegment | undefined {
  if (bytes.length < 20) return undefined;
  const headerLength = ((bytes[12] as number) >> 4) * 4;
  if (headerLength < 20 || headerLength > bytes.length) return undefined;
  return {
    sourcePort: uint16(bytes, 0),
    destinationPort: uint16(bytes, 2),
    sequence: uint32(bytes, 4),
    acknowledgment: uint32(bytes, 8),
    flags: bytes[13] as number,
    window: uint16(bytes, 14),
    options: bytes.subarray(20, headerLength),
    payload: bytes.subarray(headerLength),
  };
}

/** The options of a segment: kind and value of each, until one makes no sense. */
export function* optionsIn(options: Uint8Array): Generator<{ readonly kind: number; readonly value: Uint8Array }> {
  let at = 0;
  while (at < options.length) {
    const kind = options[at] as number;
    if (kind === 0) return;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < 2 || at + length > options.length) return;
    yield { kind, value: options.subarray(at + 2, at + length) };
    at += length;
  }
}

export const tcpOptions = { maximumSegmentSize: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const;

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const uint32 = (bytes: Uint8Array, at: number): number => uint16(bytes, at) * 65_536 + uint16(bytes, at + 2);
