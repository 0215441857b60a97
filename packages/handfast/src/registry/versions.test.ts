import { expect, test } from 'vitest';
import { carrierOf, versionsUpTo } from './versions.ts';

const upTo = (wire: number): readonly string[] => versionsUpTo(wire).map(({ name }) => name);

test('RFC 6347 §4.1: a number that no version has says all the same whether it means TLS or DTLS', () => {
  // TLS counts upwards, and DTLS downwards.
  expect([0x0200, 0x0303, 0x0304, 0x04ff].map(carrierOf)).toEqual(Array(4).fill('stream'));
  expect([0xffff, 0xfeff, 0xfefd, 0xfe00, 0xfdff].map(carrierOf)).toEqual(Array(5).fill('datagram'));
  expect(upTo(0xfdff)).toEqual(expect.arrayContaining(['DTLS 1.0', 'DTLS 1.2']));
  expect(upTo(0xffff)).toEqual([]);
  expect(upTo(0x0200)).toEqual([]);
});
