/** A CRL: as JSON, and for people. */

import { type CertificateList, encodePem, findExtension, nameText, type RevokedCertificate } from 'handfast/x509';
import { identified } from '../cert/certificate-document.ts';
import { rowsOn, showExtensions, wrapped } from '../cert/certificate-text.ts';
import { extensionDocument } from '../cert/extension-document.ts';
import { called } from '../cert/extension-text.ts';
import { timeText } from '../show/certificate-facts.ts';
import type { Screen } from '../terminal/screen.ts';

/** Every field and every entry. */
export function crlDocument(crl: CertificateList): object {
  const { version, issuer, thisUpdate, nextUpdate, signatureAlgorithm, revokedCertificates, extensions } = crl;
  return {
    kind: 'crl',
    version,
    issuer: nameText(issuer),
    number: numberOf(crl) ?? null,
    delta: findExtension(extensions, 'deltaCRLIndicator') !== undefined,
    thisUpdate: timeText(thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : timeText(nextUpdate),
    signatureAlgorithm: identified(signatureAlgorithm.algorithm),
    revoked: revokedCertificates.map((entry) => ({
      serialNumber: hex(entry.userCertificate),
      revocationDate: timeText(entry.revocationDate),
      reason: reasonOf(entry),
      extensions: entry.extensions.map(extensionDocument),
    })),
    extensions: extensions.map(extensionDocument),
    signature: hex(crl.signature),
    pem: encodePem('X509 CRL', crl.der),
  };
}

/** Prints all of it; of a long list the first entries. */
export function showCrl(screen: Screen, crl: CertificateList, now: number): void {
  const { issuer, thisUpdate, nextUpdate, signatureAlgorithm, revokedCertificates, extensions, signature } = crl;
  const { row } = rowsOn(screen);
  screen.line(screen.paint('bold', `CRL of ${nameText(issuer)}`));
  row('issued', timeText(thisUpdate));
  row('next', nextUpdate === undefined ? 'never' : `${timeText(nextUpdate)}${now > nextUpdate ? ', outdated' : ''}`);
  showExtensions(screen, extensions);
  screen.line(`  ${revokedCertificates.length} revoked`);
  for (const entry of revokedCertificates.slice(0, mostEntries)) {
    row('', `${hex(entry.userCertificate)} since ${timeText(entry.revocationDate)}, ${reasonOf(entry)}`);
  }
  if (revokedCertificates.length > mostEntries) row('', `and ${revokedCertificates.length - mostEntries} more`);
  row('signed by', called(signatureAlgorithm.algorithm));
  row('signature', ...wrapped(signature));
  screen.line();
}

/** RFC 5280 §5.3.1: a reason that is not given is unspecified. */
export const reasonOf = ({ extensions }: RevokedCertificate): string =>
  findExtension(extensions, 'reasonCode')?.value ?? 'unspecified';

/** cRLNumber in hexadecimal. */
const numberOf = ({ extensions }: CertificateList): string | undefined => {
  const number = findExtension(extensions, 'cRLNumber')?.value;
  return number && hex(number);
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const mostEntries = 50;
