/** What makes a CRL unusable whoever signed it: dates, extensions, strength (RFC 5280 §5). */

import type { CertificateList } from '../crl.ts';
import { type ExtensionName, findExtension } from '../extensions/extension.ts';
import { weakSignature } from '../path/checks/strength.ts';
import { showTime } from '../path/describe.ts';
import type { ProfileName } from '../path/profile.ts';

/** What is wrong, in words that follow the CRL's name; `undefined` when nothing is. */
export function crlFault(crl: CertificateList, profile: ProfileName, time: number): string | undefined {
  return datesFault(crl, time) ?? lastingFault(crl) ?? (profile === 'path' ? undefined : profileFault(crl));
}

/** What no time changes, remembered: it takes a look at every entry. */
function lastingFault(crl: CertificateList): string | undefined {
  if (faultless.has(crl)) return undefined;
  const fault = weakSignature(crl.signatureScheme, crl.signatureAlgorithm.algorithm) ?? unknownCritical(crl);
  if (fault === undefined) faultless.add(crl);
  return fault;
}

const faultless = new WeakSet<CertificateList>();

/** RFC 5280 §5.1.2.4, §5.1.2.5: a CRL speaks from thisUpdate to nextUpdate. */
function datesFault({ thisUpdate, nextUpdate }: CertificateList, time: number): string | undefined {
  if (time < thisUpdate) return `is not valid before ${showTime(thisUpdate)}`;
  if (nextUpdate === undefined) return 'does not say until when it holds';
  return time > nextUpdate ? `is outdated since ${showTime(nextUpdate)}` : undefined;
}

/** RFC 5280 §5.2, §5.3: such a CRL must not be used to determine the status of certificates. */
function unknownCritical({ extensions, revokedCertificates }: CertificateList): string | undefined {
  const own = extensions.find(({ critical, name }) => critical && !processed.has(name));
  if (own !== undefined) return `has a critical extension that is not understood: ${own.extnID}`;
  for (const entry of revokedCertificates) {
    const unknown = entry.extensions.find(({ critical, name }) => critical && !processedInEntries.has(name));
    if (unknown !== undefined)
      return `has an entry with a critical extension that is not understood: ${unknown.extnID}`;
  }
  return undefined;
}

/** What conforming CRL issuers must do. RFC 5280 §5.1.2.1, §5.2 */
function profileFault({ version, extensions }: CertificateList): string | undefined {
  if (version !== 2) return 'is version 1';
  for (const name of ['authorityKeyIdentifier', 'cRLNumber'] as const)
    if (findExtension(extensions, name) === undefined) return `has no ${name}`;
  const strange = extensions.find(
    ({ name, critical }) => prescribed[name] !== undefined && prescribed[name] !== critical,
  );
  return strange === undefined ? undefined : `has a ${strange.critical ? '' : 'non-'}critical ${strange.name}`;
}

const prescribed: { readonly [K in ExtensionName]?: boolean } = {
  authorityKeyIdentifier: false,
  cRLNumber: false,
  freshestCRL: false,
  deltaCRLIndicator: true,
  issuingDistributionPoint: true,
};

const processed: ReadonlySet<ExtensionName> = new Set([
  'authorityKeyIdentifier',
  'cRLNumber',
  'issuingDistributionPoint',
  'deltaCRLIndicator',
  'issuerAltName',
  'freshestCRL',
]);
const processedInEntries: ReadonlySet<ExtensionName> = new Set(['reasonCode', 'invalidityDate', 'certificateIssuer']);
