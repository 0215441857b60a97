/** An element of DER: identifier, length, content (X.690 §8.1, restricted by §10.1). */

import { MisuseError, ProtocolError } from '../base/errors.ts';
import type { Codec } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import { constructed, identifierName } from './identifier.ts';

/** An ASN.1 type under the distinguished encoding rules. Reads one whole element; throws `bad_der`. */
export interface DerType<T> extends Codec<T> {
  /** Whether an element that begins with this identifier octet is of this type. */
  accepts(identifier: number): boolean;
}

/** A type with one tag, which implicit tagging may replace. */
export interface Tagged<T> extends DerType<T> {
  readonly identifier: number;
  /** What stands behind the length, up to the end of the element. */
  readonly content: Codec<T>;
}

/** The type of the elements with this identifier octet and such content. */
export function element<T>(name: string, identifier: number, content: Codec<T>): Tagged<T> {
  const isPrimitive = (identifier & constructed) === 0;
  return {
    name,
    identifier,
    content,
    accepts: (octet) => octet === identifier,
    read(input) {
      const mark = openElement(input, identifier);
      const value = isPrimitive ? input.field('value', content) : content.read(input);
      closeElement(input, mark);
      return value;
    },
    write(output, value) {
      writeElement(output, identifier, (inner) => content.write(inner, value));
    },
  };
}

/** Reads the header of an element and bounds reading to its content, until `closeElement` is given the mark. */
export function openElement(input: Reader, identifier: number): number {
  const found = input.field('identifier', identifierOctet);
  if (found !== identifier)
    throw badDer(input, `${identifierName(identifier)} expected, ${identifierName(found)} found`);
  return openContent(input);
}

/** The same, once the identifier has been read. */
export function openContent(input: Reader): number {
  const length = input.field('length', lengthOctets);
  if (length > input.remaining) throw badDer(input, `${length} bytes announced, ${input.remaining} left`);
  return input.enter(length);
}

/** Ends an element; all of its content must have been read. */
export function closeElement(input: Reader, mark: number): void {
  if (input.remaining > 0) throw badDer(input, `${input.remaining} bytes too many in an element`);
  input.leave(mark);
}

/** Writes an element around the content that `writeContent` writes. */
export function writeElement(output: Writer, identifier: number, writeContent: (inner: Writer) => void): void {
  // Most elements are short, and V8 keeps arrays of up to 64 bytes where they cost next to nothing.
  const inner = new Writer(64);
  writeContent(inner);
  const content = inner.finish();
  output.uint(1, identifier);
  lengthOctets.write(output, content.length);
  output.bytes(content);
}

/** The failure of whatever stands just before the cursor. */
export function badDer(input: Reader, why: string): ProtocolError {
  return new ProtocolError('bad_der', { why, 'before byte': input.offset });
}

/** The identifier octet ahead; `undefined` at the end of the element. */
export const nextIdentifier = (input: Reader): number | undefined => input.peekByte();

/** The identifier octet of the element ahead. High tag numbers (X.690 §8.1.2.4) exist nowhere in X.509. */
export const identifierOctet: Codec<number> = {
  name: 'identifier',
  read(input) {
    if (input.remaining === 0) throw badDer(input, 'an element is missing');
    const identifier = input.uint(1);
    if ((identifier & 0x1f) === 0x1f) throw badDer(input, 'a tag number above 30');
    return identifier;
  },
  write: (output, value) => output.uint(1, value),
  describe: identifierName,
};

/** A definite length in as few bytes as possible, up to 4 GiB. X.690 §10.1 */
const lengthOctets: Codec<number> = {
  name: 'length',
  read(input) {
    if (input.remaining === 0) throw badDer(input, 'a length is missing');
    const first = input.uint(1);
    return first < 0x80 ? first : longLength(input, first & 0x7f);
  },
  write(output, length) {
    if (length < 0x80) return output.uint(1, length);
    const size = sizeOf(length);
    if (size > 4) throw new MisuseError(`${length} bytes are too many for one element`);
    output.uint(1, 0x80 | size);
    output.uint(size, length);
  },
};

function longLength(input: Reader, size: number): number {
  if (size === 0) throw badDer(input, 'an indefinite length');
  if (size > 4) throw badDer(input, `a length of ${size} bytes`);
  if (size > input.remaining) throw badDer(input, 'a length that is cut off');
  const length = input.uint(size);
  if (length < 0x80 || sizeOf(length) !== size) throw badDer(input, 'a length that is not minimal');
  return length;
}

function sizeOf(length: number): number {
  let size = 1;
  for (let rest = length; rest > 0xff; rest = Math.floor(rest / 256)) size++;
  return size;
}
