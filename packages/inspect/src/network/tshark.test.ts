import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { inspect } from '../inspect.ts';
import { rowOf } from '../list/row.ts';
import type { Direction } from '../model.ts';
import { frenchPackets, noise, spanishPackets } from '../testing/documents.ts';
import { pcapFile, pcapngFile } from '../testing/files.ts';
import { troubledPackets } from '../testing/troubled.ts';
import { Wire } from '../testing/wire.ts';

const isMissing = spawnSync('tshark', ['--version']).error !== undefined;
const folder = mkdtempSync(join(tmpdir(), 'handfast-tshark-'));
afterAll(() => rmSync(folder, { recursive: true }));

function tshark(file: Uint8Array, ...args: readonly string[]): string {
  const path = join(folder, 'capture');
  writeFileSync(path, file);
  const { stdout } = spawnSync('tshark', ['-r', path, '-n', ...args], { encoding: 'utf8', maxBuffer: 1e8 });
  return stdout;
}

/** What each side said, as both tell it. */
function contentOf(file: Uint8Array): [string, string] {
  const said: [string, string] = ['', ''];
  inspect(file, {
    content: ({ direction, bytes }) => {
      said[direction] += Buffer.from(bytes).toString('hex');
    },
  });
  return said;
}

function followed(file: Uint8Array): [string, string] {
  const said: [string, string] = ['', ''];
  for (const line of tshark(file, '-q', '-z', 'follow,tcp,raw,0').split('\n')) {
    const [, indent, hex] = /^(\t?)([0-9a-f]+)$/.exec(line) ?? [];
    if (hex !== undefined) said[indent === '' ? 0 : 1] += hex;
  }
  return said;
}

/** Numbers that look random and are the same every time. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** A conversation whose packets are repeated, overlap, and come in another order. */
function untidy(seed: number): CapturedPacket[] {
  const random = randomNumbers(seed);
  const start: [number, number] = [0xffff_ff00 + random(256), random(0xffff_ffff)];
  const wire = new Wire({ address: '10.0.0.1', port: 40_000 }, { address: '10.0.0.2', port: 7777 }, start).open();
  const sent = [noise(3000, seed), noise(9000, seed + 1)];
  const reached = [0, 0];
  for (let turn = 0; turn < 12; turn++) {
    const direction: Direction = turn % 3 === 0 ? 0 : 1;
    const whole = sent[direction] as Uint8Array;
    for (let i = 0; i < 3; i++) {
      const at = reached[direction] as number;
      const piece = whole.subarray(at, at + 1 + random(400));
      wire.send(direction, piece);
      reached[direction] = at + piece.length;
      const from = Math.max(0, at - random(200));
      const again = whole.subarray(from, at + random(piece.length + 1));
      const sequence = (start[direction] as number) + 1 + from;
      if (random(3) === 0) wire.send(direction, again, { sequence: sequence >>> 0 });
    }
  }
  // Neighbours of the same direction change places.
  const packets = wire.packets;
  for (let i = 3; i + 1 < packets.length; i++) {
    const [left, right] = [packets[i] as CapturedPacket, packets[i + 1] as CapturedPacket];
    if (random(3) === 0 && left.bytes[29] === right.bytes[29]) {
      packets[i] = { ...right, nanoseconds: left.nanoseconds };
      packets[i + 1] = { ...left, nanoseconds: right.nanoseconds };
      i++;
    }
  }
  return packets;
}

describe.skipIf(isMissing)(`beside tshark${isMissing ? ', which is missing' : ''}`, () => {
  test.each([1, 2, 3, 4, 5, 6])('both put the same streams together from untidy packets: %i', (seed) => {
    const file = pcapFile(untidy(seed));
    const content = contentOf(file);
    expect(content).toEqual(followed(file));
    for (const said of content) expect(said.length).toBeGreaterThan(1000);
  });

  test('both make the same remarks on a connection in trouble', () => {
    const file = pcapFile(troubledPackets());
    const ours: string[] = [];
    inspect(file, { packet: (packet) => ours.push(rowOf(packet).info) });
    expect(ours).toEqual(tshark(file, '-2', '-T', 'fields', '-e', '_ws.col.Info').trimEnd().split('\n'));
  });

  test('both list the packets of a tidy connection alike', () => {
    const options = Uint8Array.of(2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7);
    const wire = new Wire({ address: '10.0.0.1', port: 40_000 }, { address: '10.0.0.2', port: 7777 });
    wire.send(0, new Uint8Array(), { flags: 2, options }).send(1, new Uint8Array(), { flags: 0x12, options });
    wire.send(0, new Uint8Array(), { flags: 0x10 }).send(0, noise(100)).send(1, noise(1400)).close();
    const packets = [...wire.packets, ...frenchPackets(), ...spanishPackets().slice(1)];
    for (const file of [pcapFile(packets), pcapngFile(packets)]) {
      const ours: string[] = [];
      inspect(file, {
        packet: (packet) => {
          const { number, source, destination, protocol, length, info } = rowOf(packet);
          ours.push([number, source, destination, protocol, length, info].join('\t'));
        },
      });
      const columns = ['frame.number', 'ip.src', 'ip.dst', '_ws.col.Protocol', 'frame.len', '_ws.col.Info'];
      const theirs = tshark(file, '-2', '-T', 'fields', ...columns.flatMap((name) => ['-e', name]));
      expect(ours).toEqual(theirs.trimEnd().split('\n'));
    }
  });
});
