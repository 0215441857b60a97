import { expect, test } from 'vitest';
import type { HandshakeIo } from '../io.ts';
import { randomUint32 } from './tickets.ts';

test('RFC 8446 §4.6.1: what hides the age of a ticket may be any number of 32 bits', () => {
  const from = (...bytes: readonly number[]): number =>
    randomUint32({ crypto: { random: () => Uint8Array.from(bytes) } } as unknown as HandshakeIo);
  expect(from(1, 2, 3, 4)).toBe(0x01020304);
  expect(from(255, 255, 255, 255)).toBe(0xffffffff);
});
