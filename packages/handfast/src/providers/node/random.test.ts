import { expect, test } from 'vitest';
import { toHex } from '../../base/bytes.ts';
import { random } from './random.ts';

test('RFC 8446 §C.1: draws of any length differ, through many refills of the pool', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 2000; i++) seen.add(toHex(random(16 + (i % 50))));
  expect(seen.size).toBe(2000);
  for (const length of [0, 1, 1024, 1025, 5000]) expect(random(length)).toHaveLength(length);
  expect(new Set(random(5000)).size).toBe(256);
});

test('a draw has memory of its own', () => {
  const first = random(32);
  expect(first.buffer.byteLength).toBe(32);
  expect(first.constructor).toBe(Uint8Array);
});
