/** Under which policies a certificate was issued (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14). */

import { any } from '../../asn1/any.ts';
import { constrained } from '../../asn1/constraint.ts';
import type { DerType } from '../../asn1/element.ts';
import { count } from '../../asn1/integer.ts';
import { sequenceOf } from '../../asn1/list.ts';
import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { optional, sequence } from '../../asn1/sequence.ts';
import { implicit } from '../../asn1/tagging.ts';
import type { PolicyConstraints, PolicyInformation, PolicyMapping, PolicyQualifierInfo } from './types.ts';

const policyQualifierInfo: DerType<PolicyQualifierInfo> = sequence('PolicyQualifierInfo', {
  policyQualifierId: objectIdentifier,
  qualifier: any,
});

const policyInformation: DerType<PolicyInformation> = sequence('PolicyInformation', {
  policyIdentifier: objectIdentifier,
  policyQualifiers: optional(sequenceOf(policyQualifierInfo, 1)),
});

/** Each policy once. RFC 5280 §4.2.1.4 */
export const certificatePolicies: DerType<readonly PolicyInformation[]> = constrained(
  sequenceOf(policyInformation, 1),
  (policies) => {
    const identifiers = new Set(policies.map(({ policyIdentifier }) => policyIdentifier));
    return identifiers.size === policies.length ? undefined : 'the same policy twice';
  },
);

const policyMapping: DerType<PolicyMapping> = sequence('PolicyMapping', {
  issuerDomainPolicy: objectIdentifier,
  subjectDomainPolicy: objectIdentifier,
});

/** Policies of two domains that count as the same. RFC 5280 §4.2.1.5 */
export const policyMappings: DerType<readonly PolicyMapping[]> = sequenceOf(policyMapping, 1);

/** Never empty. RFC 5280 §4.2.1.11 */
export const policyConstraints: DerType<PolicyConstraints> = constrained(
  sequence('PolicyConstraints', {
    requireExplicitPolicy: optional(implicit(0, count)),
    inhibitPolicyMapping: optional(implicit(1, count)),
  }),
  ({ requireExplicitPolicy, inhibitPolicyMapping }) =>
    requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined
      ? 'policy constraints that are empty'
      : undefined,
);

/** RFC 5280 §4.2.1.14 */
export const inhibitAnyPolicy: DerType<number> = count;
