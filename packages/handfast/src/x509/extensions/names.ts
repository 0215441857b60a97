/** Which names a CA may certify, and further attributes of a subject (RFC 5280 §4.2.1.8, §4.2.1.10). */

import { any } from '../../asn1/any.ts';
import { constrained } from '../../asn1/constraint.ts';
import type { DerType } from '../../asn1/element.ts';
import { count } from '../../asn1/integer.ts';
import { many, sequenceOf, setOf } from '../../asn1/list.ts';
import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import { implicit } from '../../asn1/tagging.ts';
import { generalName } from '../general-name.ts';
import type { Attribute, GeneralSubtree, NameConstraints } from './types.ts';

const generalSubtree: DerType<GeneralSubtree> = sequence('GeneralSubtree', {
  base: generalName,
  minimum: defaultTo(implicit(0, count), 0),
  maximum: optional(implicit(1, count)),
});

const generalSubtrees = sequenceOf(generalSubtree, 1, many);

/** The names that a CA may and may not certify. RFC 5280 §4.2.1.10 */
export const nameConstraints: DerType<NameConstraints> = constrained(
  sequence('NameConstraints', {
    permittedSubtrees: optional(implicit(0, generalSubtrees)),
    excludedSubtrees: optional(implicit(1, generalSubtrees)),
  }),
  ({ permittedSubtrees, excludedSubtrees }) =>
    permittedSubtrees === undefined && excludedSubtrees === undefined ? 'name constraints that are empty' : undefined,
);

/** An attribute of a directory, with any number of values. RFC 5280 §4.2.1.8 */
export const attribute: DerType<Attribute> = sequence('Attribute', { type: objectIdentifier, values: setOf(any, 1) });

/** What else is known about a subject. RFC 5280 §4.2.1.8 */
export const subjectDirectoryAttributes: DerType<readonly Attribute[]> = sequenceOf(attribute, 1);
