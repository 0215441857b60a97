/** Where Go's crypto/x509 decides otherwise, and why. */

import { nameText } from 'handfast/x509';
import { certificatesOf, type Difference, theyAccept, theyRefuse, valueOf } from './disagreement.ts';

/** Each is explained in docs/x509-differences.md. */
export const goDifferences: readonly Difference[] = [
  theyRefuse('go', 'go-directory-constraints', /unhandled critical extension/, (disagreement) =>
    certificatesOf(disagreement).some((certificate) =>
      subtreesOf(certificate).some(({ kind }) => kind === 'directoryName' || kind === 'registeredID'),
    ),
  ),
  theyRefuse('go', 'go-self-issued-path-length', /too many intermediates for path length constraint/, (disagreement) =>
    certificatesOf(disagreement)
      .slice(0, -1)
      .some(({ subject, issuer }) => nameText(subject) === nameText(issuer)),
  ),
  theyAccept('go', 'go-directory-constraints', /has directoryName .*, which is (?:not among|excluded)/),
  theyAccept('go', 'go-mapping-without-policies', /maps policies from or to anyPolicy/),
  theyAccept('go', 'go-uri-host', /has uniformResourceIdentifier .*, which is not among/),
  theyRefuse('go', 'go-name-syntax', /cannot parse (?:dnsName|rfc822Name|URI)|URI with empty host/),
  theyRefuse('go', 'go-uri-host', /URI .* is excluded by constraint/),
  theyRefuse('go', 'go-address-length', /cannot parse IP address of length/),
  theyAccept('go', 'go-rsa-1024', /has an RSA key of 1024 bits/),
  theyAccept('go', 'go-name-syntax', /\(malformed\).*not for/),
  theyAccept(
    'go',
    'go-name-syntax',
    /has a malformed (?:dNSName|uniformResourceIdentifier|rfc822Name) .* where such names/,
  ),
  theyAccept('go', 'go-constraint-syntax', /constrains names with a malformed/),
  theyAccept('go', 'go-minimum-and-maximum', /constrains names with a minimum or a maximum/),
  theyAccept('go', 'go-email-in-subject', /emailAddress=.* has rfc822Name .*, which is (?:not among|excluded)/),
  theyAccept('go', 'go-top-level-wildcard', /is for .*\*\.[a-z]+(?:,| and|$)/),
];

function subtreesOf(certificate: Parameters<typeof valueOf>[0]) {
  const { permittedSubtrees = [], excludedSubtrees = [] } = valueOf(certificate, 'nameConstraints') ?? {};
  return [...permittedSubtrees, ...excludedSubtrees].map(({ base }) => base);
}
