/** Whether a CRL was signed by someone who may (RFC 5280 §6.3.3 (f), (g)). */

import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificateList } from '../crl.ts';
import { findExtension } from '../extensions/extension.ts';
import type { PathIssuer } from '../path/anchors.ts';
import { showName } from '../path/describe.ts';
import { equalNames } from '../path/name-key.ts';
import type { RevocationContext } from './context.ts';

/**
 * Why the signature does not count, or `undefined`. The issuer above the certificate comes first, then the anchor, then
 * any certificate of the CRL issuer's name that verifies below the same anchor.
 */
export function* crlSignatureFault(
  context: RevocationContext,
  crl: CertificateList,
  issuer: PathIssuer,
): Task<string | undefined> {
  const known = [issuer, context.anchor].filter(({ subject }) => equalNames(subject, crl.issuer));
  for (const signer of known)
    if (maySignCrls(signer.certificate) && (yield* context.signatures.holds(crl, signer.subjectPublicKeyInfo)))
      return undefined;
  for (const certificate of context.candidates) {
    if (!equalNames(certificate.subject, crl.issuer) || !maySignCrls(certificate)) continue;
    if (!(yield* context.signatures.holds(crl, certificate.subjectPublicKeyInfo))) continue;
    if (context.underway.includes(certificate) || (yield* context.verifyCrlIssuer(certificate))) return undefined;
  }
  if (known.some(({ certificate }) => !maySignCrls(certificate)))
    return `is issued by ${showName(crl.issuer)}, whose keyUsage lacks cRLSign`;
  return 'is not signed with a key that may sign it';
}

/** §4.2.1.3: a keyUsage, if there is one, must say cRLSign. */
function maySignCrls(certificate: Certificate | undefined): boolean {
  return (
    certificate === undefined || findExtension(certificate.extensions, 'keyUsage')?.value.includes('cRLSign') !== false
  );
}
