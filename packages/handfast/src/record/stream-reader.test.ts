import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { StreamReader } from './stream-reader.ts';

const limit = 2 ** 14;
const record = (type: number, length: number): Uint8Array =>
  concat(Uint8Array.of(type, 3, 3, length >> 8, length & 0xff), new Uint8Array(length).fill(length));

/** The failure of the first record in these bytes. */
const refusal = (bytes: Uint8Array): string => {
  const reader = new StreamReader();
  reader.push(bytes);
  try {
    reader.next(limit);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

test('RFC 8446 §5.1: records come out whole, however the stream was cut, though the memory is reused', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (sizes, cuts) => {
      const records = sizes.map((size, i) => record(20 + (i % 4), size));
      const stream = concat(...records);
      const reader = new StreamReader();
      const buffer = new Uint8Array(400);
      const out: string[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const portion = stream.subarray(at, at + (cuts[i % cuts.length] as number));
        buffer.set(portion);
        reader.push(buffer.subarray(0, portion.length));
        for (let next = reader.next(limit); next !== undefined; next = reader.next(limit)) {
          out.push(toHex(next.header) + toHex(next.fragment));
        }
        reader.keep();
        buffer.fill(0xee);
        at += portion.length;
      }
      expect(out).toEqual(records.map(toHex));
    }),
  );
});

test('RFC 8446 §5.1: what cannot be a record is refused at its first wrong byte, in words', () => {
  expect(refusal(Uint8Array.of(22, 3))).toBe('none');
  expect(refusal(utf8('G'))).toContain('type 71, it looks like text, so the peer may not speak TLS');
  expect(refusal(Uint8Array.of(0x80))).toContain('begins in the form of SSL 2.0');
  expect(refusal(Uint8Array.of(24))).toContain('type 24 (');
  expect(refusal(Uint8Array.of(22, 2, 0, 0, 1))).toContain('does not carry the version');
  expect(refusal(Uint8Array.of(22, 3, 3, 0x40, 1))).toContain('length 16385, limit 16384');
});

test('RFC 6176 §3: only the first bytes of a stream can be those of SSL 2.0', () => {
  expect(refusal(Uint8Array.of(0x80, 46, 1, 0, 2))).toBe(new ProtocolError('ssl2_hello').message);
  const reader = new StreamReader();
  reader.push(Uint8Array.of(0x80, 1, 9, 0x80, 1));
  expect(reader.takeRaw(6)).toBeUndefined();
  expect(reader.takeRaw(3)).toEqual(Uint8Array.of(0x80, 1, 9));
  expect(() => reader.next(limit)).toThrow(expect.objectContaining({ code: 'bad_content_type' }));
});

test('RFC 8446 §5.1: what is not asked for yet outlives the memory that it came in', () => {
  const memory = concat(record(22, 3), record(23, 4), record(21, 2));
  const expected = [22, 23, 21].map((type, i) => toHex(record(type, [3, 4, 2][i] as number).subarray(5)));
  const reader = new StreamReader();
  reader.push(memory);
  const seen = [toHex(reader.next(limit)?.fragment ?? memory)];
  reader.keep();
  memory.fill(0xee);
  for (let i = 0; i < 2; i++) seen.push(toHex(reader.next(limit)?.fragment ?? memory));
  expect(seen).toEqual(expected);
});

test('RFC 8446 §5.1: announcing long records costs the reader little memory', () => {
  const announced = Uint8Array.of(22, 3, 3, 0x40, 0, 1);
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 2000 }, () => {
    const reader = new StreamReader();
    reader.push(announced);
    expect(reader.next(limit)).toBeUndefined();
    return reader;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(readers.length * 1024);
});
