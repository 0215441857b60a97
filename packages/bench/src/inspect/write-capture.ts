/** A capture of many connections that all go as one did, each from a port of its own. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { CaptureWriter, SyntheticConnection } from '@handfast/inspect';
import type { Portion } from './recorded-connection.ts';

/** As many as make a file of about so many bytes, in segments of 1448 bytes as over Ethernet. */
export function writeCapture(path: string, portions: readonly Portion[], bytes: number): void {
  const writer = new CaptureWriter();
  const file = openSync(path, 'w');
  try {
    let written = writeSync(file, writer.header());
    for (let connection = 0; written < bytes; connection++) {
      const packets = packetsOf(portions, connection).map((packet) => writer.packet(packet));
      written += writeSync(file, Buffer.concat(packets));
    }
  } finally {
    closeSync(file);
  }
}

function packetsOf(portions: readonly Portion[], connection: number) {
  const client = { address: `10.0.${(connection >> 14) & 255}.1`, port: 40_000 + (connection & 0x3fff) };
  const all = new SyntheticConnection(client, { address: '192.0.2.1', port: 443 });
  const time = 1_790_000_000_000 + connection * 10;
  return [
    ...all.open(time),
    ...portions.flatMap(({ direction, bytes }) =>
      segmentsOf(bytes).flatMap((segment) => all.data(direction, segment, time)),
    ),
    ...all.end(0, time),
    ...all.end(1, time),
  ];
}

function segmentsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / segment) }, (_, i) =>
    bytes.subarray(i * segment, (i + 1) * segment),
  );
}

const segment = 1448;
