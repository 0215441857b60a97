import { expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import { type Name, nameOf } from '../name.ts';
import { equalNames } from './name-key.ts';

/** A name of one part, with these attributes side by side. */
const part = (...values: readonly (readonly [type: 'commonName' | 'organizationName', text: string])[]): Name =>
  nameOf([values.map(([type, text]) => ({ type: oid[type], value: { kind: 'utf8String', value: text } }))]);

test('RFC 5280 §7.1: attributes that stand side by side count, all of them, and their order does not', () => {
  const name = part(['commonName', 'a'], ['organizationName', 'b']);
  expect(equalNames(name, part(['organizationName', 'b'], ['commonName', 'a']))).toBe(true);
  expect(equalNames(name, part(['commonName', 'a'], ['organizationName', 'c']))).toBe(false);
  expect(equalNames(name, part(['commonName', 'a']))).toBe(false);
});
