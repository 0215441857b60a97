/** Name constraints from flags: `example.com` and all below it, `10.0.0.0/8`, `@example.com` (RFC 5280 §4.2.1.10). */

import { type GeneralName, type GeneralSubtree, type NameConstraints, subjectName } from 'handfast/x509';
import { usageError } from '../command-error.ts';
import { withoutMisuse } from '../misuse.ts';

/** `undefined` when nothing is constrained. Throws usage errors. */
export function nameConstraints(permit: readonly string[], exclude: readonly string[]): NameConstraints | undefined {
  if (permit.length === 0 && exclude.length === 0) return undefined;
  return {
    ...(permit.length > 0 && { permittedSubtrees: permit.map(subtree) }),
    ...(exclude.length > 0 && { excludedSubtrees: exclude.map(subtree) }),
  };
}

const subtree = (text: string): GeneralSubtree => ({ base: base(text), minimum: 0 });

function base(text: string): GeneralName {
  const slash = text.indexOf('/');
  if (slash >= 0) return network(text.slice(0, slash), text.slice(slash + 1), text);
  if (text.startsWith('@')) return { kind: 'rfc822Name', value: text.slice(1) };
  return withoutMisuse(() => subjectName(text));
}

/** An address and its mask, one behind the other. */
function network(address: string, prefix: string, text: string): GeneralName {
  const name = withoutMisuse(() => subjectName(address));
  const bits = Number(prefix);
  if (name.kind !== 'iPAddress' || !/^\d+$/.test(prefix) || bits > 8 * name.value.length) {
    throw usageError(`${JSON.stringify(text)} is not a network`, 'write 10.0.0.0/8 or fd00::/8');
  }
  const mask = name.value.map((_, place) => 0xff & ~(0xff >> Math.max(0, Math.min(8, bits - 8 * place))));
  return { kind: 'iPAddress', value: Uint8Array.of(...name.value, ...mask) };
}
