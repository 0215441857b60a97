/** Rules that a type states in words or as a constraint: beyond its encoding, but as much a part of it (X.680 §49). */

import { badDer, element, type Tagged } from './element.ts';

/** The same type, of which `complain` says what is wrong with a value, if anything is. */
export function constrained<T>(type: Tagged<T>, complain: (value: T) => string | undefined): Tagged<T> {
  return element(type.name, type.identifier, {
    name: type.content.name,
    read(input) {
      const value = type.content.read(input);
      const why = complain(value);
      if (why !== undefined) throw badDer(input, why);
      return value;
    },
    write: (output, value) => type.content.write(output, value),
  });
}
