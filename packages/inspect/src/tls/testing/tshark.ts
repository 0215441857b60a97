/** tshark as an independent opinion: connections as a capture file, and what it says of them. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat } from '../bytes.ts';
import { type Portion, start } from './tape.ts';

export const hasTshark = spawnSync('tshark', ['--version']).status === 0;

export type Carrier = 'stream' | 'datagram';

/** What tshark prints for a capture of these connections, in two passes as its window shows it. */
export function tshark(
  tapes: readonly (readonly Portion[])[],
  keyLog: string,
  options: readonly string[],
  carrier: Carrier = 'stream',
): string {
  const folder = mkdtempSync(join(tmpdir(), 'inspect-tshark-'));
  try {
    const file = join(folder, 'capture.pcap');
    const keys = join(folder, 'keys.txt');
    writeFileSync(file, capture(tapes, carrier));
    writeFileSync(keys, `${keyLog}\n`);
    const decode = carrier === 'stream' ? 'tcp.port==4433,tls' : 'udp.port==4433,dtls';
    const result = spawnSync(
      'tshark',
      ['-n', '-2', '-r', file, '-d', decode, '-o', `tls.keylog_file:${keys}`, ...options],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (result.status !== 0) throw new Error(result.stderr);
    return result.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pcap file with raw IP packets; each portion is cut into segments. */
function capture(tapes: readonly (readonly Portion[])[], carrier: Carrier): Uint8Array {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 262_144);
  view.setUint32(20, 101);
  let number = 0;
  const packets = tapes.flatMap((tape, stream) => {
    const sequence: [number, number] = [1, 1];
    return tape.flatMap(({ direction, bytes }) => {
      const segments = carrier === 'datagram' ? [bytes] : cut(bytes);
      return segments.map((payload) => {
        const acknowledged = sequence[direction === 0 ? 1 : 0];
        const packet = ip(direction, 50_000 + stream, carrier, sequence[direction], acknowledged, payload);
        sequence[direction] += payload.length;
        return framed(packet, ++number);
      });
    });
  });
  return concat(header, ...packets);
}

/** As the loopback interface would carry them: in large pieces. */
function cut(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 16_000) pieces.push(bytes.subarray(at, at + 16_000));
  return pieces;
}

function framed(packet: Uint8Array, number: number): Uint8Array {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint32(0, start);
  view.setUint32(4, number);
  view.setUint32(8, packet.length);
  view.setUint32(12, packet.length);
  return concat(header, packet);
}

function ip(
  direction: 0 | 1,
  port: number,
  carrier: Carrier,
  sequence: number,
  acknowledged: number,
  payload: Uint8Array,
): Uint8Array {
  const transportLength = carrier === 'stream' ? 20 : 8;
  const packet = new Uint8Array(20 + transportLength + payload.length);
  const view = new DataView(packet.buffer);
  packet[0] = 0x45;
  view.setUint16(2, packet.length);
  packet[8] = 64;
  packet[9] = carrier === 'stream' ? 6 : 17;
  packet.set([192, 0, 2, 1 + direction], 12);
  packet.set([192, 0, 2, 2 - direction], 16);
  view.setUint16(20, direction === 0 ? port : 4433);
  view.setUint16(22, direction === 0 ? 4433 : port);
  if (carrier === 'stream') {
    view.setUint32(24, sequence);
    view.setUint32(28, acknowledged);
    packet.set([0x50, 0x18, 0xff, 0xff], 32);
  } else view.setUint16(24, 8 + payload.length);
  packet.set(payload, 20 + transportLength);
  return packet;
}
