/** CHOICE: one of several types, told apart by their tags (X.690 §8.13). */

import { MisuseError } from '../base/errors.ts';
import type { Infer } from '../wire/codec.ts';
import { badDer, type DerType, nextIdentifier } from './element.ts';
import { identifierName } from './identifier.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- an alternative of anything; the value type is recovered by Infer
type Alternatives = Record<string, DerType<any>>;

/** The value of a CHOICE: which alternative, and its value. */
export type Chosen<A extends Alternatives> = {
  [K in keyof A]: { readonly kind: K; readonly value: Infer<A[K]> };
}[keyof A];

/** `Name ::= CHOICE { ... }` */
export function choice<A extends Alternatives>(name: string, alternatives: A): DerType<Chosen<A>> {
  const entries = Object.entries(alternatives);
  return {
    name,
    accepts: (identifier) => entries.some(([, type]) => type.accepts(identifier)),
    read(input) {
      const identifier = nextIdentifier(input);
      if (identifier === undefined) throw badDer(input, `${name} is missing`);
      for (const [kind, type] of entries) {
        if (type.accepts(identifier)) return { kind, value: input.field(kind, type) } as Chosen<A>;
      }
      throw badDer(input, `${identifierName(identifier)} where ${name} must be`);
    },
    write(output, value) {
      const type = alternatives[value.kind];
      if (!type) throw new MisuseError(`${name} has no alternative ${String(value.kind)}`);
      type.write(output, value.value);
    },
  };
}
