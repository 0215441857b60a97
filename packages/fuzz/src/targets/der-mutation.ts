/** Changes to DER that keep the lengths of everything around them right. */

import { concat } from '../../../handfast/src/base/bytes.ts';
import type { Random } from '../random.ts';

interface Element {
  readonly identifier: number;
  readonly content: Uint8Array;
  /** Where it stands in what encloses it. */
  readonly start: number;
  readonly end: number;
}

/** Goes down to some element and leaves it out, repeats it, gives it another tag, or changes its content. */
export function mutateDer(input: Uint8Array, random: Random, depth = 0): Uint8Array {
  const elements = elementsOf(input);
  if (elements.length === 0 || depth > 12) return mutateContent(input, random);
  const element = random.pick(elements);
  const replace = (...by: readonly Uint8Array[]): Uint8Array =>
    concat(input.subarray(0, element.start), ...by, input.subarray(element.end));
  const whole = input.subarray(element.start, element.end);
  switch (random.below(12)) {
    case 0:
      return replace();
    case 1:
      return replace(whole, whole);
    case 2:
      return replace(encoded(element.identifier ^ (1 << random.below(8)), element.content));
    case 3: {
      const other = random.pick(elements);
      return replace(input.subarray(other.start, other.end));
    }
    default: {
      const goesDown = (element.identifier & 0x20) !== 0 || element.identifier === 4 || element.identifier === 3;
      const content = goesDown ? mutateDer(element.content, random, depth + 1) : mutateContent(element.content, random);
      return replace(encoded(element.identifier, content));
    }
  }
}

function mutateContent(content: Uint8Array, random: Random): Uint8Array {
  const at = random.below(content.length + 1);
  const size = Math.min(content.length - at, random.below(4));
  const by = random.bytes(random.below(3) === 0 ? random.below(6) : size);
  return concat(content.subarray(0, at), by, content.subarray(at + size));
}

/** The elements that fill these bytes; none if something else does. Bit strings have one byte before their content. */
function elementsOf(bytes: Uint8Array): readonly Element[] {
  const elements: Element[] = [];
  const first = bytes[0] === 0 ? 1 : 0;
  for (let at = first; at < bytes.length; ) {
    const short = bytes[at + 1];
    if (short === undefined) return [];
    const size = short < 0x80 ? 0 : short & 0x7f;
    if (size > 3) return [];
    let length = size === 0 ? short : 0;
    for (let i = 0; i < size; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    const start = at + 2 + size;
    if (start + length > bytes.length) return [];
    elements.push({
      identifier: bytes[at] as number,
      content: bytes.subarray(start, start + length),
      start: at,
      end: start + length,
    });
    at = start + length;
  }
  return elements;
}

function encoded(identifier: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const head =
    length < 0x80
      ? [identifier, length]
      : length < 0x100
        ? [identifier, 0x81, length]
        : [identifier, 0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.from(head), content);
}
