/** Where OpenSSL decides otherwise about certificates, and why. */

import { nameText, oid } from 'handfast/x509';
import { certificatesOf, type Difference, type Disagreement, theyAccept, theyRefuse, valueOf } from './disagreement.ts';

/** Each is explained in docs/x509-differences.md. */
export const opensslDifferences: readonly Difference[] = [
  theyRefuse('openssl', 'openssl-first-issuer', /./, ({ otherAboutOurPath }) => otherAboutOurPath?.accepted),
  theyRefuse('openssl', 'openssl-self-issued', /^(?:7|19|20) /, hasOneNameTwice),
  theyRefuse('openssl', 'openssl-key-identifiers', /^(?:2|19|20|21|30) /, namesAnotherKey),
  theyRefuse('openssl', 'openssl-final-dot', /62 hostname mismatch/, ({ question: { name } }) => isFinalDot(name)),
  theyRefuse('openssl', 'openssl-underscore', /62 hostname mismatch/, ({ question: { name } }) => {
    return name !== undefined && 'dns' in name && name.dns.startsWith('_');
  }),
  theyRefuse('openssl', 'openssl-any-purpose', /26 unsuitable certificate purpose/, saysAnyPurpose),
  theyRefuse('openssl', 'openssl-last-second', /10 certificate has expired/, (disagreement) =>
    certificatesOf(disagreement).some(({ validity }) => validity.notAfter === disagreement.question.time),
  ),
  theyRefuse('openssl', 'openssl-critical-basic-constraints', /89 Basic Constraints of CA cert not marked critical/),
  theyRefuse('openssl', 'openssl-root-key-usage', /92 CA cert does not include key usage extension/, (disagreement) => {
    const root = certificatesOf(disagreement).at(-1);
    return root !== undefined && valueOf(root, 'keyUsage') === undefined;
  }),
  theyAccept(
    'openssl',
    'openssl-root-without-basic-constraints',
    /the root .* may not sign: it has no basicConstraints/,
  ),
  theyAccept('openssl', 'openssl-name-syntax', /\(malformed\).*not for|has a malformed/),
  theyAccept('openssl', 'openssl-common-name', /not for/, hasOnlyCommonName),
  theyAccept('openssl', 'openssl-wildcard-exclusion', /has dNSName \*\..*, which is excluded/),
  theyAccept('openssl', 'openssl-constraint-syntax', /constrains names with a (?:malformed|minimum)/),
  theyAccept('openssl', 'openssl-serial-numbers', /serial number/),
  theyAccept(
    'openssl',
    'openssl-uncritical-constraints',
    /has a non-critical (?:nameConstraints|policyConstraints|inhibitAnyPolicy)/,
  ),
  theyAccept('openssl', 'openssl-mapped-any-policy', /is valid for no policy/, mapsAnyPolicy),
  theyRefuse('openssl', 'openssl-mapped-any-policy', /43 no explicit policy/, mapsAnyPolicy),
];

/** A key identifier that is not that of the issuer above. */
function namesAnotherKey(disagreement: Disagreement): boolean {
  const path = certificatesOf(disagreement);
  return path.some((certificate, place) => {
    const wanted = valueOf(certificate, 'authorityKeyIdentifier')?.keyIdentifier;
    const found = valueOf(path[place + 1] ?? certificate, 'subjectKeyIdentifier');
    return wanted !== undefined && found !== undefined && Buffer.compare(wanted, found) !== 0;
  });
}

/** Two keys of one name, one above the other: the anchor is taken before the intermediate that is meant. */
function hasOneNameTwice(disagreement: Disagreement): boolean {
  const names = certificatesOf(disagreement).map(({ subject }) => nameText(subject));
  return new Set(names).size < names.length;
}

function saysAnyPurpose(disagreement: Disagreement): boolean {
  return certificatesOf(disagreement).some((certificate) =>
    valueOf(certificate, 'extKeyUsage')?.includes(oid.anyExtendedKeyUsage),
  );
}

function mapsAnyPolicy(disagreement: Disagreement): boolean {
  return certificatesOf(disagreement).some(
    (certificate) =>
      valueOf(certificate, 'policyMappings') !== undefined &&
      valueOf(certificate, 'certificatePolicies')?.some(({ policyIdentifier }) => policyIdentifier === oid.anyPolicy),
  );
}

/** Without a dNSName OpenSSL takes the common name for one. */
function hasOnlyCommonName(disagreement: Disagreement): boolean {
  const leaf = certificatesOf(disagreement)[0];
  if (leaf === undefined || valueOf(leaf, 'subjectAltName')?.some(({ kind }) => kind === 'dNSName')) return false;
  return leaf.subject.rdnSequence.flat().some(({ type }) => type === oid.commonName);
}

const isFinalDot = (name: Disagreement['question']['name']): boolean =>
  name !== undefined && 'dns' in name && name.dns.endsWith('.');
