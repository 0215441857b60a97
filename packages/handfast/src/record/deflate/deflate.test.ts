import { constants, createDeflate, createInflate, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, fromHex, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { suiteByName } from '../../registry/cipher-suites.ts';
import { versionNamed } from '../../registry/versions.ts';
import { BufferPool } from '../buffer-pool.ts';
import { keyLengthsLegacy, protectionLegacy } from '../protection-legacy.ts';
import type { RecordProtector } from '../protector.ts';
import { StreamWriter } from '../stream-writer.ts';
import { BitWriter } from './bit-writer.ts';
import { Deflater } from './deflate.ts';
import { Inflater } from './inflate.ts';

const failure = expect.objectContaining({ code: 'decompression_failed', alert: 'decompression_failure' });
const because = (why: string): unknown => expect.objectContaining({ code: 'decompression_failed', details: { why } });

/** Texts of many kinds: repeated, random, long, empty. */
const contents: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ maxLength: 200 }).map((text) => utf8(text.repeat(20)).subarray(0, 16_384)),
  fc.tuple(fc.nat(255), fc.nat(16_384)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
  fc.nat(16_384).map((length) => nodeProvider.random(length)),
  fc.constant(utf8('Cookie: session=0123456789abcdef\r\n')),
);

/** What zlib makes of the pieces, each flushed to a whole byte. */
async function zlib(flush: number, level: number, pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const stream = createDeflate({ level });
  const output: Uint8Array[] = [];
  for (const piece of pieces) {
    const chunks: Uint8Array[] = [];
    const collect = (chunk: Uint8Array): void => void chunks.push(new Uint8Array(chunk));
    stream.on('data', collect);
    await new Promise<void>((resolve) => {
      stream.write(piece);
      stream.flush(flush, () => resolve());
    });
    stream.off('data', collect);
    output.push(concat(...chunks));
  }
  return output;
}

test.each([
  ['Z_SYNC_FLUSH', constants.Z_SYNC_FLUSH],
  ['Z_PARTIAL_FLUSH', constants.Z_PARTIAL_FLUSH],
  ['Z_FULL_FLUSH', constants.Z_FULL_FLUSH],
])('RFC 3749 §2.1: what zlib compresses with %s comes out record by record [B13]', async (_, flush) => {
  await fc.assert(
    fc.asyncProperty(fc.array(contents, { minLength: 1, maxLength: 6 }), fc.nat(9), async (pieces, level) => {
      const inflater = new Inflater();
      for (const [i, compressed] of (await zlib(flush, level, pieces)).entries()) {
        expect(Buffer.from(inflater.inflate(compressed)).equals(pieces[i] as Uint8Array)).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});

test('RFC 3749 §2.1: what we compress, zlib reads, and so do we [B13]', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(contents, { minLength: 1, maxLength: 6 }), async (pieces) => {
      const deflater = new Deflater();
      const inflater = new Inflater();
      const native = createInflate();
      const chunks: Uint8Array[] = [];
      native.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      for (const piece of pieces) {
        const compressed = deflater.deflate(piece);
        expect(compressed.length).toBeLessThanOrEqual(piece.length + 8);
        expect(Buffer.from(inflater.inflate(compressed)).equals(piece)).toBe(true);
        await new Promise<void>((resolve) => {
          native.write(compressed);
          native.flush(constants.Z_SYNC_FLUSH, () => resolve());
        });
      }
      expect(Buffer.concat(chunks).equals(concat(...pieces))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('what was said before makes what is said again short', () => {
  const deflater = new Deflater();
  const text = utf8('GET /index.html HTTP/1.1\r\nHost: example.com\r\nUser-Agent: somebody\r\n\r\n');
  expect(deflater.deflate(text).length).toBeLessThan(text.length + 8);
  expect(deflater.deflate(text).length).toBeLessThan(16);
  expect(deflater.deflate(new Uint8Array(16_384)).length).toBeLessThan(150);
});

test('RFC 1951 §2: nothing is told by what stood more than 32 KiB before', () => {
  const phrase = nodeProvider.random(60);
  const records = [
    concat(phrase, nodeProvider.random(16_324)),
    nodeProvider.random(16_384),
    concat(nodeProvider.random(3), phrase, nodeProvider.random(200), phrase),
  ];
  const [deflater, inflater] = [new Deflater(), new Inflater()];
  for (const content of records) {
    expect(Buffer.from(inflater.inflate(deflater.deflate(content))).equals(content)).toBe(true);
  }
});

test('RFC 1951 §3.1.1: a stream may be cut anywhere', () => {
  const text = utf8('to be or not to be, that is the question whether it is nobler '.repeat(8));
  const compressed = deflateSync(text, { level: 9 });
  const inflater = new Inflater();
  // Without the checksum at its end, which a stream in records never reaches.
  const parts = [...compressed.subarray(0, -4)].map((byte) => inflater.inflate(Uint8Array.of(byte)));
  expect(Buffer.from(concat(...parts)).equals(text)).toBe(true);
  expect(() => inflater.inflate(Uint8Array.of(0))).toThrow(failure);
});

test.each([8, 12, 15])('RFC 1951 §3.2.7: codes of one to %d bits', (size) => {
  // Each symbol is as frequent as the two before, the first of which ends the block: so all codes differ in length.
  const counts = [1, 2];
  while (counts.length < size) counts.push((counts.at(-1) as number) + (counts.at(-2) as number));
  const content = concat(...counts.map((count, symbol) => new Uint8Array(count).fill(symbol)));
  const compressed = deflateSync(content, { strategy: constants.Z_HUFFMAN_ONLY }).subarray(0, -4);
  expect(Buffer.from(new Inflater().inflate(compressed)).equals(content)).toBe(true);
});

test('RFC 1951 §3.2.4: a block that is stored as it is may be cut anywhere', () => {
  const content = nodeProvider.random(100);
  const inflater = new Inflater();
  const compressed = deflateSync(content, { level: 0 }).subarray(0, -4);
  const parts = [0, 8, 40, 41].map((from, i, all) => inflater.inflate(compressed.subarray(from, all[i + 1])));
  expect(parts.map(({ length }) => length)).toEqual([1, 32, 1, 66]);
  expect(concat(...parts)).toEqual(content);
});

test.each([
  ['7801', '07', 'a block of a reserved type'],
  ['7801', '00 0100 0000', 'the length of a block contradicts its complement'],
  ['7701', '03', 'not a ZLIB stream'],
  ['789d', '03', 'not a ZLIB stream'],
  ['7820', '03', 'not a ZLIB stream'],
  ['8819', '03', 'not a ZLIB stream'],
  ['7801', '03 1000', 'more after the end of the stream'],
  ['7801', '0302', 'a distance from before the beginning'],
  ['7801', 'fdff ffff ffff ffff', 'too many codes'],
  ['7801', '05e0 8100 0000 0000 0000', 'a code without a meaning'],
])('RFC 5246 §6.2.2: %s %s, %s, does not decompress [B15] [G08]', (header, body, why) => {
  expect(() => new Inflater().inflate(concat(fromHex(header), fromHex(body), new Uint8Array(8).fill(0xff)))).toThrow(
    because(why),
  );
});

test('RFC 5246 §6.2.2: what becomes longer than 2^14 bytes is refused before it does', () => {
  expect(new Inflater().inflate(deflateSync(new Uint8Array(16_384)).subarray(0, -4))).toHaveLength(16_384);
  // Without the checksum, which is refused for another reason.
  for (const [length, level] of [
    [16_385, 9],
    [16_385, 0],
    [10_000_000, 9],
  ] as const) {
    const compressed = deflateSync(new Uint8Array(length), { level }).subarray(0, -4);
    expect(() => new Inflater().inflate(compressed)).toThrow(failure);
  }
});

test('RFC 1951 §3.2.7: lengths of codes may be repeated, but not before there is one, and a block must be able to end', () => {
  const content = Uint8Array.from({ length: 4000 }, (_, i) => (i * 37) % 64);
  const compressed = deflateSync(content, { strategy: constants.Z_HUFFMAN_ONLY });
  expect(Buffer.from(new Inflater().inflate(compressed.subarray(0, -4))).equals(content)).toBe(true);
  /** The beginning of a block with 257 literals and one distance; lengths of the codes for 16, 17, 18 and 0 follow. */
  const block = (lengths: readonly number[], ...bits: readonly (readonly [value: number, count: number])[]) => {
    const output = new BitWriter();
    output.bits(0b101, 3);
    output.bits(0, 14);
    for (const length of lengths) output.bits(length, 3);
    for (const [value, count] of bits) output.bits(value, count);
    output.align();
    return concat(fromHex('7801'), output.take(), new Uint8Array(40));
  };
  expect(() => new Inflater().inflate(block([1, 0, 0, 1], [1, 1]))).toThrow(because('a repetition of nothing'));
  const zeros = [
    [1, 1],
    [127, 7],
    [1, 1],
    [109, 7],
  ] as const;
  expect(() => new Inflater().inflate(block([0, 0, 1, 1], ...zeros))).toThrow(because('a block that cannot end'));
  for (const impossible of [
    [2, 0, 0, 2],
    [1, 1, 1, 0],
  ]) {
    expect(() => new Inflater().inflate(block(impossible))).toThrow(because('an impossible code'));
  }
  const more = zeros.with(-1, [127, 7]);
  expect(() => new Inflater().inflate(block([0, 0, 1, 1], ...more))).toThrow(because('more lengths than codes'));
});

test('any bytes decompress or are refused, and nothing else happens', () => {
  const streams = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => concat(Uint8Array.of(0x78, 0x9c), bytes)),
    fc.tuple(contents, fc.nat(2000), fc.nat(255)).map(([content, at, byte]) => {
      const compressed = new Uint8Array(deflateSync(content));
      compressed[at % compressed.length] = byte;
      return compressed;
    }),
  );
  fc.assert(
    fc.property(streams, (stream) => {
      try {
        expect(new Inflater().inflate(stream).length).toBeLessThanOrEqual(16_384);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ProtocolError);
      }
    }),
    { numRuns: 300 },
  );
});

test('RFC 5246 §6.2.2: records are compressed, protected, opened and decompressed in order [B10] [B13]', () => {
  const suite = suiteByName('TLS_RSA_WITH_AES_128_CBC_SHA');
  if (!suite) throw new Error('no suite');
  const version = versionNamed('TLS 1.1');
  const make = (): RecordProtector => {
    const { mac, key } = keyLengthsLegacy(version, suite);
    const keys = { mac: new Uint8Array(mac), key: new Uint8Array(key), iv: new Uint8Array(0) };
    return protectionLegacy(nodeProvider, version, suite, keys, { compressed: true });
  };
  const writer = new StreamWriter(make(), { maxContent: 16_384, paddedTo: 1 }, new BufferPool());
  const reader = make();
  for (const [sequence, content] of [utf8('same '.repeat(200)), nodeProvider.random(16_384)].entries()) {
    const record = writer.protect(23, content) as Uint8Array;
    const opened = reader.open(sequence, record.subarray(0, 5), record.subarray(5)) as { data: Uint8Array };
    expect(Buffer.from(opened.data).equals(content)).toBe(true);
    if (sequence === 0) expect(record.length).toBeLessThan(100);
  }
});
