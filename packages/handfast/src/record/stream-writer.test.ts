import { expect, test } from 'vitest';
import { ProtocolError } from '../base/errors.ts';
import { BufferPool } from './buffer-pool.ts';
import { unprotected } from './none.ts';
import { StreamWriter } from './stream-writer.ts';

const writer = (recordLimit: number): StreamWriter =>
  new StreamWriter({ ...unprotected(0x0303), recordLimit }, { maxContent: 100, paddedTo: 1 }, new BufferPool());

test('RFC 8446 §5.1: content is cut into records of at most the agreed size, one after another in one buffer', () => {
  const bytes = writer(10).protect(23, new Uint8Array(250)) as Uint8Array;
  const lengths = [0, 105, 210].map((at) => (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number));
  expect(bytes.length).toBe(250 + 3 * 5);
  expect(lengths).toEqual([100, 100, 50]);
});

test('RFC 8446 §5.5: a key protects no more records than it safely can', () => {
  const limited = writer(3);
  void limited.protect(23, new Uint8Array(200));
  expect(limited.recordsLeft).toBe(1);
  expect(() => limited.protect(23, new Uint8Array(101))).toThrow(new ProtocolError('key_exhausted'));
  limited.change({ ...unprotected(0x0303), recordLimit: 3 });
  expect(limited.recordsLeft).toBe(3);
});

test('memory that was handed out is used again only when it was given back, and only once', () => {
  const pool = new BufferPool();
  const first = pool.take(20_000);
  const second = pool.take(20_000);
  expect(second.buffer).not.toBe(first.buffer);
  pool.give(first);
  pool.give(first);
  expect(pool.take(30_000).buffer).toBe(first.buffer);
  expect(pool.take(30_000).buffer).not.toBe(first.buffer);
  pool.give(new Uint8Array(20_000));
  expect(pool.take(20_000).buffer.byteLength).toBeGreaterThan(30_000);
});

test('RFC 4346 §F.3: a byte of application data travels alone before each record where IVs are known, nothing else does', () => {
  const split = new StreamWriter(
    { ...unprotected(0x0301), splitsFirst: true },
    { maxContent: 100, paddedTo: 1 },
    new BufferPool(),
  );
  expect(split.lengths(23, 250)).toEqual([1, 100, 1, 100, 1, 47]);
  expect(split.lengths(23, 1)).toEqual([1]);
  expect(split.lengths(23, 0)).toEqual([0]);
  expect(split.lengths(22, 250)).toEqual([100, 100, 50]);
  const bytes = split.protect(23, new Uint8Array(250)) as Uint8Array;
  expect(bytes.length).toBe(250 + 6 * 5);
  expect([0, 6, 111, 117, 222, 228].map((at) => bytes[at + 4])).toEqual([1, 100, 1, 100, 1, 47]);
  expect(split.protect(23, Uint8Array.of(7, 8, 9))).toEqual(Uint8Array.of(23, 3, 1, 0, 1, 7, 23, 3, 1, 0, 2, 8, 9));
});

test('RFC 3749 §2: what is compressed is compressed once for each record, in order', () => {
  const seen: number[] = [];
  const compress = (content: Uint8Array): Uint8Array => {
    seen.push(content.length);
    return content.subarray(0, 2);
  };
  const protector = { ...unprotected(0x0303), compress };
  const squeezed = new StreamWriter(protector, { maxContent: 100, paddedTo: 1 }, new BufferPool());
  expect(squeezed.protect(23, new Uint8Array(150))).toHaveLength(2 * (5 + 2));
  expect(seen).toEqual([100, 50]);
});
