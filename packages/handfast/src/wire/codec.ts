/** The presentation language of RFC 8446 §3: one declaration of a wire type decodes, encodes and annotates it. */

import { MisuseError, ProtocolError } from '../base/errors.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** How one wire type is laid out. */
export interface Codec<T> {
  /** The type as a specification writes it: `uint16`, `opaque<0..2^16-1>`. */
  readonly name: string;
  read(input: Reader): T;
  write(output: Writer, value: T): void;
  /** What a value means, in words. */
  describe?(value: T): string | undefined;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a codec of anything; the value type is recovered by Infer
export type AnyCodec = Codec<any>;

/** The type of the values of a codec. */
export type Infer<C extends AnyCodec> = C extends Codec<infer T> ? T : never;

/** Decodes a whole byte string. Throws `ProtocolError` when it is not exactly one value of this type. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const input = new Reader(bytes);
  const value = codec.read(input);
  input.expectEnd();
  return value;
}

/** Encodes a value. Throws `MisuseError` when it does not fit its type. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const output = new Writer();
  codec.write(output, value);
  return output.finish();
}

const uint = (size: number): Codec<number> => ({
  name: `uint${8 * size}`,
  read: (input) => input.uint(size),
  write: (output, value) => output.uint(size, value),
});

export const uint8: Codec<number> = uint(1);
export const uint16: Codec<number> = uint(2);
export const uint24: Codec<number> = uint(3);
export const uint32: Codec<number> = uint(4);
const lengths = [uint8, uint8, uint16, uint24] as const;

/** A number whose values have names. The value stays a number: an unknown one is no error. */
export function named(
  codec: Codec<number>,
  type: string,
  nameOf: (value: number) => string | undefined,
): Codec<number> {
  return { name: type, read: codec.read, write: codec.write, describe: nameOf };
}

/** `opaque name[length]` */
export function fixed(length: number): Codec<Uint8Array> {
  return {
    name: `opaque[${length}]`,
    read: (input) => input.bytes(length),
    write(output, value) {
      if (value.length !== length) throw new MisuseError(`${value.length} bytes given where ${length} are fixed`);
      output.bytes(value);
    },
  };
}

/** All bytes up to the end of what encloses them. */
export const rest: Codec<Uint8Array> = {
  name: 'opaque[...]',
  read: (input) => input.bytes(input.remaining),
  write: (output, value) => output.bytes(value),
};

/** Bounds of a variable-length vector, in bytes. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** `opaque name<min..max>`, with a length of `size` bytes. */
export function opaque(size: 1 | 2 | 3, bounds: Bounds = {}): Codec<Uint8Array> {
  return prefixed(size, bounds, 'opaque', rest);
}

/** `Item name<min..max>`, with a length of `size` bytes. */
export function vector<T>(size: 1 | 2 | 3, item: Codec<T>, bounds: Bounds = {}): Codec<readonly T[]> {
  return prefixed(size, bounds, item.name, {
    name: `${item.name}[]`,
    read(input) {
      const items: T[] = [];
      while (input.remaining > 0) items.push(input.field(`${items.length}`, item));
      return items;
    },
    write(output, items) {
      for (const one of items) item.write(output, one);
    },
  });
}

/** Content behind its own length of `size` bytes. */
export function prefixed<T>(size: 1 | 2 | 3, bounds: Bounds, type: string, content: Codec<T>): Codec<T> {
  const { min = 0, max = 2 ** (8 * size) - 1 } = bounds;
  const prefix = lengths[size];
  return {
    name: `${type}<${min}..${max}>`,
    read(input) {
      const length = input.field('length', prefix);
      if (length < min || length > max)
        throw new ProtocolError('bad_length', { length, type: `${type}<${min}..${max}>` });
      const mark = input.enter(length);
      const value = content === rest ? (input.field('value', rest) as T) : content.read(input);
      input.leave(mark);
      return value;
    },
    write(output, value) {
      const mark = output.open(size);
      content.write(output, value);
      const length = output.close(mark, size);
      if (length < min || length > max) throw new MisuseError(`${length} bytes do not fit ${type}<${min}..${max}>`);
    },
  };
}

/** `struct { ... } name`, fields in wire order. */
export function struct<F extends Record<string, AnyCodec>>(
  name: string,
  fields: F,
): Codec<{ readonly [K in keyof F]: Infer<F[K]> }> {
  const entries = Object.entries(fields);
  return {
    name,
    read(input) {
      const value: Record<string, unknown> = {};
      for (const [key, codec] of entries) value[key] = input.field(key, codec);
      return value as { readonly [K in keyof F]: Infer<F[K]> };
    },
    write(output, value) {
      for (const [key, codec] of entries) codec.write(output, value[key]);
    },
  };
}

/** A struct without fields. */
export const empty: Codec<Record<never, never>> = struct('Empty', {});

/** A field that older messages end without: nothing left means `undefined`. */
export function trailing<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    name: codec.name,
    read: (input) => (input.remaining === 0 ? undefined : codec.read(input)),
    write(output, value) {
      if (value !== undefined) codec.write(output, value);
    },
  };
}
