/** Looking for a certificate on a CRL (RFC 5280 §5.3.3, §6.3.3 (i), (j)). */

import { latin1 } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificateList, RevokedCertificate } from '../crl.ts';
import { findExtension } from '../extensions/extension.ts';
import type { CRLReason } from '../extensions/types.ts';
import type { Name } from '../name.ts';
import { groupBy } from '../path/group-by.ts';
import { equalNames } from '../path/name-key.ts';

/** The entry about this certificate. The first search of a list makes an index of it, for lists have many entries. */
export function findEntry(crl: CertificateList, certificate: Certificate): RevokedCertificate | undefined {
  let index = indexes.get(crl);
  if (index === undefined)
    indexes.set(crl, (index = groupBy(issuedEntries(crl), ({ entry }) => latin1(entry.userCertificate))));
  return index.get(latin1(certificate.serialNumber))?.find(({ issuer }) => equalNames(issuer, certificate.issuer))
    ?.entry;
}

/** RFC 5280 §5.3.1: an absent reason is `unspecified`. */
export const reasonOf = ({ extensions }: RevokedCertificate): CRLReason =>
  findExtension(extensions, 'reasonCode')?.value ?? 'unspecified';

interface IssuedEntry {
  readonly entry: RevokedCertificate;
  readonly issuer: Name;
}

const indexes = new WeakMap<CertificateList, ReadonlyMap<string, readonly IssuedEntry[]>>();

/** On an indirect CRL an entry's issuer holds for those after it too. §5.3.3 */
function* issuedEntries({ issuer, revokedCertificates }: CertificateList): Generator<IssuedEntry> {
  let current = issuer;
  for (const entry of revokedCertificates) {
    const named = findExtension(entry.extensions, 'certificateIssuer');
    const directory = named?.value.find(({ kind }) => kind === 'directoryName');
    if (directory?.kind === 'directoryName') current = directory.value;
    yield { entry, issuer: current };
  }
}
