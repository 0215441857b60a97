/** Types whose values keep the bytes they came from: what is signed, hashed or compared as a whole. */

import type { Codec } from '../wire/codec.ts';
import type { DerType } from './element.ts';

/** A value and where it came from. */
export interface Captured<T> {
  readonly value: T;
  /** The whole element. */
  readonly der: Uint8Array;
}

/** The value together with its element. Writing uses the value. */
export function captured<T>(type: DerType<T>): DerType<Captured<T>> {
  return translated(
    type,
    (value, der) => ({ value, der }),
    ({ value }) => value,
  );
}

/** A type with another value: `from` makes it of what was read and the element, `to` undoes it. */
export function translated<A, B>(
  type: DerType<A>,
  from: (value: A, der: Uint8Array) => B,
  to: (value: B) => A,
): DerType<B> {
  const codec: Codec<B> = {
    name: type.name,
    read(input) {
      const start = input.offset;
      const value = type.read(input);
      return from(value, input.seen(start, input.offset));
    },
    write: (output, value) => type.write(output, to(value)),
  };
  return { ...codec, accepts: (identifier) => type.accepts(identifier) };
}
