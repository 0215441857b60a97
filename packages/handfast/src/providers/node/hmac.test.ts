import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex, utf8 } from '../../base/bytes.ts';
import { nodeHmac } from './hmac.ts';

test('RFC 2104 §2: short and long inputs of one SHA-256 key agree with native code', () => {
  const key = new Uint8Array(32).fill(7);
  const mac = nodeHmac('sha256', key);
  key.fill(0);
  for (const length of [0, 1, 255, 256, 257, 5000]) {
    const data = new Uint8Array(length).fill(length);
    const expected = createHmac('sha256', new Uint8Array(32).fill(7)).update(data).digest('hex');
    expect(toHex(mac.compute(data)), `${length} bytes`).toBe(expected);
    expect(toHex(mac.compute(data.subarray(0, length >> 1), data.subarray(length >> 1)))).toBe(expected);
  }
});

test('RFC 2202 §2-3: the published values of HMAC-MD5 and HMAC-SHA1 [E06]', () => {
  const mac = (name: 'md5' | 'sha1'): string =>
    toHex(nodeHmac(name, utf8('Jefe')).compute(utf8('what do ya want '), utf8('for nothing?')));
  expect(mac('md5')).toBe('750c783e6ab0b503eaa86e310a5db738');
  expect(mac('sha1')).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
});
