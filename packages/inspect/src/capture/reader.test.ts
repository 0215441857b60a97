import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat } from '../concat.ts';
import { captured, pcapFile, pcapngFile } from '../testing/files.ts';
import { CaptureError } from './capture-error.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { CaptureReader } from './reader.ts';
import { CaptureWriter } from './writer.ts';

const packets = [
  captured(Uint8Array.of(1, 2, 3), 101, 0),
  captured(new Uint8Array(1500).fill(7), 101, 1.25),
  { ...captured(Uint8Array.of(), 101, 2000.5), originalLength: 60 },
];

function read(...chunks: readonly Uint8Array[]) {
  const found: CapturedPacket[] = [];
  const secrets: string[] = [];
  const reader = new CaptureReader({ packet: (packet) => found.push(packet), keyLog: (text) => secrets.push(text) });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return { packets: found, secrets };
}

describe('classic files', () => {
  test.each([
    [true, false],
    [false, false],
    [true, true],
    [false, true],
  ])('little-endian %s, nanoseconds %s', (littleEndian, nanoseconds) => {
    expect(read(pcapFile(packets, { littleEndian, nanoseconds })).packets).toEqual(packets);
  });

  test('a length that no packet has is damage, and says where', () => {
    const file = pcapFile(packets);
    new DataView(file.buffer).setUint32(24 + 8, 0xffff_ffff, true);
    expect(() => read(file)).toThrow(new CaptureError('a packet claims to have 4294967295 bytes', 24));
  });
});

describe('pcapng', () => {
  test('what our writer writes comes back, secrets first', () => {
    const found = read(pcapngFile(packets, 'CLIENT_RANDOM 00 01'));
    expect(found).toEqual({ packets, secrets: ['CLIENT_RANDOM 00 01\n'] });
  });

  test('several interfaces keep their link types', () => {
    const mixed = [captured(Uint8Array.of(1), 1), captured(Uint8Array.of(2), 113), captured(Uint8Array.of(3), 1)];
    expect(read(pcapngFile(mixed)).packets).toEqual(mixed);
  });

  test('a second section may have another byte order and begins without interfaces', () => {
    const section = bigEndian(
      block(0x0a0d0d0a, [0x1a2b3c4d, 0x0001_0000, 0xffffffff, 0xffffffff]),
      block(1, [0x0065_0000, 0]),
      block(6, [0, 0x0006_5b0c, 0x4d96_8000, 4, 4, 0xdead_beef]),
    );
    const found = read(concat(pcapngFile(packets), section)).packets;
    expect(found.slice(0, 3)).toEqual(packets);
    expect(found[3]).toEqual({
      seconds: Math.floor((0x0006_5b0c * 2 ** 32 + 0x4d96_8000) / 1e6),
      nanoseconds: ((0x0006_5b0c * 2 ** 32 + 0x4d96_8000) % 1e6) * 1000,
      linkType: 101,
      bytes: Uint8Array.of(0xde, 0xad, 0xbe, 0xef),
      originalLength: 4,
    });
  });

  test('time in powers of two and with an offset', () => {
    const file = bigEndian(
      block(0x0a0d0d0a, [0x1a2b3c4d, 0x0001_0000, 0xffffffff, 0xffffffff]),
      // if_tsresol 2⁻¹, if_tsoffset 100.
      block(1, [0x0065_0000, 0, 0x0009_0001, 0x8100_0000, 0x000e_0008, 0, 100, 0]),
      block(6, [0, 0, 7, 0, 0]),
    );
    expect(read(file).packets).toMatchObject([{ seconds: 103, nanoseconds: 500_000_000 }]);
  });

  test('a simple packet has no time and is cut at the limit of the interface', () => {
    const file = bigEndian(
      block(0x0a0d0d0a, [0x1a2b3c4d, 0x0001_0000, 0xffffffff, 0xffffffff]),
      block(1, [0x0065_0000, 4]),
      block(3, [60, 0x0102_0304]),
    );
    const bytes = Uint8Array.of(1, 2, 3, 4);
    expect(read(file).packets).toEqual([{ seconds: 0, nanoseconds: 0, linkType: 101, bytes, originalLength: 60 }]);
  });

  test.each([
    ['two lengths', 'a block says two different lengths', (file: DataView) => file.setUint32(24, 0x20, true)],
    ['no byte order', 'a section does not say its byte order', (file: DataView) => file.setUint32(8, 0, true)],
    ['an interface that was not described', 'interface 9', (file: DataView) => file.setUint32(28 + 32 + 8, 9, true)],
    ['too little', 'a block is shorter than what it holds', (file: DataView) => file.setUint32(80, 99, true)],
  ])('damage is named: %s', (_, sentence, damage) => {
    const file = pcapngFile(packets).slice();
    damage(new DataView(file.buffer));
    expect(() => read(file)).toThrow(sentence);
  });
});

test.each([pcapFile(packets), pcapngFile(packets, 'CLIENT_RANDOM 00 01')])(
  'any chunking gives the same packets',
  (file) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: file.length })), (cuts) => {
        const at = [0, ...cuts.sort((left, right) => left - right), file.length];
        const chunks = at.slice(1).map((end, i) => file.slice(at[i], end));
        expect(read(...chunks)).toEqual(read(file));
      }),
    );
  },
);

test('a file that ends within a packet says so', () => {
  const file = pcapFile(packets);
  expect(() => read(file.subarray(0, file.length - 1))).toThrow(/ends 15 bytes into a packet, at byte 1559/);
  expect(() => read(Uint8Array.of(1, 2))).toThrow('too short to be a capture');
  expect(() => read(Uint8Array.of(0x50, 0x4b, 3, 4))).toThrow('begins with 504b0304, which is neither pcap nor pcapng');
});

test('many secrets are written in several blocks, each of whole lines', () => {
  const line = `CLIENT_RANDOM ${'00'.repeat(32)} ${'11'.repeat(48)}\n`;
  const { secrets } = read(pcapngFile([], line.repeat(20_000)));
  expect(secrets.join('')).toBe(line.repeat(20_000));
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.every((text) => text.endsWith('\n'))).toBe(true);
  expect(read(pcapngFile([], 'x'.repeat(3_000_000))).secrets.length).toBe(3);
  expect(new CaptureWriter().keyLog('')).toHaveLength(0);
});

/** A block of big-endian words. */
function block(type: number, words: readonly number[]): number[] {
  const length = 12 + 4 * words.length;
  return [type, length, ...words, length];
}

function bigEndian(...blocks: readonly number[][]): Uint8Array {
  const words = blocks.flat();
  const view = new DataView(new ArrayBuffer(4 * words.length));
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word);
  return new Uint8Array(view.buffer);
}
