/** The classic capture file: one header, then packets (draft-ietf-opsawg-pcap). */

import type { ByteQueue } from './byte-queue.ts';
import { CaptureError } from './capture-error.ts';
import { type CaptureSink, longestBlock } from './captured-packet.ts';
import type { CaptureFormat } from './format.ts';

/** What the first four bytes say: byte order and the unit of the fraction of a second. */
const magics: Readonly<Record<number, { readonly littleEndian: boolean; readonly nanoseconds: number }>> = {
  [0xa1b2c3d4]: { littleEndian: false, nanoseconds: 1000 },
  [0xd4c3b2a1]: { littleEndian: true, nanoseconds: 1000 },
  [0xa1b23c4d]: { littleEndian: false, nanoseconds: 1 },
  [0x4d3cb2a1]: { littleEndian: true, nanoseconds: 1 },
};

/** A reader of such a file; `undefined` when the magic number (in network order) is another. */
export function pcapFormat(magic: number): CaptureFormat | undefined {
  const kind = magics[magic];
  if (kind === undefined) return undefined;
  const { littleEndian, nanoseconds } = kind;
  let linkType: number | undefined;
  return {
    next(queue, sink) {
      if (linkType !== undefined) return nextPacket(queue, sink, littleEndian, nanoseconds, linkType);
      if (queue.length < fileHeader) return false;
      // The upper bits say how long the check sequence behind each packet is; IP's own length leaves it out.
      linkType = queue.uint32(20, littleEndian) & 0xffff;
      queue.skip(fileHeader);
      return true;
    },
  };
}

function nextPacket(
  queue: ByteQueue,
  sink: CaptureSink,
  littleEndian: boolean,
  unit: number,
  linkType: number,
): boolean {
  if (queue.length < packetHeader) return false;
  const length = queue.uint32(8, littleEndian);
  if (length > longestBlock) throw new CaptureError(`a packet claims to have ${length} bytes`, queue.offset);
  const whole = queue.peek(packetHeader + length);
  if (whole === undefined) return false;
  const seconds = queue.uint32(0, littleEndian);
  const fraction = queue.uint32(4, littleEndian) * unit;
  const originalLength = queue.uint32(12, littleEndian);
  queue.skip(whole.length);
  sink.packet({
    seconds: seconds + Math.floor(fraction / 1e9),
    nanoseconds: fraction % 1e9,
    linkType,
    bytes: whole.subarray(packetHeader),
    originalLength: Math.max(originalLength, length),
  });
  return true;
}

const fileHeader = 24;
const packetHeader = 16;
