/** What an inventory says of a certificate: lifetime, usage, revocation. */

import { type Certificate, type CertificateList, findExtension, nameText, objectName } from 'handfast/x509';
import { reasonOf } from '../crl/document.ts';
import { certificateFacts, timeText } from '../show/certificate-facts.ts';
import { daysLeft } from './certificate-document.ts';

export interface InventoryItem {
  readonly source: string;
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  /** Negative when the time is over. */
  readonly daysLeft: number;
  /** Purposes, or that it is a CA. */
  readonly usage: readonly string[];
  /** What a CRL says; nobody has checked the signature of the CRL here. */
  readonly revoked: { readonly since: string; readonly reason: string } | null;
  /** FAIL: expired or revoked. WARN: renewal is due. */
  readonly status: 'OK' | 'WARN' | 'FAIL';
}

/** `now` in milliseconds since 1970, `within` in days. */
export function inventoryItem(
  source: string,
  certificate: Certificate,
  crls: readonly CertificateList[],
  now: number,
  within: number,
): InventoryItem {
  const { subject, issuer, serialNumber, names, notBefore, notAfter } = certificateFacts(certificate);
  const left = daysLeft(certificate.validity.notAfter, now);
  const revoked = revocationOf(certificate, crls);
  return {
    source,
    subject: subject || names.join(', '),
    issuer,
    serialNumber,
    names,
    notBefore,
    notAfter,
    daysLeft: left,
    usage: usageOf(certificate),
    revoked,
    status: revoked !== null || now > certificate.validity.notAfter ? 'FAIL' : left < within ? 'WARN' : 'OK',
  };
}

function usageOf({ extensions }: Certificate): readonly string[] {
  if (findExtension(extensions, 'basicConstraints')?.value.cA === true) return ['issuing certificates'];
  const purposes = findExtension(extensions, 'extKeyUsage')?.value;
  return purposes?.map((purpose) => objectName(purpose) ?? purpose) ?? ['any purpose'];
}

function revocationOf(
  { issuer, serialNumber }: Certificate,
  crls: readonly CertificateList[],
): InventoryItem['revoked'] {
  for (const crl of crls) {
    if (nameText(crl.issuer) !== nameText(issuer)) continue;
    const entry = crl.revokedCertificates.find(
      ({ userCertificate }) => Buffer.compare(userCertificate, serialNumber) === 0,
    );
    if (entry !== undefined) return { since: timeText(entry.revocationDate), reason: reasonOf(entry) };
  }
  return null;
}
