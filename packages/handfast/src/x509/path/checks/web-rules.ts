/** What the public web asks of certificates on top of RFC 5280 (CA/Browser Forum Baseline Requirements §7.1). */

import { oid } from '../../../asn1/object-names.ts';
import { equalBytes } from '../../../base/bytes.ts';
import type { Certificate } from '../../certificate.ts';
import { findExtension } from '../../extensions/extension.ts';
import type { GeneralName } from '../../general-name.ts';
import { isDnsName } from '../../host-name.ts';
import { formatIpAddress } from '../../ip-address.ts';
import { showGeneralName, showText } from '../describe.ts';
import { belowRoot, type Check, everywhere } from './check.ts';
import { criticality, isAuthority } from './rfc5280-rules.ts';

/** For every usage. */
export const webRules: readonly Check[] = [
  rule(
    'BR §7.1.1',
    everywhere,
    ({ version }) => version !== 3 && `is version ${version}; the public web uses version 3`,
  ),
  rule('BR §7.1.2', belowRoot, ({ issuerUniqueID, subjectUniqueID }) => {
    return (issuerUniqueID !== undefined || subjectUniqueID !== undefined) && 'has a unique identifier';
  }),
  rule('BR §7.1.2.10.4', ['intermediate'], criticality('basicConstraints', true)),
  rule(
    'BR §7.1.2.1.2',
    ['root'],
    ({ extensions }) => findExtension(extensions, 'extKeyUsage') !== undefined && 'is a root with an extKeyUsage',
  ),
  rule('BR §7.1.2.1.3', ['root'], rootKeyIdentifier),
  rule('BR §7.1.2.11.1', belowRoot, ({ extensions }) => {
    const identifier = findExtension(extensions, 'authorityKeyIdentifier')?.value;
    return identifier?.authorityCertIssuer !== undefined && 'names its issuer’s certificate in authorityKeyIdentifier';
  }),
];

/** For the certificates of servers: the subscriber certificates of the Baseline Requirements. */
export const webServerRules: readonly Check[] = [
  rule('BR §7.1.2.7.6', ['leaf'], ({ extensions }) => {
    const usage = findExtension(extensions, 'extKeyUsage');
    if (usage === undefined) return 'has no extKeyUsage';
    if (usage.critical) return 'has a critical extKeyUsage';
    return usage.value.includes(oid.anyExtendedKeyUsage) && 'says anyExtendedKeyUsage';
  }),
  rule(
    'BR §7.1.2.7.8',
    ['leaf'],
    ({ extensions }) => isAuthority(extensions) && 'is a CA certificate in the place of a server’s',
  ),
  rule('BR §7.1.2.7.12', ['leaf'], ({ subject, extensions }) => {
    const names = findExtension(extensions, 'subjectAltName');
    if (names === undefined) return 'has no subjectAltName';
    return subject.rdnSequence.length > 0 && names.critical && 'has a subject, but its subjectAltName is critical';
  }),
  rule('BR §7.1.2.7.12', ['leaf'], ({ extensions }) => {
    const other = alternativeNames(extensions).find(({ kind }) => kind !== 'dNSName' && kind !== 'iPAddress');
    return other !== undefined && `has ${showGeneralName(other)}; servers have dNSName and iPAddress alone`;
  }),
  rule('BR §7.1.4.3', ['leaf'], strangeCommonName),
];

function rule(citation: string, roles: Check['roles'], fault: Check['fault']): Check {
  return { rule: `CA/Browser Forum ${citation}`, code: 'certificate_rejected', roles, fault };
}

const alternativeNames = (extensions: Certificate['extensions']): readonly GeneralName[] =>
  findExtension(extensions, 'subjectAltName')?.value ?? [];

/** A root signs itself, so the identifier of its issuer's key is its own. */
function rootKeyIdentifier({ subject, issuer, extensions }: Certificate): string | undefined {
  const identifier = findExtension(extensions, 'authorityKeyIdentifier')?.value;
  if (identifier === undefined) return undefined;
  const { keyIdentifier, authorityCertIssuer, authorityCertSerialNumber } = identifier;
  if (keyIdentifier === undefined) return 'has an authorityKeyIdentifier without keyIdentifier';
  if (authorityCertIssuer !== undefined || authorityCertSerialNumber !== undefined)
    return 'names its issuer’s certificate in authorityKeyIdentifier';
  const own = findExtension(extensions, 'subjectKeyIdentifier')?.value;
  const selfSigned = equalBytes(subject.der, issuer.der);
  return selfSigned && !equalBytes(keyIdentifier, own ?? new Uint8Array())
    ? 'is self-signed, but names another key as its issuer’s'
    : undefined;
}

/**
 * A common name that looks like a name of a server must be a copy of one in the subjectAltName. A domain is compared
 * with the dNSNames alone and may be the parent of a wildcard among them.
 */
function strangeCommonName({ subject, extensions }: Certificate): string | undefined {
  const names = alternativeNames(extensions);
  const addresses = new Set(names.flatMap((name) => (name.kind === 'iPAddress' ? [formatIpAddress(name.value)] : [])));
  const domains = new Set(names.flatMap((name) => (name.kind === 'dNSName' ? [name.value] : [])));
  const isKnown = (text: string): boolean =>
    isDnsName(text) ? domains.size === 0 || domains.has(text) || domains.has(`*.${text}`) : addresses.has(text);
  for (const { type, value } of subject.rdnSequence.flat()) {
    if (type !== oid.commonName || value.kind === 'other' || isKnown(value.value)) continue;
    return `has the common name ${showText(value.value)}, which is not in its subjectAltName`;
  }
  return undefined;
}
