import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../base/errors.ts';
import { annotate, leaves } from '../wire/annotate.ts';
import { encode } from '../wire/codec.ts';
import { any } from './any.ts';
import { namedBits } from './bit-string.ts';
import type { DerType } from './element.ts';
import { compareIntegers, count, positiveInteger, unsignedContent } from './integer.ts';
import { setOf } from './list.ts';
import { objectIdentifier } from './object-identifier.ts';
import { octetString } from './octet-string.ts';
import { parseDer } from './parse.ts';
import { universalString, utf8String } from './strings.ts';
import { generalizedTime } from './time.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const;
const firstArcs = fc.oneof(
  fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 39 })),
  fc.tuple(fc.constant(2), fc.bigInt({ min: 0n, max: 2n ** 70n })),
);
const identifiers = fc
  .tuple(firstArcs, fc.array(fc.bigInt({ min: 0n, max: 2n ** 130n }), { maxLength: 4 }))
  .map(([first, rest]) => [...first, ...rest].join('.'));
const texts = fc.string({ unit: 'binary' });
const magnitudes = fc.uint8Array({ minLength: 1, maxLength: 40 }).filter((bytes) => (bytes[0] as number) > 0);

const roundTrips: readonly (readonly [string, () => void])[] = [
  ['counts', () => roundTrip(count, fc.integer({ min: 0, max: 2 ** 48 - 1 }))],
  ['positive integers', () => roundTrip(positiveInteger, magnitudes)],
  ['object identifiers', () => roundTrip(objectIdentifier, identifiers)],
  ['named bits', () => roundTrip(namedBits('Letters', names), fc.subarray([...names]))],
  ['UTF8String', () => roundTrip(utf8String, texts)],
  ['UniversalString', () => roundTrip(universalString, texts)],
  [
    'times',
    () =>
      roundTrip(
        generalizedTime,
        fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }).map((s) => 1000 * s),
      ),
  ],
];

test.each(roundTrips)('what is written is read: %s', (_, check) => check());

test('a set is read in the order of DER, whatever the order it was given in', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 5 })), (items) => {
      const encoding = encode(setOf(octetString), items);
      expect(encode(setOf(octetString), parseDer(setOf(octetString), encoding))).toEqual(encoding);
    }),
  );
});

test('integers are ordered as numbers', () => {
  const number = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => 256n * sum + BigInt(byte), 0n);
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 9 }),
      fc.uint8Array({ minLength: 1, maxLength: 9 }),
      (a, b) => {
        const order = Math.sign(compareIntegers(unsignedContent(a), unsignedContent(b)));
        expect(order).toBe(number(a) < number(b) ? -1 : number(a) > number(b) ? 1 : 0);
      },
    ),
  );
});

test('whatever the bytes, ANY is read in full or refused, and every byte is named', () => {
  const derLike = fc.array(fc.constantFrom(0x30, 0x31, 0x02, 0x04, 0x05, 0x06, 0x00, 0x01, 0x80, 0xa0, 0x81, 0xff), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(derLike, (octets) => {
      const bytes = Uint8Array.from(octets);
      const { root, value, error } = annotate(any, bytes);
      if (error === undefined) expect(encode(any, value as Uint8Array)).toEqual(bytes);
      else expect(error).toBeInstanceOf(ProtocolError);
      let reached = 0;
      for (const { start, end } of leaves(root)) {
        expect(start).toBe(reached);
        reached = end;
      }
      expect(reached).toBe(bytes.length);
    }),
    { numRuns: 500 },
  );
});

function roundTrip<T>(type: DerType<T>, values: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(values, (value) => {
      expect(parseDer(type, encode(type, value))).toEqual(value);
    }),
  );
}
