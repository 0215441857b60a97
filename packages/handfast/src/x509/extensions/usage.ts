/** What a key may be used for (RFC 5280 §4.2.1.3, §4.2.1.12) and what a certificate of a CA may sign (§4.2.1.9). */

import { namedBits } from '../../asn1/bit-string.ts';
import { boolean } from '../../asn1/boolean.ts';
import { constrained } from '../../asn1/constraint.ts';
import type { DerType, Tagged } from '../../asn1/element.ts';
import { count } from '../../asn1/integer.ts';
import { sequenceOf } from '../../asn1/list.ts';
import { type ObjectIdentifier, objectIdentifier } from '../../asn1/object-identifier.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import type { BasicConstraints, KeyUsage } from './types.ts';

// Lax because roots that browsers trust (Trustwave Global ECC, 2017) have a zero bit at the end.
const usageBits = namedBits<KeyUsage>(
  'KeyUsage',
  [
    'digitalSignature',
    'nonRepudiation',
    'keyEncipherment',
    'dataEncipherment',
    'keyAgreement',
    'keyCertSign',
    'cRLSign',
    'encipherOnly',
    'decipherOnly',
  ],
  'lax',
);

/** A key must be good for something. */
export const keyUsage: Tagged<readonly KeyUsage[]> = constrained(usageBits, (usages) =>
  usages.length === 0 ? 'a key usage without any bit' : undefined,
);

/** At least one purpose. RFC 5280 §4.2.1.12 */
export const extKeyUsage: DerType<readonly ObjectIdentifier[]> = sequenceOf(objectIdentifier, 1);

/** RFC 5280 §4.2.1.9 */
export const basicConstraints: DerType<BasicConstraints> = sequence('BasicConstraints', {
  cA: defaultTo(boolean, false),
  pathLenConstraint: optional(count),
});
