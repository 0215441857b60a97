/** An extension: what it is, whether it must be understood, what it says (RFC 5280 §4.2). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import type { GeneralNames } from '../general-name.ts';
import type {
  AccessDescription,
  Attribute,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CRLReason,
  DistributionPoint,
  IssuingDistributionPoint,
  KeyUsage,
  NameConstraints,
  PolicyConstraints,
  PolicyInformation,
  PolicyMapping,
  SignedCertificateTimestamp,
} from './types.ts';

/** The value of every extension that is understood, by its RFC name. */
export interface ExtensionValues {
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier;
  readonly subjectKeyIdentifier: Uint8Array;
  readonly keyUsage: readonly KeyUsage[];
  readonly certificatePolicies: readonly PolicyInformation[];
  readonly policyMappings: readonly PolicyMapping[];
  readonly subjectAltName: GeneralNames;
  readonly issuerAltName: GeneralNames;
  readonly subjectDirectoryAttributes: readonly Attribute[];
  readonly basicConstraints: BasicConstraints;
  readonly nameConstraints: NameConstraints;
  readonly policyConstraints: PolicyConstraints;
  readonly extKeyUsage: readonly ObjectIdentifier[];
  readonly cRLDistributionPoints: readonly DistributionPoint[];
  /** How many more certificates may use anyPolicy. RFC 5280 §4.2.1.14 */
  readonly inhibitAnyPolicy: number;
  readonly freshestCRL: readonly DistributionPoint[];
  readonly authorityInfoAccess: readonly AccessDescription[];
  readonly subjectInfoAccess: readonly AccessDescription[];
  /** RFC 6962 §3.3 */
  readonly signedCertificateTimestamps: readonly SignedCertificateTimestamp[];
  /** The same, in an OCSP response about the certificate. */
  readonly ocspSignedCertificateTimestamps: readonly SignedCertificateTimestamp[];
  /** Marks a precertificate: must be critical, and no certificate with it may be accepted. RFC 6962 §3.1 */
  readonly ctPoison: null;
  /** TLS extension numbers; 5 is "must staple". RFC 7633 §6 */
  readonly tlsFeature: readonly number[];
  /** RFC 6960 §4.2.2.2.1 */
  readonly ocspNoCheck: null;
  /** Big-endian, as the content octets of the INTEGER. RFC 5280 §5.2.3 */
  readonly cRLNumber: Uint8Array;
  /** The number of the base CRL. RFC 5280 §5.2.4 */
  readonly deltaCRLIndicator: Uint8Array;
  readonly issuingDistributionPoint: IssuingDistributionPoint;
  readonly reasonCode: CRLReason;
  /** Milliseconds since 1970. RFC 5280 §5.3.2 */
  readonly invalidityDate: number;
  readonly certificateIssuer: GeneralNames;
  /** RFC 9654 §2.1 */
  readonly ocspNonce: Uint8Array;
  /** Milliseconds since 1970. RFC 6960 §4.4.4 */
  readonly ocspArchiveCutoff: number;
  /** Not understood: the bytes of extnValue. */
  readonly unknown: Uint8Array;
}

/** The RFC names of extensions, and `unknown` for all others. */
export type ExtensionName = keyof ExtensionValues;

/** One extension, of the kind that `name` says. */
export type Extension<N extends ExtensionName = ExtensionName> = {
  readonly [K in N]: {
    readonly name: K;
    readonly extnID: ObjectIdentifier;
    readonly critical: boolean;
    readonly value: ExtensionValues[K];
    /** The bytes of the OCTET STRING, of which `value` is the meaning. */
    readonly extnValue: Uint8Array;
  };
}[N];

/** The extension of this name; a list never holds two. Not for `unknown`, of which there may be many. */
export function findExtension<N extends Exclude<ExtensionName, 'unknown'>>(
  extensions: readonly Extension[],
  name: N,
): Extension<N> | undefined {
  for (const extension of extensions) if (extension.name === name) return extension as Extension<N>;
  return undefined;
}
