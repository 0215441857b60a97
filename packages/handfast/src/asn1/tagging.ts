/** Tags that tell apart the fields of a type (X.690 §8.14). */

import type { DerType, Tagged } from './element.ts';
import { element } from './element.ts';
import { constructed, contextSpecific } from './identifier.ts';

/** `[number] IMPLICIT Type`: another identifier octet, the same content. */
export function implicit<T>(number: number, type: Tagged<T>): Tagged<T> {
  const form = type.identifier & constructed;
  return element(`[${number}] IMPLICIT ${type.name}`, contextSpecific(number, form), type.content);
}

/** `[number] EXPLICIT Type`: an element around the element. */
export function explicit<T>(number: number, type: DerType<T>): Tagged<T> {
  return element(`[${number}] EXPLICIT ${type.name}`, contextSpecific(number, constructed), {
    name: type.name,
    read: (input) => input.field('inner', type),
    write: (output, value) => type.write(output, value),
  });
}
