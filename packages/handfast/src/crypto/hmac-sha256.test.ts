import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../base/bytes.ts';
import { hmacSha256 } from './hmac-sha256.ts';

test('RFC 4231 §4: the published values of HMAC-SHA-256 [E06]', () => {
  const mac = (key: Uint8Array, data: Uint8Array): string => toHex(hmacSha256(key).compute(data));
  expect(mac(utf8('Jefe'), utf8('what do ya want for nothing?'))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
  expect(mac(new Uint8Array(131).fill(0xaa), utf8('Test Using Larger Than Block-Size Key - Hash Key First'))).toBe(
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  );
  expect(mac(fromHex('0b'.repeat(20)), utf8('Hi There'))).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
});

test('RFC 2104 §2: the same as native code for keys and inputs of any length, in any number of parts', () => {
  const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength, size: 'max' });
  fc.assert(
    fc.property(bytes(140), fc.array(bytes(200), { maxLength: 4 }), (key, parts) => {
      const expected = createHmac('sha256', key)
        .update(concat(...parts))
        .digest('hex');
      const mac = hmacSha256(key);
      expect(toHex(mac.compute(...parts))).toBe(expected);
      expect(toHex(mac.compute(concat(...parts)))).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('RFC 2104 §4: keys keep their own states', () => {
  const [first, second] = [hmacSha256(Uint8Array.of(1)), hmacSha256(Uint8Array.of(2))];
  const before = first.compute(utf8('a'));
  second.compute(utf8('b'));
  expect(first.compute(utf8('a'))).toEqual(before);
});
