/** Looking for a certificate on a CRL (RFC 5280 §5.3.3, §6.3.3 (i), (j)). */

import { equalBytes } from '../../base/bytes.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificateList, RevokedCertificate } from '../crl.ts';
import { findExtension } from '../extensions/extension.ts';
import type { CRLReason } from '../extensions/types.ts';
import type { Name } from '../name.ts';
import { equalNames } from '../path/name-key.ts';

/** The entry about this certificate. On an indirect CRL an entry's issuer holds for those after it too. */
export function findEntry(
  { issuer, revokedCertificates }: CertificateList,
  certificate: Certificate,
): RevokedCertificate | undefined {
  let entryIssuer: Name = issuer;
  for (const entry of revokedCertificates) {
    const named = entry.extensions.length === 0 ? undefined : findExtension(entry.extensions, 'certificateIssuer');
    const directory = named?.value.find(({ kind }) => kind === 'directoryName');
    if (directory?.kind === 'directoryName') entryIssuer = directory.value;
    if (equalBytes(entry.userCertificate, certificate.serialNumber) && equalNames(entryIssuer, certificate.issuer))
      return entry;
  }
  return undefined;
}

/** RFC 5280 §5.3.1: an absent reason is `unspecified`. */
export const reasonOf = ({ extensions }: RevokedCertificate): CRLReason =>
  findExtension(extensions, 'reasonCode')?.value ?? 'unspecified';
