import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';

const bytesOf = (text: string): number[] | undefined => {
  const address = parseIpAddress(text);
  return address && [...address];
};

test('RFC 3986 §3.2.2: IPv4 is four decimal numbers without leading zeros', () => {
  expect(bytesOf('192.0.2.1')).toEqual([192, 0, 2, 1]);
  expect(bytesOf('0.0.0.0')).toEqual([0, 0, 0, 0]);
  for (const wrong of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.4.',
    '.1.2.3',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '1..2.3',
    '0x1.2.3.4',
    '1.2.3.٤',
  ])
    expect(parseIpAddress(wrong), wrong).toBeUndefined();
});

test('RFC 4291 §2.2: IPv6 in full, compressed, and ending in IPv4', () => {
  expect(bytesOf('::')).toEqual([...new Uint8Array(16)]);
  expect(bytesOf('::1')?.at(-1)).toBe(1);
  expect(bytesOf('2001:db8::1:0')).toEqual([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  expect(bytesOf('::ffff:192.0.2.1')?.slice(10)).toEqual([0xff, 0xff, 192, 0, 2, 1]);
  expect(bytesOf('1:2:3:4:5:6:7::')?.slice(12)).toEqual([0, 7, 0, 0]);
});

test('RFC 4291 §2.2: malformed IPv6 is refused', () => {
  const wrong = [
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1%eth0',
  ];
  const wrongIpv4 = ['192.0.2.1::', '::192.0.2.1:1', '::192.0.2', '1:2:3:4:5:6:7:1.2.3.4', ':1:2:3:4:5:6:7:8'];
  for (const text of [...wrong, ...wrongIpv4]) expect(parseIpAddress(text), text).toBeUndefined();
});

test('RFC 5952 §4: one text for each address', () => {
  const shown = (text: string): string => formatIpAddress(parseIpAddress(text) as Uint8Array);
  expect(shown('2001:0DB8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
  expect(shown('2001:db8:0:1:1:1:1:1')).toBe('2001:db8:0:1:1:1:1:1');
  expect(shown('0:0:0:0:0:0:0:0')).toBe('::');
  expect(shown('fe80:0:0:0:0:0:0:0')).toBe('fe80::');
  expect(formatIpAddress(Uint8Array.of(1, 2, 3))).toBe('#010203');
});

test('every address reads back as the same bytes, and agrees with the runtime on what an address is', () => {
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  fc.assert(
    fc.property(address, (bytes) => {
      expect(parseIpAddress(formatIpAddress(bytes))).toEqual(bytes);
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/)), (text) => {
      expect(parseIpAddress(text) !== undefined, text).toBe(isIP(text) !== 0);
    }),
  );
});
