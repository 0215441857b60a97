/** BIT STRING: bits, whole bytes, or flags with names (X.690 §8.6, §11.2). */

import { MisuseError } from '../base/errors.ts';
import type { Codec } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { badDer, closeElement, type DerType, element, openElement, type Tagged, writeElement } from './element.ts';
import { universal } from './identifier.ts';

/** Bits in bytes, the first bit highest. */
export interface BitString {
  readonly bytes: Uint8Array;
  /** How many low bits of the last byte do not count: 0 to 7. DER makes them zero. */
  readonly unusedBits: number;
}

/** Any number of bits. */
export const bitString: Tagged<BitString> = element('BIT STRING', universal.bitString, {
  name: 'BIT STRING',
  read(input) {
    const unusedBits = readUnusedBits(input);
    const bytes = input.bytes(input.remaining);
    if (lowBits(bytes, unusedBits) !== 0) throw badDer(input, 'padding bits that are not zero');
    return { bytes, unusedBits };
  },
  write(output, { bytes, unusedBits }) {
    if (unusedBits > 7 || lowBits(bytes, unusedBits) !== 0) throw new MisuseError('padding bits must be zero');
    output.uint(1, unusedBits);
    output.bytes(bytes);
  },
});

/** Whole bytes, as keys and signatures are. */
export const bitStringOfBytes: Tagged<Uint8Array> = element('BIT STRING', universal.bitString, {
  name: 'BIT STRING',
  read(input) {
    noUnusedBits.read(input);
    return input.bytes(input.remaining);
  },
  write(output, bytes) {
    noUnusedBits.write(output, 0);
    output.bytes(bytes);
  },
});

/**
 * `Name ::= BIT STRING { first (0), second (1), ... }`: the names of the bits that are set.
 * DER has no zero bits at the end (X.690 §11.2.2); `lax` reads them all the same.
 */
export function namedBits<const N extends string>(
  name: string,
  names: readonly N[],
  form: 'strict' | 'lax' = 'strict',
): Tagged<readonly N[]> {
  return element(name, universal.bitString, {
    name,
    read(input) {
      const { bytes, unusedBits } = bitString.content.read(input);
      const length = 8 * bytes.length - unusedBits;
      if (length > names.length) throw badDer(input, `bit ${length - 1} of ${name} has no meaning`);
      if (form === 'strict' && length > 0 && !hasBit(bytes, length - 1)) {
        throw badDer(input, 'zero bits at the end of named bits');
      }
      return names.filter((_, bit) => hasBit(bytes, bit));
    },
    write(output, value) {
      bitString.content.write(output, packBits(names.map((bit) => value.includes(bit))));
    },
  });
}

/** `BIT STRING (CONTAINING Type)`: one whole element of `type`, which a trace shows under `name`. */
export function bitStringContaining<T>(name: string, type: DerType<T>): DerType<T> {
  return {
    name: `BIT STRING (CONTAINING ${type.name})`,
    accepts: (identifier) => identifier === universal.bitString,
    read(input) {
      const mark = openElement(input, universal.bitString);
      input.field('unusedBits', noUnusedBits);
      const value = input.field(name, type);
      closeElement(input, mark);
      return value;
    },
    write(output, value) {
      writeElement(output, universal.bitString, (inner) => {
        noUnusedBits.write(inner, 0);
        type.write(inner, value);
      });
    },
  };
}

const noUnusedBits: Codec<number> = {
  name: 'unused bits',
  read(input) {
    const unusedBits = readUnusedBits(input);
    if (unusedBits !== 0) throw badDer(input, 'bits that are not a number of whole bytes');
    return unusedBits;
  },
  write: (output, value) => output.uint(1, value),
};

function readUnusedBits(input: Reader): number {
  if (input.remaining === 0) throw badDer(input, 'a bit string without content');
  const unusedBits = input.uint(1);
  if (unusedBits > 7) throw badDer(input, `${unusedBits} unused bits`);
  if (unusedBits > 0 && input.remaining === 0) throw badDer(input, 'unused bits of nothing');
  return unusedBits;
}

const lowBits = (bytes: Uint8Array, bits: number): number => (bytes.at(-1) ?? 0) & ((1 << bits) - 1);

const hasBit = (bytes: Uint8Array, bit: number): boolean => (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;

function packBits(bits: readonly boolean[]): BitString {
  const length = bits.lastIndexOf(true) + 1;
  const bytes = new Uint8Array(Math.ceil(length / 8));
  for (let bit = 0; bit < length; bit++) {
    if (bits[bit]) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (0x80 >> (bit & 7));
  }
  return { bytes, unusedBits: 8 * bytes.length - length };
}
