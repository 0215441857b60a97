/** What went over the wire between two programs, and the capture file that holds it with its secrets. */

import {
  type CapturedPacket,
  CaptureWriter,
  SyntheticConnection,
  syntheticLinkType,
  udpPacket,
} from '@handfast/inspect';

/** What one side sent at once. */
export interface Portion {
  readonly direction: 0 | 1;
  readonly bytes: Uint8Array;
}

export interface Recording {
  /** Who talked to whom, and about what. */
  readonly title: string;
  readonly carrier: 'stream' | 'datagram';
  readonly portions: readonly Portion[];
  /** What both sides must have said to each other, where that is known. */
  readonly said?: string;
}

/** A pcapng file: each recording is the stream of its place in the list, among those of its carrier. */
export function captureOf(recordings: readonly Recording[], keyLog: string): Uint8Array {
  const writer = new CaptureWriter();
  const parts = [writer.header(), writer.keyLog(keyLog)];
  let time = 1_790_000_000_000;
  for (const [index, recording] of recordings.entries()) {
    for (const packet of packetsOf(recording, 10_000 + index, () => ++time)) parts.push(writer.packet(packet));
  }
  return Buffer.concat(parts);
}

function packetsOf({ carrier, portions }: Recording, port: number, now: () => number): CapturedPacket[] {
  const client = { address: '192.0.2.1', port };
  const server = { address: '192.0.2.2', port: carrier === 'stream' ? streamPort : datagramPort };
  if (carrier === 'datagram') {
    return portions.map(({ direction, bytes }) => {
      const packet = direction === 0 ? udpPacket(client, server, bytes) : udpPacket(server, client, bytes);
      return { seconds: Math.floor(now() / 1000), nanoseconds: 0, linkType: syntheticLinkType, ...whole(packet) };
    });
  }
  const connection = new SyntheticConnection(client, server);
  return [
    ...connection.open(now()),
    ...portions.flatMap(({ direction, bytes }) => connection.data(direction, bytes, now())),
    ...connection.end(0, now()),
    ...connection.end(1, now()),
  ];
}

const whole = (bytes: Uint8Array) => ({ bytes, originalLength: bytes.length });

/** Where tshark expects TLS, and is told to expect DTLS. */
export const streamPort = 443;
export const datagramPort = 4433;
