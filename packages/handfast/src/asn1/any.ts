/** ANY: an element of a type that is not known here, kept whole. */

import type { Codec } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { badDer, closeElement, type DerType, element, identifierOctet, openContent, type Tagged } from './element.ts';
import { constructed, universal } from './identifier.ts';
import { many } from './list.ts';

/** Elements within elements, at most: far above every real certificate, far below the stack. */
const maximumDepth = 32;

/** One whole element; whatever is inside must be DER as far as this can be seen without knowing its type. */
export const any: DerType<Uint8Array> = {
  name: 'ANY',
  accepts: () => true,
  read(input) {
    const start = input.offset;
    walk(input, 0, { elements: many });
    return input.seen(start, input.offset);
  },
  write: (output, value) => output.bytes(value),
};

/** The content of a SEQUENCE of unknown make: any number of whole elements. */
export const contents: Tagged<Uint8Array> = element('SEQUENCE', universal.sequence, {
  name: 'SEQUENCE',
  read(input) {
    const start = input.offset;
    walkAll(input, 1, { elements: many });
    return input.seen(start, input.offset);
  },
  write: (output, value) => output.bytes(value),
});

/** How many more elements may come. */
interface Budget {
  elements: number;
}

function walk(input: Reader, depth: number, budget: Budget): void {
  if (--budget.elements < 0) throw badDer(input, `more than ${many} elements of unknown make`);
  if (depth === maximumDepth) throw badDer(input, `elements nested more than ${maximumDepth} deep`);
  const identifier = input.field('identifier', identifierOctet);
  checkForm(input, identifier);
  const mark = openContent(input);
  if (identifier & constructed) {
    walkAll(input, depth + 1, budget);
  } else {
    input.field('value', content);
  }
  closeElement(input, mark);
}

function walkAll(input: Reader, depth: number, budget: Budget): void {
  const nested: Codec<void> = { name: 'ANY', read: (inner) => walk(inner, depth, budget), write: () => {} };
  for (let index = 0; input.remaining > 0; index++) input.field(`${index}`, nested);
}

/** Strings may be cut into pieces in BER, never in DER (X.690 §10.2); only sequences and sets are constructed. */
function checkForm(input: Reader, identifier: number): void {
  if (identifier >> 6 !== 0) return;
  const number = identifier & 0x1f;
  const isCollection = number === (universal.sequence & 0x1f) || number === (universal.set & 0x1f);
  if (number === 0) throw badDer(input, 'an end-of-contents octet');
  if (isCollection !== ((identifier & constructed) !== 0)) throw badDer(input, 'a type in a form that DER forbids');
}

const content: Codec<Uint8Array> = {
  name: 'content',
  read: (input) => input.bytes(input.remaining),
  write: (output, value) => output.bytes(value),
};
