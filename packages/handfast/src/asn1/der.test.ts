import { describe, expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { encode } from '../wire/codec.ts';
import { any } from './any.ts';
import { bitString, bitStringOfBytes, namedBits } from './bit-string.ts';
import { boolean, nullType } from './boolean.ts';
import { choice } from './choice.ts';
import type { DerType } from './element.ts';
import { count, enumerated, integer, positiveInteger } from './integer.ts';
import { sequenceOf, setOf } from './list.ts';
import { objectIdentifier } from './object-identifier.ts';
import { octetString } from './octet-string.ts';
import { parseDer } from './parse.ts';
import { defaultTo, optional, sequence } from './sequence.ts';
import {
  bmpString,
  ia5String,
  numericString,
  printableString,
  teletexString,
  universalString,
  utf8String,
  visibleString,
} from './strings.ts';
import { explicit, implicit } from './tagging.ts';
import { generalizedTime, time, utcTime } from './time.ts';

const sample = sequence('Sample', {
  flag: defaultTo(boolean, false),
  number: optional(implicit(0, count)),
  text: optional(explicit(1, utf8String)),
  set: setOf(octetString),
});
const flags = namedBits('Flags', ['first', 'second', '3', '4', '5', '6', '7', '8', 'ninth']);
const mode = enumerated('Mode', { 0: 'off', 7: 'on' });
const either = choice('Either', { text: utf8String, number: implicit(2, count) });

const text = (ascii: string): string => toHex(utf8(ascii));

interface Example {
  readonly what: string;
  readonly encoding: string;
  readonly expected: unknown;
  readonly decoded: () => unknown;
  readonly encoded: () => string;
}

const example = <T>(what: string, type: DerType<T>, encoding: string, value: T): Example => ({
  what,
  encoding,
  expected: value,
  decoded: () => parseDer(type, fromHex(encoding)),
  encoded: () => toHex(encode(type, value)),
});

const examples: readonly Example[] = [
  example('true', boolean, '0101ff', true),
  example('null', nullType, '0500', null),
  example('a negative integer', integer, '020180', fromHex('80')),
  example('a positive integer with a sign byte', positiveInteger, '02020080', fromHex('80')),
  example('a count of two bytes', count, '02020100', 256),
  example('the largest count', count, '020700ffffffffffff', 2 ** 48 - 1),
  example('an enumeration', mode, '0a0107', 'on'),
  example('a length of 128', octetString, `048180${'00'.repeat(128)}`, new Uint8Array(128)),
  example('a length of 256', octetString, `04820100${'00'.repeat(256)}`, new Uint8Array(256)),
  example('bits', bitString, '03020640', { bytes: fromHex('40'), unusedBits: 6 }),
  example('no bits', bitString, '030100', { bytes: new Uint8Array(0), unusedBits: 0 }),
  example('named bits', flags, '0303078080', ['first', 'ninth']),
  example('no named bits', flags, '030100', []),
  example('an object identifier', objectIdentifier, '0603551d13', '2.5.29.19'),
  example('an arc of two bytes', objectIdentifier, '06032a8648', '1.2.840'),
  example('a root of 0', objectIdentifier, '06020901', '0.9.1'),
  example('an arc of 63 bits', objectIdentifier, '060a69ffffffffffffffff7f', `2.25.${2n ** 63n - 1n}`),
  example('a first arc beyond all numbers', objectIdentifier, '060a81808080808080808050', `2.${2n ** 63n}`),
  example('the last time of UTCTime', utcTime, `170d${text('491231235959Z')}`, Date.UTC(2049, 11, 31, 23, 59, 59)),
  example('the first time of UTCTime', utcTime, `170d${text('500101000000Z')}`, Date.UTC(1950, 0)),
  example('a leap day', generalizedTime, `180f${text('20000229000000Z')}`, Date.UTC(2000, 1, 29)),
  example('no expiry', generalizedTime, `180f${text('99991231235959Z')}`, Date.UTC(9999, 11, 31, 23, 59, 59)),
  example('a time after 2049', time, `180f${text('20500101000000Z')}`, Date.UTC(2050, 0)),
  example('UTF-8', utf8String, '0c02c3a9', 'é'),
  example('two bytes for a character', bmpString, '1e0400e92014', 'é—'),
  example('four bytes for a character', universalString, '1c040001f600', '😀'),
  example('T.61 as Latin-1', teletexString, '1402e941', 'éA'),
  example('an alternative', either, '820105', { kind: 'number', value: 5 }),
  example('anything', any, '3009020105a10430020500', fromHex('3009020105a10430020500')),
  example('absent fields', sample, '30023100', { flag: false, number: undefined, text: undefined, set: [] }),
  example('a sorted set', sample, '30120101ff800105a1030c01413105040004017f', {
    flag: true,
    number: 5,
    text: 'A',
    set: [new Uint8Array(0), fromHex('7f')],
  }),
];

describe('X.690: values and their one encoding', () => {
  test.each(examples)('$what', ({ encoding, expected, decoded, encoded }) => {
    expect(decoded()).toEqual(expected);
    expect(encoded()).toBe(encoding);
  });

  test('§11.6: a set is sorted when it is written', () => {
    expect(toHex(encode(setOf(octetString), [fromHex('02'), fromHex('01')]))).toBe('3106040101040102');
  });
});

const refusals: readonly (readonly [rule: string, type: DerType<unknown>, encoding: string, why: RegExp])[] = [
  ['§8.1.2.4: high tag numbers', any, '1f8101', /tag number/],
  ['§8.1.3.6: indefinite lengths', any, '308000000000', /indefinite/],
  ['§10.1: a length of two bytes where one will do', octetString, '04810100', /minimal/],
  ['§10.1: a length with a leading zero', octetString, `0482008000${'00'.repeat(127)}`, /minimal/],
  ['§8.1.3.5: a reserved length', octetString, '04ff', /127 bytes/],
  ['lengths above 4 GiB', octetString, '04850100000000', /5 bytes/],
  ['a length that is cut off', octetString, '048201', /cut off/],
  ['content that is cut off', octetString, '040200', /2 bytes announced, 1 left/],
  ['bytes behind the value', boolean, '0101ff00', /1 bytes too many/],
  ['nothing', boolean, '', /missing/],
  ['an identifier alone', boolean, '01', /length is missing/],
  ['another type', boolean, '020100', /BOOLEAN expected, INTEGER found/],
  ['§11.1: true that is not ff', boolean, '010101', /00 nor ff/],
  ['§8.2.1: a boolean of two bytes', boolean, '0102ffff', /one byte/],
  ['§8.8.2: null with content', nullType, '050100', /too many/],
  ['§8.3.1: an integer without content', integer, '0200', /without content/],
  ['§8.3.2: a padded positive integer', integer, '0202007f', /minimal/],
  ['§8.3.2: a padded negative integer', integer, '0202ff80', /minimal/],
  ['zero that must be positive', positiveInteger, '020100', /zero/],
  ['a negative modulus', positiveInteger, '020180', /negative/],
  ['a negative count', count, '0201ff', /negative/],
  ['a count that no number holds', count, '020701000000000000', /2\^48/],
  ['a value without a name', mode, '0a0101', /no value 1/],
  ['§8.6.2.3: a bit string without content', bitString, '0300', /without content/],
  ['§8.6.2.2: eight unused bits', bitString, '03020800', /8 unused/],
  ['§8.6.2.3: unused bits of nothing', bitString, '030101', /nothing/],
  ['§11.2.1: padding that is not zero', bitString, '03020101', /padding/],
  ['bits where bytes must be', bitStringOfBytes, '03020100', /whole bytes/],
  ['§11.2.2: zero bits at the end of named bits', flags, '03020000', /zero bits/],
  ['a bit without a name', flags, '0303060040', /no meaning/],
  ['§8.19.2: an arc with a leading zero', objectIdentifier, '0603558013', /minimal/],
  ['§8.19.2: an arc that is cut off', objectIdentifier, '06025586', /cut off/],
  ['an object identifier without content', objectIdentifier, '0600', /without content/],
  ['an object identifier without end', objectIdentifier, `068181${'01'.repeat(129)}`, /too long/],
  ['RFC 5280 §4.1.2.5.1: a time without seconds', utcTime, `170b${text('4912312359Z')}`, /form/],
  ['RFC 5280 §4.1.2.5.1: a time of another zone', utcTime, `1711${text('491231235959+0100')}`, /form/],
  ['RFC 5280 §4.1.2.5.1: a time without zone', utcTime, `170d${text('4912312359590')}`, /UTC/],
  ['RFC 5280 §4.1.2.5.2: fractions of seconds', generalizedTime, `1811${text('20500101000000.5Z')}`, /form/],
  ['RFC 5280 §4.1.2.5: GeneralizedTime before 2050', time, `180f${text('20491231235959Z')}`, /other form/],
  ['a day that does not exist', utcTime, `170d${text('230229000000Z')}`, /not exist/],
  ['an hour that does not exist', utcTime, `170d${text('230228240000Z')}`, /not exist/],
  ['a leap second', utcTime, `170d${text('161231235960Z')}`, /not exist/],
  ['a time that is not digits', utcTime, `170d${text('2302280000 1Z')}`, /digits/],
  ['X.680 §41.4: * in PrintableString', printableString, `1301${text('*')}`, /PrintableString/],
  ['a letter in NumericString', numericString, `1201${text('A')}`, /NumericString/],
  ['Latin-1 in IA5String', ia5String, '1601e9', /IA5String/],
  ['UTF-8 in IA5String', ia5String, '1602c3a9', /IA5String/],
  ['a control character in VisibleString', visibleString, '1a0107', /VisibleString/],
  ['UTF-8 that is cut off', utf8String, '0c01c3', /UTF8String/],
  ['a surrogate in UTF-8', utf8String, '0c03eda080', /UTF8String/],
  ['half a character', bmpString, '1e0100', /BMPString/],
  ['a surrogate in BMPString', bmpString, '1e02d800', /BMPString/],
  ['a character beyond Unicode', universalString, '1c0400110000', /UniversalString/],
  ['§10.2: a string in pieces', any, '2403040101', /form/],
  ['a sequence that is primitive', any, '1000', /form/],
  ['end-of-contents', any, '0000', /end-of-contents/],
  ['elements without end', any, `30829c42${'0500'.repeat(20_001)}`, /more than 20000 elements/],
  [
    'a list without end',
    sequenceOf(nullType),
    `3082${(514).toString(16).padStart(4, '0')}${'0500'.repeat(257)}`,
    /more than 256/,
  ],
  ['nesting without end', any, nested(40), /32 deep/],
  ['§11.5: a default value', sample, '30050101003100', /default/],
  ['a field that is missing', sample, '3000', /missing/],
  ['fields in the wrong order', sample, '300531000101ff', /too many/],
  ['§11.6: a set that is not sorted', sample, '30083106040102040101', /sorted/],
  ['a list that must not be empty', sequenceOf(count, 1), '3000', /at least 1/],
  ['no alternative', either, '020105', /INTEGER where Either/],
  ['no choice at all', either, '', /missing/],
];

describe('X.690: refused', () => {
  test.each(refusals)('%s', (_, type, encoding, why) => {
    const refuse = (): unknown => parseDer(type, fromHex(encoding));
    expect(refuse).toThrow(ProtocolError);
    expect(refuse).toThrow(why);
    expect(refuse).toThrow(expect.objectContaining({ code: 'bad_der' }));
  });
});

describe('the caller is told what does not fit', () => {
  const misuses: readonly (readonly [string, () => unknown])[] = [
    ['a character that the type does not have', () => encode(printableString, 'é')],
    ['an emoji in two bytes', () => encode(bmpString, '😀')],
    ['half a surrogate pair', () => encode(universalString, '\ud800')],
    ['a negative count', () => encode(count, -1)],
    ['a padded integer', () => encode(integer, fromHex('0001'))],
    ['an object identifier that is none', () => encode(objectIdentifier, '3.1')],
    ['an arc above 39 below the root 1', () => encode(objectIdentifier, '1.40')],
    ['half a second', () => encode(utcTime, 500)],
    ['a year that UTCTime lacks', () => encode(utcTime, Date.UTC(2050, 0))],
    ['no time at all', () => encode(utcTime, Number.NaN)],
    ['padding bits that are set', () => encode(bitString, { bytes: fromHex('ff'), unusedBits: 1 })],
  ];

  test.each(misuses)('%s', (_, action) => {
    expect(action).toThrow(MisuseError);
  });
});

function nested(depth: number): string {
  let encoding = '';
  for (let i = 0; i < depth; i++) encoding = toHex(encode(explicit(0, any), fromHex(encoding || '0500')));
  return encoding;
}
