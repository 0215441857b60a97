/** INTEGER and ENUMERATED: two's complement in as few bytes as possible (X.690 §8.3, §8.4). */

import { MisuseError } from '../base/errors.ts';
import type { Codec } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { badDer, element, type Tagged } from './element.ts';
import { universal } from './identifier.ts';

const integerOctets: Codec<Uint8Array> = {
  name: 'INTEGER',
  read(input) {
    const octets = input.bytes(input.remaining);
    if (octets.length === 0) throw badDer(input, 'an integer without content');
    if (isPadded(octets)) throw badDer(input, 'an integer that is not minimal');
    return octets;
  },
  write(output, octets) {
    if (octets.length === 0 || isPadded(octets)) throw new MisuseError('the content of an INTEGER must be minimal');
    output.bytes(octets);
  },
};

/** An integer of any size and sign: its content octets. */
export const integer: Tagged<Uint8Array> = element('INTEGER', universal.integer, integerOctets);

/** A positive integer of any size, big-endian without leading zeros. Zero is refused. */
export const positiveInteger: Tagged<Uint8Array> = element('INTEGER (1..MAX)', universal.integer, {
  name: 'INTEGER (1..MAX)',
  read(input) {
    const octets = integerOctets.read(input);
    const first = octets[0] as number;
    if (first >= 0x80) throw badDer(input, 'a negative integer');
    if (first === 0 && octets.length === 1) throw badDer(input, 'zero where a positive integer must be');
    return first === 0 ? octets.subarray(1) : octets;
  },
  write: (output, value) => integerOctets.write(output, unsignedContent(value)),
});

/** A small integer that counts something: 0 to 2^48-1. */
export const count: Tagged<number> = element('INTEGER (0..MAX)', universal.integer, countContent('INTEGER (0..MAX)'));

/** `Name ::= ENUMERATED { ... }`: the numbers are those of `names`. */
export function enumerated<N extends string>(name: string, names: Readonly<Record<number, N>>): Tagged<N> {
  return element(name, universal.enumerated, namedNumber(name, names));
}

/** `Name ::= INTEGER { ... }`, where no other number is allowed. */
export function namedInteger<N extends string | number>(name: string, names: Readonly<Record<number, N>>): Tagged<N> {
  return element(name, universal.integer, namedNumber(name, names));
}

/** The content octets of the INTEGER with this big-endian magnitude. */
export function unsignedContent(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const digits = magnitude.subarray(start);
  if (digits.length > 0 && (digits[0] as number) < 0x80) return digits;
  const padded = new Uint8Array(digits.length + 1);
  padded.set(digits, 1);
  return padded;
}

/** Orders two non-negative integers, given as minimal content octets. */
export function compareIntegers(left: Uint8Array, right: Uint8Array): number {
  if (left.length !== right.length) return left.length - right.length;
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function countContent(name: string): Codec<number> {
  return {
    name,
    read(input) {
      const size = expectMinimal(input);
      const first = input.uint(1);
      if (first >= 0x80) throw badDer(input, 'a negative integer');
      if (size > 7 || (size === 7 && first !== 0)) throw badDer(input, 'an integer above 2^48-1');
      return size === 1 ? first : first * 2 ** (8 * (size - 1)) + input.uint(size - 1);
    },
    write: (output, value) => integerOctets.write(output, unsignedContent(bigEndian(value))),
  };
}

function namedNumber<N extends string | number>(name: string, names: Readonly<Record<number, N>>): Codec<N> {
  const number = countContent(name);
  return {
    name,
    read(input) {
      const value = number.read(input);
      const meaning = names[value];
      if (meaning === undefined) throw badDer(input, `${name} has no value ${value}`);
      return meaning;
    },
    write(output, meaning) {
      const entry = Object.entries(names).find(([, candidate]) => candidate === meaning);
      if (!entry) throw new MisuseError(`${name} has no value ${String(meaning)}`);
      number.write(output, Number(entry[0]));
    },
  };
}

/** Checks without consuming; returns the number of content octets. */
function expectMinimal(input: Reader): number {
  const octets = input.peek();
  if (octets.length === 0) throw badDer(input, 'an integer without content');
  if (isPadded(octets)) throw badDer(input, 'an integer that is not minimal');
  return octets.length;
}

/** Whether the first nine bits are the same, so that the first byte says nothing. X.690 §8.3.2 */
function isPadded(octets: Uint8Array): boolean {
  const [first, second] = octets;
  if (second === undefined) return false;
  return first === 0 ? second < 0x80 : first === 0xff && second >= 0x80;
}

function bigEndian(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 48) throw new MisuseError(`${value} is not a count`);
  const octets = new Uint8Array(6);
  for (let i = 5, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) octets[i] = rest % 256;
  return octets;
}
