/** `select (type) { case … }`: what follows depends on a number before it. RFC 8446 §3.8 */

import { ProtocolError } from '../base/errors.ts';
import type { AnyCodec, Codec } from './codec.ts';

/** A tag and what it stands for. */
export interface Selected {
  readonly type: number;
  readonly value: unknown;
}

/** Reads the tag, then the case for it. Throws `bad_value` for tags without a case. */
export function select(name: string, tag: Codec<number>, cases: Readonly<Record<number, AnyCodec>>): Codec<Selected> {
  const caseOf = (type: number): AnyCodec => {
    const found = cases[type];
    if (found === undefined) throw new ProtocolError('bad_value', { [tag.name]: type });
    return found;
  };
  return {
    name,
    read(input) {
      const type = input.field('type', tag);
      const value: unknown = input.field('value', caseOf(type));
      return { type, value };
    },
    write(output, { type, value }) {
      tag.write(output, type);
      caseOf(type).write(output, value);
    },
  };
}
