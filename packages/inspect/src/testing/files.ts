/** Capture files made of packets, in every format that the reader knows. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import { CaptureWriter } from '../capture/writer.ts';
import { concat } from '../concat.ts';

/** A classic file; all packets have the link type of the first. */
export function pcapFile(
  packets: readonly CapturedPacket[],
  { littleEndian = true, nanoseconds = false } = {},
): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, littleEndian);
  header.setUint16(4, 2, littleEndian);
  header.setUint16(6, 4, littleEndian);
  header.setUint32(16, 262_144, littleEndian);
  header.setUint32(20, packets[0]?.linkType ?? 1, littleEndian);
  const records = packets.map((packet) => {
    const record = new DataView(new ArrayBuffer(16));
    record.setUint32(0, packet.seconds, littleEndian);
    record.setUint32(4, nanoseconds ? packet.nanoseconds : Math.floor(packet.nanoseconds / 1000), littleEndian);
    record.setUint32(8, packet.bytes.length, littleEndian);
    record.setUint32(12, packet.originalLength, littleEndian);
    return concat(new Uint8Array(record.buffer), packet.bytes);
  });
  return concat(new Uint8Array(header.buffer), ...records);
}

/** A file as our own writer writes it. */
export function pcapngFile(packets: readonly CapturedPacket[], keyLog = ''): Uint8Array {
  const writer = new CaptureWriter();
  return concat(writer.header(), writer.keyLog(keyLog), ...packets.map((packet) => writer.packet(packet)));
}

/** A packet at a time, in milliseconds since some day of 2026. */
export function captured(bytes: Uint8Array, linkType: number, milliseconds = 0): CapturedPacket {
  const seconds = 1_790_000_000 + Math.floor(milliseconds / 1000);
  return {
    seconds,
    nanoseconds: Math.round((milliseconds % 1000) * 1000) * 1000,
    linkType,
    bytes,
    originalLength: bytes.length,
  };
}
