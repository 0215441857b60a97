import { expect, test } from 'vitest';
import { concat, equalBytes, fromHex, fromUtf8, latin1, toHex, utf8 } from './bytes.ts';

test('bytes are joined and compared as a whole', () => {
  expect(concat()).toEqual(new Uint8Array(0));
  expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  for (const other of [[1, 3], [0, 2], [1], [1, 2, 0]]) {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.from(other))).toBe(false);
  }
});

test('hexadecimal is read strictly, but for spaces', () => {
  expect(toHex(Uint8Array.of(0, 15, 255))).toBe('000fff');
  expect(fromHex('00 0F\nff')).toEqual(Uint8Array.of(0, 15, 255));
  for (const wrong of ['0', '0g', '0x00', '-1']) expect(() => fromHex(wrong)).toThrow(RangeError);
});

test('texts are UTF-8, or one character for each byte', () => {
  expect(fromUtf8(utf8('naïve 🔒'))).toBe('naïve 🔒');
  expect(fromUtf8(Uint8Array.of(0xc0, 0x80))).toBeUndefined();
  expect(latin1(Uint8Array.of(0x41, 0, 0xff))).toBe('A\0\xff');
});
