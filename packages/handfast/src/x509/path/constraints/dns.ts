/** dNSName constraints: a domain and everything below it (RFC 5280 §4.2.1.10). */

import { isDnsName } from '../../host-name.ts';
import type { NameForm } from './name-form.ts';

/** A wildcard stands for every name that it covers: all must be permitted, and none may be excluded. */
export const dnsForm: NameForm<string> = {
  isName: isDnsName,
  // The empty constraint means every name. A leading dot is a URI constraint's syntax, not this one's.
  isConstraint: (base) => base === '' || (isDnsName(base) && !base.startsWith('*')),
  permits: (name, base) => isWithin(wildcardParent(name) ?? name, base),
  excludes: (name, base) => {
    const parent = wildcardParent(name);
    if (parent === undefined) return isWithin(name, base);
    return isWithin(parent, base) || base.slice(base.indexOf('.') + 1).toLowerCase() === parent.toLowerCase();
  },
};

const wildcardParent = (name: string): string | undefined => (name.startsWith('*.') ? name.slice(2) : undefined);

function isWithin(name: string, base: string): boolean {
  const above = name.length - base.length;
  if (base === '') return true;
  if (above < 0 || (above > 0 && name[above - 1] !== '.')) return false;
  return name.slice(above).toLowerCase() === base.toLowerCase();
}
