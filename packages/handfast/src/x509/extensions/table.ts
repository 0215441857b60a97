/** Every extension that is understood: one row of identifier and type (RFC 5280 §4.2, §5.2, §5.3; RFC 6960 §4.4). */

import { nullType } from '../../asn1/boolean.ts';
import type { DerType } from '../../asn1/element.ts';
import { count, integer } from '../../asn1/integer.ts';
import { sequenceOf } from '../../asn1/list.ts';
import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { generalizedTime } from '../../asn1/time.ts';
import { generalNames, manyGeneralNames } from '../general-name.ts';
import { signedCertificateTimestamps } from './certificate-transparency.ts';
import type { ExtensionName, ExtensionValues } from './extension.ts';
import { authorityKeyIdentifier, subjectKeyIdentifier } from './key-identifiers.ts';
import { cRLDistributionPoints, infoAccess, issuingDistributionPoint } from './locations.ts';
import { nameConstraints, subjectDirectoryAttributes } from './names.ts';
import { certificatePolicies, inhibitAnyPolicy, policyConstraints, policyMappings } from './policies.ts';
import { cRLReason } from './revocation.ts';
import { basicConstraints, extKeyUsage, keyUsage } from './usage.ts';

/** The names of the extensions that have a row here. */
export type KnownExtension = Exclude<ExtensionName, 'unknown'>;

/** The type of each extension's value, by name; `oid` holds the identifier under the same name. */
export const extensionTypes: { readonly [N in KnownExtension]: DerType<ExtensionValues[N]> } = {
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  keyUsage,
  certificatePolicies,
  policyMappings,
  subjectAltName: manyGeneralNames,
  issuerAltName: generalNames,
  subjectDirectoryAttributes,
  basicConstraints,
  nameConstraints,
  policyConstraints,
  extKeyUsage,
  cRLDistributionPoints,
  inhibitAnyPolicy,
  freshestCRL: cRLDistributionPoints,
  authorityInfoAccess: infoAccess,
  subjectInfoAccess: infoAccess,
  signedCertificateTimestamps,
  ocspSignedCertificateTimestamps: signedCertificateTimestamps,
  ctPoison: nullType,
  tlsFeature: sequenceOf(count, 1),
  ocspNoCheck: nullType,
  cRLNumber: integer,
  deltaCRLIndicator: integer,
  issuingDistributionPoint,
  reasonCode: cRLReason,
  invalidityDate: generalizedTime,
  certificateIssuer: generalNames,
  ocspNonce: octetString,
  ocspArchiveCutoff: generalizedTime,
};

const namesByIdentifier: ReadonlyMap<ObjectIdentifier, KnownExtension> = new Map(
  (Object.keys(extensionTypes) as KnownExtension[]).map((name) => [oid[name], name]),
);

/** The name of the extension with this identifier, or `unknown`. */
export const extensionNameOf = (identifier: ObjectIdentifier): ExtensionName =>
  namesByIdentifier.get(identifier) ?? 'unknown';
