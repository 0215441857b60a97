/** What a certificate must look like to follow the RFC 5280 profile (§4.1, §4.2), beyond what §6.1 checks of a path. */

import type { Certificate } from '../../certificate.ts';
import { type ExtensionName, findExtension } from '../../extensions/extension.ts';
import type { GeneralName } from '../../general-name.ts';
import { isDnsName } from '../../host-name.ts';
import { parseMailbox } from '../constraints/email.ts';
import { showGeneralName } from '../describe.ts';
import { equalNames } from '../name-key.ts';
import { authorities, belowRoot, type Check, everywhere } from './check.ts';

export const rfc5280Rules: readonly Check[] = [
  rule('RFC 5280 §4.1.2.2', belowRoot, ({ serialNumber }) => {
    if (((serialNumber[0] ?? 0) & 0x80) !== 0) return 'has a negative serial number';
    if (serialNumber.every((byte) => byte === 0)) return 'has the serial number 0';
    return serialNumber.length > 20 && `has a serial number of ${serialNumber.length} octets; 20 are the most`;
  }),
  rule('RFC 5280 §4.1.2.4', everywhere, ({ issuer }) => issuer.rdnSequence.length === 0 && 'names no issuer'),
  // Verifiers must understand either form; CAs may not choose.
  rule('RFC 5280 §4.1.2.5', belowRoot, ({ validity }) => {
    return validity.forms !== undefined && 'writes its dates in the form that belongs to another century';
  }),
  rule('RFC 5280 §4.1.2.6', everywhere, ({ subject, extensions }, { role }) => {
    const isCa = role !== 'leaf' || isAuthority(extensions);
    return isCa && subject.rdnSequence.length === 0 && 'is a CA without a name';
  }),
  rule('RFC 5280 §4.1.2.6', belowRoot, ({ subject, extensions }) => {
    if (subject.rdnSequence.length > 0) return undefined;
    const names = findExtension(extensions, 'subjectAltName');
    if (names === undefined) return 'has neither a subject nor a subjectAltName';
    return !names.critical && 'has an empty subject, but its subjectAltName is not critical';
  }),
  ...(['authorityKeyIdentifier', 'subjectKeyIdentifier', 'subjectDirectoryAttributes', 'freshestCRL'] as const).map(
    neverCritical,
  ),
  ...(['authorityInfoAccess', 'subjectInfoAccess'] as const).map(neverCritical),
  ...(['policyConstraints', 'inhibitAnyPolicy'] as const).map(alwaysCritical),
  // A CA below the root may get away with it: §6.1 processes basicConstraints either way.
  rule('RFC 5280 §4.2.1.9', ['root'], criticality('basicConstraints', true)),
  rule('RFC 5280 §4.2.1.1', belowRoot, (certificate) => {
    const identifier = findExtension(certificate.extensions, 'authorityKeyIdentifier')?.value;
    if (identifier?.keyIdentifier !== undefined || equalNames(certificate.subject, certificate.issuer))
      return undefined;
    return identifier === undefined
      ? 'has no authorityKeyIdentifier'
      : 'has an authorityKeyIdentifier without keyIdentifier';
  }),
  rule('RFC 5280 §4.2.1.1', everywhere, ({ extensions }) => {
    const { authorityCertIssuer, authorityCertSerialNumber } =
      findExtension(extensions, 'authorityKeyIdentifier')?.value ?? {};
    return (
      (authorityCertIssuer === undefined) !== (authorityCertSerialNumber === undefined) &&
      'names half of its issuer’s certificate'
    );
  }),
  rule('RFC 5280 §4.2.1.2', everywhere, ({ extensions }) => {
    const isMissing = isAuthority(extensions) && findExtension(extensions, 'subjectKeyIdentifier') === undefined;
    return isMissing && 'is a CA without a subjectKeyIdentifier';
  }),
  rule('RFC 5280 §4.2.1.3', belowRoot, ({ extensions }) => {
    return isAuthority(extensions) && findExtension(extensions, 'keyUsage') === undefined && 'is a CA without keyUsage';
  }),
  rule('RFC 5280 §4.2.1.3', everywhere, ({ extensions }) => {
    return findExtension(extensions, 'keyUsage')?.value.length === 0 && 'has a keyUsage without a single bit';
  }),
  rule('RFC 5280 §4.2.1.9', ['leaf'], ({ extensions }) => {
    if (!findExtension(extensions, 'keyUsage')?.value.includes('keyCertSign')) return undefined;
    return !isAuthority(extensions) && 'says keyCertSign although it is no CA';
  }),
  rule('RFC 5280 §4.2.1.9', everywhere, ({ extensions }) => {
    const constraints = findExtension(extensions, 'basicConstraints')?.value;
    if (constraints?.pathLenConstraint === undefined) return undefined;
    const signs = findExtension(extensions, 'keyUsage')?.value.includes('keyCertSign') ?? true;
    return !(constraints.cA && signs) && 'has a pathLenConstraint although it may not sign certificates';
  }),
  rule('RFC 5280 §4.2.1.4', everywhere, ({ extensions }) => {
    const policies = findExtension(extensions, 'certificatePolicies')?.value.map(
      ({ policyIdentifier }) => policyIdentifier,
    );
    return policies !== undefined && new Set(policies).size < policies.length && 'lists a policy twice';
  }),
  rule('RFC 5280 §4.2.1.6', everywhere, ({ extensions }) => {
    const malformed = findExtension(extensions, 'subjectAltName')?.value.find((name) => !isWellFormed(name));
    return malformed !== undefined && `has a malformed subjectAltName: ${showGeneralName(malformed)}`;
  }),
  rule('RFC 5280 §4.2.1.10', ['leaf'], ({ extensions }) => {
    return (
      findExtension(extensions, 'nameConstraints') !== undefined &&
      !isAuthority(extensions) &&
      'constrains names although it is no CA'
    );
  }),
  rule('RFC 5280 §4.2.1.10', authorities, ({ extensions }) => {
    const constraints = findExtension(extensions, 'nameConstraints')?.value;
    if (constraints === undefined) return undefined;
    const { permittedSubtrees = [], excludedSubtrees = [] } = constraints;
    return permittedSubtrees.length + excludedSubtrees.length === 0 && 'has nameConstraints that constrain nothing';
  }),
  rule('RFC 5280 §4.2.1.11', everywhere, ({ extensions }) => {
    const constraints = findExtension(extensions, 'policyConstraints')?.value;
    if (constraints === undefined) return undefined;
    const { requireExplicitPolicy, inhibitPolicyMapping } = constraints;
    return (
      requireExplicitPolicy === undefined &&
      inhibitPolicyMapping === undefined &&
      'has policyConstraints that constrain nothing'
    );
  }),
  rule('RFC 5280 §4.2.1.12', everywhere, ({ extensions }) => {
    return findExtension(extensions, 'extKeyUsage')?.value.length === 0 && 'has an extKeyUsage without a purpose';
  }),
  rule('RFC 5280 §4.2.1.13', everywhere, ({ extensions }) => {
    const points = findExtension(extensions, 'cRLDistributionPoints')?.value ?? [];
    const empty = points.some(
      ({ distributionPoint, cRLIssuer }) => distributionPoint === undefined && cRLIssuer === undefined,
    );
    return empty && 'has a CRL distribution point that points nowhere';
  }),
];

/** Name constraints that old software may ignore; the public web tolerates them, RFC 5280 does not. */
export const criticalNameConstraints: Check = alwaysCritical('nameConstraints');

/** Whether basicConstraints makes this certificate a CA. */
export function isAuthority(extensions: Certificate['extensions']): boolean {
  return findExtension(extensions, 'basicConstraints')?.value.cA === true;
}

function rule(citation: string, roles: Check['roles'], fault: Check['fault']): Check {
  return { rule: citation, code: 'certificate_rejected', roles, fault };
}

function neverCritical(name: Exclude<ExtensionName, 'unknown'>): Check {
  return rule('RFC 5280 §4.2', everywhere, criticality(name, false));
}

function alwaysCritical(name: Exclude<ExtensionName, 'unknown'>): Check {
  return rule('RFC 5280 §4.2.1', everywhere, criticality(name, true));
}

/** A fault when the extension is there and its criticality is not as it must be. */
export function criticality(name: Exclude<ExtensionName, 'unknown'>, critical: boolean): Check['fault'] {
  return ({ extensions }) => {
    const found = findExtension(extensions, name);
    return (
      found !== undefined &&
      found.critical !== critical &&
      `has ${found.critical ? 'a critical' : 'a non-critical'} ${name}`
    );
  };
}

function isWellFormed(name: GeneralName): boolean {
  switch (name.kind) {
    case 'dNSName':
      return isDnsName(name.value);
    case 'rfc822Name':
      return parseMailbox(name.value) !== undefined;
    case 'uniformResourceIdentifier':
      return /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(name.value);
    case 'iPAddress':
      return name.value.length === 4 || name.value.length === 16;
    default:
      return true;
  }
}
