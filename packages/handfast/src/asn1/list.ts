/** SEQUENCE OF and SET OF (X.690 §8.10, §8.12, §11.6). */

import { encode } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { badDer, type DerType, element, type Tagged } from './element.ts';
import { universal } from './identifier.ts';

/** Items, at most, of a list that has no reason to be long: whoever gets a certificate must have little work with it. */
const usualMaximum = 256;

/** Items, at most, of a list that may be long, such as the names of a certificate. */
export const many = 20_000;

/** `SEQUENCE SIZE (minimum..maximum) OF Type` */
export function sequenceOf<T>(type: DerType<T>, minimum = 0, maximum = usualMaximum): Tagged<readonly T[]> {
  const name = `SEQUENCE OF ${type.name}`;
  return element(name, universal.sequence, {
    name,
    read(input) {
      const items: T[] = [];
      while (input.remaining > 0 && items.length <= maximum) items.push(input.field(`${items.length}`, type));
      checkSize(input, items.length, minimum, maximum);
      return items;
    },
    write(output, items) {
      for (const item of items) type.write(output, item);
    },
  });
}

/** `SET SIZE (minimum..maximum) OF Type`, sorted by encoding as DER demands. */
export function setOf<T>(type: DerType<T>, minimum = 0, maximum = usualMaximum): Tagged<readonly T[]> {
  const name = `SET OF ${type.name}`;
  return element(name, universal.set, {
    name,
    read(input) {
      const items: T[] = [];
      let previous: Uint8Array | undefined;
      while (input.remaining > 0 && items.length <= maximum) {
        const start = input.offset;
        items.push(input.field(`${items.length}`, type));
        if (previous === undefined && input.remaining === 0) break;
        const current = input.seen(start, input.offset);
        if (previous && compareEncodings(previous, current) > 0) throw badDer(input, 'a set that is not sorted');
        previous = current;
      }
      checkSize(input, items.length, minimum, maximum);
      return items;
    },
    write(output, items) {
      const encodings = items.map((item) => encode(type, item)).sort(compareEncodings);
      for (const encoding of encodings) output.bytes(encoding);
    },
  });
}

function checkSize(input: Reader, count: number, minimum: number, maximum: number): void {
  if (count < minimum) throw badDer(input, `a list of ${count} where at least ${minimum} must be`);
  if (count > maximum) throw badDer(input, `a list of more than ${maximum}`);
}

/** No encoding is the beginning of another, so the first different byte decides. X.690 §11.6 */
function compareEncodings(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
