/** UTCTime and GeneralizedTime in the only forms that RFC 5280 §4.1.2.5 allows: with seconds, in UTC, without fractions. */

import { MisuseError } from '../base/errors.ts';
import type { Codec } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import type { Writer } from '../wire/writer.ts';
import { choice } from './choice.ts';
import { badDer, type DerType, element, type Tagged } from './element.ts';
import { universal } from './identifier.ts';

/** `YYMMDDHHMMSSZ`, from 1950 to 2049. Milliseconds since 1970. RFC 5280 §4.1.2.5.1 */
export const utcTime: Tagged<number> = element('UTCTime', universal.utcTime, timeContent('UTCTime', 2));

/** `YYYYMMDDHHMMSSZ`. Milliseconds since 1970. RFC 5280 §4.1.2.5.2 */
export const generalizedTime: Tagged<number> = element(
  'GeneralizedTime',
  universal.generalizedTime,
  timeContent('GeneralizedTime', 4),
);

/** `Time` in whichever form it was sent. RFC 5280 §4.1 */
export const anyTime: DerType<Time> = choice('Time', { utcTime, generalTime: generalizedTime });

/** Milliseconds since 1970, and how they were written. */
export type Time = { readonly kind: TimeForm; readonly value: number };

/** The alternatives of `Time`, by their RFC names. */
export type TimeForm = 'utcTime' | 'generalTime';

/** `Time`: UTCTime through the year 2049, GeneralizedTime after it. RFC 5280 §4.1.2.5 */
export const time: DerType<number> = {
  name: 'Time',
  accepts: (identifier) => anyTime.accepts(identifier),
  read(input) {
    const { kind, value } = anyTime.read(input);
    if (kind !== timeForm(value)) throw badDer(input, `${kind} for a date that needs the other form of time`);
    return value;
  },
  write: (output, value) => anyTime.write(output, { kind: timeForm(value), value }),
};

/** The form that RFC 5280 §4.1.2.5 prescribes for a date. */
export const timeForm = (value: number): TimeForm => (value < year2050 ? 'utcTime' : 'generalTime');

const year2050 = Date.UTC(2050, 0);

function timeContent(name: string, yearDigits: 2 | 4): Codec<number> {
  return {
    name,
    read(input) {
      if (input.remaining !== yearDigits + 11) throw badDer(input, `${name} in a form that RFC 5280 does not allow`);
      const digits = yearDigits === 2 ? twoDigits(input) : 100 * twoDigits(input) + twoDigits(input);
      const year = yearDigits === 4 ? digits : digits < 50 ? 2000 + digits : 1900 + digits;
      return readInstant(input, year);
    },
    write(output, value) {
      const date = new Date(value);
      const year = date.getUTCFullYear();
      const [first, end] = yearDigits === 2 ? [1950, 2050] : [0, 10_000];
      if (!(year >= first && year < end) || value % 1000 !== 0) {
        throw new MisuseError(`${value} is not a whole second that ${name} can express`);
      }
      writeInstant(output, yearDigits, date);
    },
    describe: (value) => new Date(value).toISOString(),
  };
}

function readInstant(input: Reader, year: number): number {
  const month = twoDigits(input);
  const day = twoDigits(input);
  const hour = twoDigits(input);
  const minute = twoDigits(input);
  const second = twoDigits(input);
  if (input.uint(1) !== letterZ) throw badDer(input, 'a time that is not in UTC');
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 59) throw badDer(input, 'a time that does not exist');
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; 400 years are always 146,097 days.
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - 146_097 * 86_400_000;
}

function writeInstant(output: Writer, yearDigits: 2 | 4, date: Date): void {
  const digits = date.toISOString().replace(/\D/g, '').slice(0, 14);
  for (const digit of digits.slice(4 - yearDigits)) output.uint(1, digit.charCodeAt(0));
  output.uint(1, letterZ);
}

function twoDigits(input: Reader): number {
  const tens = input.uint(1) - digitZero;
  const ones = input.uint(1) - digitZero;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw badDer(input, 'a time with something other than digits');
  return 10 * tens + ones;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const digitZero = 0x30;
const letterZ = 0x5a;
