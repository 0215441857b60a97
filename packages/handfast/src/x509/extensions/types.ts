/** What each extension of a certificate, CRL, CRL entry or OCSP message holds (RFC 5280 §4.2, §5.2, §5.3; RFC 6960 §4.4). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import type { GeneralName, GeneralNames } from '../general-name.ts';
import type { RelativeDistinguishedName } from '../name.ts';

/** RFC 5280 §4.2.1.1 */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Uint8Array | undefined;
  readonly authorityCertIssuer?: GeneralNames | undefined;
  /** Content octets of the INTEGER. */
  readonly authorityCertSerialNumber?: Uint8Array | undefined;
}

/** RFC 5280 §4.2.1.3 */
export type KeyUsage =
  | 'digitalSignature'
  | 'nonRepudiation'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'
  | 'encipherOnly'
  | 'decipherOnly';

/** RFC 5280 §4.2.1.4 */
export interface PolicyInformation {
  readonly policyIdentifier: ObjectIdentifier;
  readonly policyQualifiers?: readonly PolicyQualifierInfo[] | undefined;
}

/** What else a policy says: where its text is, or a notice to the user. */
export interface PolicyQualifierInfo {
  readonly policyQualifierId: ObjectIdentifier;
  /** The qualifier as one whole DER element. */
  readonly qualifier: Uint8Array;
}

/** RFC 5280 §4.2.1.5 */
export interface PolicyMapping {
  readonly issuerDomainPolicy: ObjectIdentifier;
  readonly subjectDomainPolicy: ObjectIdentifier;
}

/** RFC 5280 §4.2.1.8 */
export interface Attribute {
  readonly type: ObjectIdentifier;
  /** Each value as one whole DER element. */
  readonly values: readonly Uint8Array[];
}

/** RFC 5280 §4.2.1.9 */
export interface BasicConstraints {
  readonly cA: boolean;
  readonly pathLenConstraint?: number | undefined;
}

/** RFC 5280 §4.2.1.10 */
export interface NameConstraints {
  readonly permittedSubtrees?: readonly GeneralSubtree[] | undefined;
  readonly excludedSubtrees?: readonly GeneralSubtree[] | undefined;
}

/** A name and all names below it. */
export interface GeneralSubtree {
  readonly base: GeneralName;
  /** 0 in every certificate that follows RFC 5280. */
  readonly minimum: number;
  /** Absent in every certificate that follows RFC 5280. */
  readonly maximum?: number | undefined;
}

/** RFC 5280 §4.2.1.11 */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number | undefined;
  readonly inhibitPolicyMapping?: number | undefined;
}

/** RFC 5280 §4.2.1.13 */
export interface DistributionPoint {
  readonly distributionPoint?: DistributionPointName | undefined;
  readonly reasons?: readonly ReasonFlag[] | undefined;
  readonly cRLIssuer?: GeneralNames | undefined;
}

/** Where a CRL is: in full, or as the last part of a name in the directory. */
export type DistributionPointName =
  | { readonly kind: 'fullName'; readonly value: GeneralNames }
  | { readonly kind: 'nameRelativeToCRLIssuer'; readonly value: RelativeDistinguishedName };

/** The reasons that a CRL covers. */
export type ReasonFlag =
  | 'unused'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'privilegeWithdrawn'
  | 'aACompromise';

/** RFC 5280 §4.2.2.1, §4.2.2.2 */
export interface AccessDescription {
  readonly accessMethod: ObjectIdentifier;
  readonly accessLocation: GeneralName;
}

/** RFC 6962 §3.2 */
export interface SignedCertificateTimestamp {
  /** 0 is v1; the fields of other versions are not known and stay in `unparsed`. */
  readonly version: number;
  readonly logId: Uint8Array;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly extensions: Uint8Array;
  /** TLS 1.2 hash algorithm: 4 is SHA-256. */
  readonly hashAlgorithm: number;
  /** TLS 1.2 signature algorithm: 1 is RSA, 3 is ECDSA. */
  readonly signatureAlgorithm: number;
  readonly signature: Uint8Array;
  readonly unparsed: Uint8Array;
}

/** RFC 5280 §5.2.5 */
export interface IssuingDistributionPoint {
  readonly distributionPoint?: DistributionPointName | undefined;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCACerts: boolean;
  readonly onlySomeReasons?: readonly ReasonFlag[] | undefined;
  readonly indirectCRL: boolean;
  readonly onlyContainsAttributeCerts: boolean;
}

/** RFC 5280 §5.3.1 */
export type CRLReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'removeFromCRL'
  | 'privilegeWithdrawn'
  | 'aACompromise';
