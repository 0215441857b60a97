/** OBJECT IDENTIFIER in dotted form (X.690 §8.19). */

import { MisuseError } from '../base/errors.ts';
import type { Codec } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import type { Writer } from '../wire/writer.ts';
import { badDer, element, type Tagged } from './element.ts';
import { universal } from './identifier.ts';
import { objectName } from './object-names.ts';

/** Arcs in decimal, joined by dots: `2.5.29.19`. */
export type ObjectIdentifier = string;

/** Content octets, at most: an arc may be a UUID of 19 bytes, and nobody needs ten of them. */
const maximumOctets = 128;

const content: Codec<ObjectIdentifier> = {
  name: 'OBJECT IDENTIFIER',
  read(input) {
    if (input.remaining === 0) throw badDer(input, 'an object identifier without content');
    if (input.remaining > maximumOctets) throw badDer(input, 'an object identifier that is too long');
    const first = readArc(input);
    const root = Number(first) < 40 ? 0 : Number(first) < 80 ? 1 : 2;
    let text = `${root}.${typeof first === 'bigint' ? first - 80n : first - 40 * root}`;
    while (input.remaining > 0) text += `.${readArc(input)}`;
    return text;
  },
  write(output, text) {
    if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(text)) throw new MisuseError(`${text} is not an object identifier`);
    const [root, second, ...arcs] = text.split('.').map(BigInt) as [bigint, bigint, ...bigint[]];
    if (root < 2n && second >= 40n) throw new MisuseError(`${text} is not an object identifier`);
    for (const arc of [40n * root + second, ...arcs]) writeArc(output, arc);
  },
  describe: objectName,
};

/** An object identifier. A trace says what it is called. */
export const objectIdentifier: Tagged<ObjectIdentifier> = element(
  'OBJECT IDENTIFIER',
  universal.objectIdentifier,
  content,
);

/** Seven bits in a byte, the high bit set on all but the last; no leading zeros. X.690 §8.19.2 */
function readArc(input: Reader): number | bigint {
  let octet = input.uint(1);
  if (octet === 0x80) throw badDer(input, 'an arc that is not minimal');
  let arc = octet & 0x7f;
  while (octet >= 0x80) {
    if (arc >= 2 ** 45) return readLongArc(input, BigInt(arc));
    octet = nextOctet(input);
    arc = arc * 128 + (octet & 0x7f);
  }
  return arc;
}

/** Arcs that a number cannot hold. Octets are gathered, since arithmetic on a bigint is slow. */
function readLongArc(input: Reader, start: bigint): bigint {
  let arc = start;
  for (;;) {
    let gathered = 0;
    for (let bits = 7; bits <= 42; bits += 7) {
      const octet = nextOctet(input);
      gathered = gathered * 128 + (octet & 0x7f);
      if (octet < 0x80) return (arc << BigInt(bits)) + BigInt(gathered);
    }
    arc = (arc << 42n) + BigInt(gathered);
  }
}

function nextOctet(input: Reader): number {
  if (input.remaining === 0) throw badDer(input, 'an arc that is cut off');
  return input.uint(1);
}

function writeArc(output: Writer, arc: bigint): void {
  const groups: number[] = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) groups.push(0x80 | Number(rest & 0x7fn));
  for (const group of groups.reverse()) output.uint(1, group);
}
