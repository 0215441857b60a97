/** The checks of RFC 5280 §6.1 that look at one certificate: every profile makes them. */

import { oid } from '../../../asn1/object-names.ts';
import { findExtension } from '../../extensions/extension.ts';
import { malformedConstraint } from '../constraints/constraints.ts';
import { purposeName, usages } from '../usage.ts';
import { authorities, belowRoot, type Check, everywhere } from './check.ts';

export const pathRules: readonly Check[] = [
  {
    rule: 'RFC 5280 §6.1.4 (k)',
    code: 'certificate_rejected',
    roles: authorities,
    fault: ({ version }) => version !== 3 && `may not sign: it is version ${version}, which cannot say that it is a CA`,
  },
  {
    rule: 'RFC 5280 §6.1.4 (k)',
    code: 'certificate_rejected',
    roles: authorities,
    fault: ({ extensions, version }) => {
      const constraints = findExtension(extensions, 'basicConstraints')?.value;
      if (constraints === undefined) return version === 3 && 'may not sign: it has no basicConstraints';
      return !constraints.cA && 'may not sign: basicConstraints says CA=FALSE';
    },
  },
  {
    rule: 'RFC 5280 §6.1.4 (n)',
    code: 'certificate_rejected',
    roles: authorities,
    fault: ({ extensions }) => {
      const usage = findExtension(extensions, 'keyUsage')?.value;
      return usage?.includes('keyCertSign') === false && 'may not sign: keyUsage lacks keyCertSign';
    },
  },
  {
    rule: 'RFC 5280 §6.1.4 (o), §6.1.5 (f)',
    code: 'certificate_rejected',
    roles: everywhere,
    fault: ({ extensions }) => {
      const unknown = extensions.find(({ name, critical }) => critical && !processed.has(name));
      return unknown !== undefined && `has a critical extension that is not understood: ${unknown.extnID}`;
    },
  },
  {
    rule: 'RFC 6962 §3.1',
    code: 'certificate_rejected',
    roles: everywhere,
    fault: ({ extensions }) =>
      findExtension(extensions, 'ctPoison') !== undefined && 'is a precertificate, made for logs alone',
  },
  {
    rule: 'RFC 5280 §4.2.1.10',
    code: 'certificate_rejected',
    roles: authorities,
    fault: ({ extensions }) => {
      const constraints = findExtension(extensions, 'nameConstraints')?.value;
      const malformed = constraints && malformedConstraint(constraints);
      return malformed !== undefined && `constrains names ${malformed}`;
    },
  },
  {
    rule: 'RFC 5280 §6.1.4 (a)',
    code: 'certificate_rejected',
    roles: authorities,
    fault: ({ extensions }) => {
      const mappings = findExtension(extensions, 'policyMappings')?.value ?? [];
      const any = mappings.some((mapping) => Object.values(mapping).includes(oid.anyPolicy));
      return any && 'maps policies from or to anyPolicy';
    },
  },
  {
    rule: 'RFC 5280 §4.2.1.12',
    code: 'wrong_usage',
    roles: everywhere,
    fault: ({ extensions }, { usage, role }) => {
      const allowed = findExtension(extensions, 'extKeyUsage')?.value;
      const asked = usages[usage];
      if (allowed === undefined || asked === undefined) return undefined;
      if (allowed.includes(asked) || allowed.includes(oid.anyExtendedKeyUsage)) return undefined;
      const verb = role === 'leaf' ? 'may not be used' : 'may not issue certificates';
      return `${verb} for ${purposeName(asked)}: extKeyUsage allows ${allowed.map(purposeName).join(', ') || 'nothing'}`;
    },
  },
  {
    rule: 'RFC 5280 §4.1.2.5',
    code: 'certificate_rejected',
    roles: belowRoot,
    fault: ({ validity }) =>
      validity.notBefore > validity.notAfter && 'is valid at no time: notBefore is after notAfter',
  },
  {
    rule: 'CVE-2009-2408',
    code: 'certificate_rejected',
    roles: everywhere,
    fault: ({ subject }) => {
      const hidden = subject.rdnSequence
        .flat()
        .some(({ value }) => value.kind !== 'other' && value.value.includes('\0'));
      return hidden && 'has a subject with a NUL in it, which makes software that stops there see another name';
    },
  },
];

/** Extensions whose meaning is enforced somewhere in path validation, or that ask nothing of a verifier. */
const processed: ReadonlySet<string> = new Set([
  'authorityKeyIdentifier',
  'subjectKeyIdentifier',
  'keyUsage',
  'certificatePolicies',
  'policyMappings',
  'subjectAltName',
  'issuerAltName',
  'subjectDirectoryAttributes',
  'basicConstraints',
  'nameConstraints',
  'policyConstraints',
  'extKeyUsage',
  'cRLDistributionPoints',
  'inhibitAnyPolicy',
  'freshestCRL',
  'authorityInfoAccess',
  'subjectInfoAccess',
  'signedCertificateTimestamps',
  'ctPoison',
  'tlsFeature',
  'ocspNoCheck',
]);
