/** iPAddress constraints: an address and a mask in CIDR form (RFC 5280 §4.2.1.10, RFC 4632). */

import type { NameForm } from './name-form.ts';

export const ipForm: NameForm<Uint8Array> = {
  isName: ({ length }) => length === 4 || length === 16,
  isConstraint: (base) => (base.length === 8 || base.length === 32) && isContiguous(base.subarray(base.length / 2)),
  permits: isWithin,
  excludes: isWithin,
};

function isWithin(address: Uint8Array, base: Uint8Array): boolean {
  const { length } = address;
  if (base.length !== 2 * length) return false;
  for (let i = 0; i < length; i++) {
    const mask = base[length + i] as number;
    if ((((address[i] as number) ^ (base[i] as number)) & mask) !== 0) return false;
  }
  return true;
}

/** Ones, then zeros: after the first byte that is not all ones only zeros may follow. */
function isContiguous(mask: Uint8Array): boolean {
  const edge = mask.findIndex((byte) => byte !== 0xff);
  if (edge < 0) return true;
  const inverse = ~(mask[edge] as number) & 0xff;
  return (inverse & (inverse + 1)) === 0 && mask.subarray(edge + 1).every((byte) => byte === 0);
}
