/** The frames that Initial packets may carry. RFC 9000 §12.4, §19 */

import { varint } from './packet.ts';

export interface QuicFrame {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Of CRYPTO: which bytes of the handshake. */
  readonly offset?: number;
  readonly data?: Uint8Array;
}

/** All frames of a packet, padding in one piece; what is not known ends it. */
export function framesIn(bytes: Uint8Array): readonly QuicFrame[] {
  const frames: QuicFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const frame = frameAt(bytes, at);
    if (frame === undefined || !(frame.end <= bytes.length)) break;
    frames.push(frame);
    at = frame.end;
  }
  return frames;
}

function frameAt(bytes: Uint8Array, start: number): QuicFrame | undefined {
  const type = bytes[start] as number;
  if (type === 0) {
    let end = start;
    while (bytes[end] === 0) end++;
    return { name: 'PADDING', start, end };
  }
  if (type === 1) return { name: 'PING', start, end: start + 1 };
  if (type === 2 || type === 3) return { name: 'ACK', start, end: acknowledgementEnd(bytes, start, type === 3) };
  if (type === 6) {
    const offset = varint(bytes, start + 1);
    const length = varint(bytes, start + 1 + offset.size);
    const from = start + 1 + offset.size + length.size;
    const end = from + length.value;
    return {
      name: 'CRYPTO',
      start,
      end,
      offset: offset.value,
      data: bytes.subarray(from, Math.min(end, bytes.length)),
    };
  }
  if (type === 0x1c || type === 0x1d) return { name: 'CONNECTION_CLOSE', start, end: bytes.length };
  return undefined;
}

/** Largest, delay, ranges, and three counters. RFC 9000 §19.3 */
function acknowledgementEnd(bytes: Uint8Array, start: number, counts: boolean): number {
  let at = start + 1;
  const next = (): number => {
    const { value, size } = varint(bytes, at);
    at += size;
    return value;
  };
  next();
  next();
  const ranges = next();
  for (let left = 1 + 2 * ranges + (counts ? 3 : 0); left > 0 && at < bytes.length; left--) next();
  return at;
}
