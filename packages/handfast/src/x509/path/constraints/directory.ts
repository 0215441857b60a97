/** directoryName constraints: a name and everything below it (RFC 5280 §4.2.1.10, compared by §7.1). */

import type { Name } from '../../name.ts';
import { rdnKeys } from '../name-key.ts';
import type { NameForm } from './name-form.ts';

export const directoryForm: NameForm<Name> = {
  isName: () => true,
  isConstraint: () => true,
  permits: isWithin,
  excludes: isWithin,
};

function isWithin(name: Name, base: Name): boolean {
  const keys = rdnKeys(name);
  const baseKeys = rdnKeys(base);
  return baseKeys.length <= keys.length && baseKeys.every((key, i) => key === keys[i]);
}
