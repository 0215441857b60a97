import { expect, test } from 'vitest';
import { BitReader, outOfInput } from './bit-reader.ts';

test('RFC 1951 §3.1.1: bits come from the low end of each byte, to the last one that is there', () => {
  const input = new BitReader();
  input.push(Uint8Array.of(0b1010_0110, 0b0000_0001));
  expect([input.bits(3), input.bits(5), input.bits(8)]).toEqual([0b110, 0b10100, 1]);
  expect(() => input.bits(1)).toThrow(outOfInput);
});

test('RFC 1951 §3.1.1: sixteen bits may lie in three bytes', () => {
  const input = new BitReader();
  input.push(Uint8Array.of(0x80, 0x01, 0x55));
  expect(input.bits(7)).toBe(0);
  expect(input.bits(16)).toBe(0b1010_1010_0000_0011);
  expect(input.bits(1)).toBe(0);
});

test('RFC 1951 §3.2.4: a reader that came too far goes back, and on when there is more', () => {
  const input = new BitReader();
  input.push(Uint8Array.of(0xff));
  input.bits(4);
  const { position } = input;
  expect(() => input.bits(5)).toThrow(outOfInput);
  input.position = position;
  input.push(Uint8Array.of(0, 7, 8));
  expect(input.bits(5)).toBe(0b01111);
  input.align();
  expect([...input.bytes(5)]).toEqual([7, 8]);
});
