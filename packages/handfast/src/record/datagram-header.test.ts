import { expect, test } from 'vitest';
import { concat } from '../base/bytes.ts';
import { recordsIn } from './datagram-header.ts';

/** What was found: lengths of headers, fragments and IDs. */
const found = (datagram: Uint8Array, idLength?: number): readonly (readonly number[])[] =>
  recordsIn(datagram, idLength).map(({ header, fragment, epoch, connectionId: [from, to] }) => [
    header.length,
    fragment.length,
    epoch,
    to - from,
  ]);

const id = [9, 9, 9];
const content = [1, 2, 3, 4];

test('RFC 9147 §4: a unified header may have an ID, one or two bytes of sequence number, and a length', () => {
  expect(found(Uint8Array.of(0x2e, 0, 7, 0, 4, ...content))).toEqual([[5, 4, 2, 0]]);
  expect(found(Uint8Array.of(0x26, 7, 0, 4, ...content))).toEqual([[4, 4, 2, 0]]);
  expect(found(Uint8Array.of(0x3f, ...id, 0, 7, 0, 4, ...content), 3)).toEqual([[8, 4, 3, 3]]);
  expect(found(Uint8Array.of(0x37, ...id, 7, 0, 4, ...content), 3)).toEqual([[7, 4, 3, 3]]);
});

test('RFC 9147 §4: a record without a length reaches to the end of its datagram', () => {
  expect(found(Uint8Array.of(0x2a, 0, 7, ...content))).toEqual([[3, 4, 2, 0]]);
  expect(found(Uint8Array.of(0x33, ...id, 7, ...content), 3)).toEqual([[5, 4, 3, 3]]);
  const first = Uint8Array.of(0x26, 7, 0, 4, ...content);
  expect(found(concat(first, Uint8Array.of(0x21, 8, 5)))).toEqual([
    [4, 4, 2, 0],
    [2, 1, 1, 0],
  ]);
  expect(found(Uint8Array.of(0x21, 8))).toEqual([[2, 0, 1, 0]]);
});

test('RFC 9146 §4: a record of DTLS 1.2 has an ID if its type says so', () => {
  const numbers = [0, 1, 0, 0, 0, 0, 0, 7];
  expect(found(Uint8Array.of(22, 0xfe, 0xfd, ...numbers, 0, 4, ...content), 3)).toEqual([[13, 4, 1, 0]]);
  expect(found(Uint8Array.of(25, 0xfe, 0xfd, ...numbers, ...id, 0, 4, ...content), 3)).toEqual([[16, 4, 1, 3]]);
  expect(found(Uint8Array.of(22, 3, 3, ...numbers, 0, 4, ...content))).toEqual([]);
});

test('RFC 9147 §4.1: what is cut short is no record, and an ID of which nobody knows the length is not skipped', () => {
  const whole = [
    Uint8Array.of(0x3f, ...id, 0, 7, 0, 4, ...content),
    Uint8Array.of(25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 7, ...id, 0, 4, ...content),
  ];
  for (const record of whole) {
    for (let length = 0; length < record.length; length++) expect(found(record.subarray(0, length), 3)).toEqual([]);
    expect(found(concat(record, record.subarray(0, 6)), 3)).toHaveLength(1);
  }
  expect(found(whole[0] ?? expect.fail('no record'))).toEqual([]);
});
