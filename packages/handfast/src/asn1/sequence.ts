/** SEQUENCE with its optional and defaulted fields (X.690 §8.9, §11.5). */

import { equalBytes } from '../base/bytes.ts';
import { type Codec, encode } from '../wire/codec.ts';
import type { Reader } from '../wire/reader.ts';
import { badDer, type DerType, element, nextIdentifier, type Tagged } from './element.ts';
import { universal } from './identifier.ts';

/** A field that may be absent: then its value is `undefined`. */
export interface OptionalField<T> {
  readonly presence: 'optional';
  readonly type: DerType<T>;
}

/** A field that is absent exactly when it has its default value. */
export interface DefaultField<T> {
  readonly presence: 'default';
  readonly type: DerType<T>;
  readonly value: T;
  readonly encoding: Uint8Array;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a field of anything; the value type is recovered by FieldValue
type Field = DerType<any> | OptionalField<any> | DefaultField<any>;

type FieldValue<F extends Field> =
  F extends OptionalField<infer T>
    ? T | undefined
    : F extends DefaultField<infer T>
      ? T
      : F extends DerType<infer T>
        ? T
        : never;

/** `Type OPTIONAL` */
export const optional = <T>(type: DerType<T>): OptionalField<T> => ({ presence: 'optional', type });

/** `Type DEFAULT value`: DER forbids to encode the default value. X.690 §11.5 */
export const defaultTo = <T>(type: DerType<T>, value: T): DefaultField<T> => ({
  presence: 'default',
  type,
  value,
  encoding: encode(type, value),
});

/** `Name ::= SEQUENCE { ... }`, fields in their order. */
export function sequence<F extends Record<string, Field>>(
  name: string,
  fields: F,
): Tagged<{ readonly [K in keyof F]: FieldValue<F[K]> }> {
  return element(name, universal.sequence, sequenceContent(name, fields));
}

function sequenceContent<F extends Record<string, Field>>(
  name: string,
  fields: F,
): Codec<{ readonly [K in keyof F]: FieldValue<F[K]> }> {
  const entries = Object.entries(fields);
  return {
    name,
    read(input) {
      const value: Record<string, unknown> = {};
      for (const [key, field] of entries) value[key] = readField(input, key, field);
      return value as { readonly [K in keyof F]: FieldValue<F[K]> };
    },
    write(output, value) {
      for (const [key, field] of entries) {
        if (!('presence' in field)) field.write(output, value[key]);
        else if (!isOmitted(field, value[key])) field.type.write(output, value[key]);
      }
    },
  };
}

function readField(input: Reader, key: string, field: Field): unknown {
  if (!('presence' in field)) return input.field(key, field);
  const identifier = nextIdentifier(input);
  const isPresent = identifier !== undefined && field.type.accepts(identifier);
  if (field.presence === 'optional') return isPresent ? input.field(key, field.type) : undefined;
  if (!isPresent) return field.value;
  const start = input.offset;
  const value: unknown = input.field(key, field.type);
  if (equalBytes(input.seen(start, input.offset), field.encoding)) {
    throw badDer(input, `${key} has its default value and must be absent`);
  }
  return value;
}

function isOmitted<T>(field: OptionalField<T> | DefaultField<T>, value: T | undefined): boolean {
  if (value === undefined) return true;
  return field.presence === 'default' && equalBytes(encode(field.type, value), field.encoding);
}
