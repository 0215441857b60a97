/** Names as strings that are equal when RFC 5280 §7.1 says that the names are. */

import { toHex } from '../../base/bytes.ts';
import type { AttributeTypeAndValue, Name, RelativeDistinguishedName } from '../name.ts';

/** One string for the whole name; `''` for the empty name alone. */
export function nameKey(name: Name): string {
  let key = wholeKeys.get(name);
  if (key === undefined) wholeKeys.set(name, (key = rdnKeys(name).join('/')));
  return key;
}

/** One string for each relative distinguished name: one name lies below another when its keys begin with the other's. */
export function rdnKeys(name: Name): readonly string[] {
  let keys = partKeys.get(name);
  if (keys === undefined) partKeys.set(name, (keys = name.rdnSequence.map(rdnKey)));
  return keys;
}

export const equalNames = (left: Name, right: Name): boolean => left === right || nameKey(left) === nameKey(right);

const wholeKeys = new WeakMap<Name, string>();
const partKeys = new WeakMap<Name, readonly string[]>();

/** The attributes form a set: their order does not count. */
function rdnKey(rdn: RelativeDistinguishedName): string {
  return rdn.length === 1 ? attributeKey(rdn[0] as AttributeTypeAndValue) : rdn.map(attributeKey).sort().join('+');
}

function attributeKey({ type, value }: AttributeTypeAndValue): string {
  if (value.kind === 'other') return `${type}=#${toHex(value.value)}`;
  // Quoted, so that no text can imitate the separators.
  return `${type}=${JSON.stringify(prepared(value.value))}`;
}

/** RFC 4518 as far as §7.1 needs it: compatibility forms, case and the amount of white space do not count. */
function prepared(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
