/** Where to find CRLs, responders and issuers (RFC 5280 §4.2.1.13, §4.2.2, §5.2.5). */

import { namedBits } from '../../asn1/bit-string.ts';
import { boolean } from '../../asn1/boolean.ts';
import { choice } from '../../asn1/choice.ts';
import { constrained } from '../../asn1/constraint.ts';
import type { DerType } from '../../asn1/element.ts';
import { sequenceOf } from '../../asn1/list.ts';
import { objectIdentifier } from '../../asn1/object-identifier.ts';
import { defaultTo, optional, sequence } from '../../asn1/sequence.ts';
import { explicit, implicit } from '../../asn1/tagging.ts';
import { generalName, generalNames } from '../general-name.ts';
import { relativeDistinguishedName } from '../name.ts';
import type {
  AccessDescription,
  DistributionPoint,
  DistributionPointName,
  IssuingDistributionPoint,
  ReasonFlag,
} from './types.ts';

const accessDescription: DerType<AccessDescription> = sequence('AccessDescription', {
  accessMethod: objectIdentifier,
  accessLocation: generalName,
});

/** Of the issuer and of the subject alike. */
export const infoAccess: DerType<readonly AccessDescription[]> = sequenceOf(accessDescription, 1);

const distributionPointName: DerType<DistributionPointName> = choice('DistributionPointName', {
  fullName: implicit(0, generalNames),
  nameRelativeToCRLIssuer: implicit(1, relativeDistinguishedName),
});

const reasonFlags = namedBits<ReasonFlag>('ReasonFlags', [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]);

// The tag of a CHOICE cannot be replaced, so [0] is explicit here although the module says IMPLICIT. X.680 §31.2.7
const distributionPoint: DerType<DistributionPoint> = constrained(
  sequence('DistributionPoint', {
    distributionPoint: optional(explicit(0, distributionPointName)),
    reasons: optional(implicit(1, reasonFlags)),
    cRLIssuer: optional(implicit(2, generalNames)),
  }),
  ({ distributionPoint: point, cRLIssuer }) =>
    point === undefined && cRLIssuer === undefined ? 'a distribution point that is nowhere' : undefined,
);

/** Also of freshestCRL. */
export const cRLDistributionPoints: DerType<readonly DistributionPoint[]> = sequenceOf(distributionPoint, 1);

/** Which certificates a CRL covers. RFC 5280 §5.2.5 */
export const issuingDistributionPoint: DerType<IssuingDistributionPoint> = sequence('IssuingDistributionPoint', {
  distributionPoint: optional(explicit(0, distributionPointName)),
  onlyContainsUserCerts: defaultTo(implicit(1, boolean), false),
  onlyContainsCACerts: defaultTo(implicit(2, boolean), false),
  onlySomeReasons: optional(implicit(3, reasonFlags)),
  indirectCRL: defaultTo(implicit(4, boolean), false),
  onlyContainsAttributeCerts: defaultTo(implicit(5, boolean), false),
});
