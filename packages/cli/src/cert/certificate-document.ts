/** A certificate as JSON: every field, every extension, and the PEM. */

import { createHash } from 'node:crypto';
import { type Certificate, encodePem, findExtension, type Name, objectName, oid } from 'handfast/x509';
import { day } from '../pki/clock.ts';
import { certificateFacts } from '../show/certificate-facts.ts';
import { extensionDocument } from './extension-document.ts';

/** `now`, in milliseconds since 1970, decides how many days are left. */
export function certificateDocument(certificate: Certificate, now: number): object {
  const { version, signatureAlgorithm, validity, extensions, subjectPublicKeyInfo, signature, der } = certificate;
  const { key, fingerprint, ...facts } = certificateFacts(certificate);
  return {
    kind: 'certificate',
    version,
    ...facts,
    daysLeft: daysLeft(validity.notAfter, now),
    subjectAttributes: attributes(certificate.subject),
    issuerAttributes: attributes(certificate.issuer),
    signatureAlgorithm: identified(signatureAlgorithm.algorithm),
    key,
    publicKey: {
      algorithm: identified(subjectPublicKeyInfo.algorithm.algorithm),
      hex: Buffer.from(subjectPublicKeyInfo.subjectPublicKey).toString('hex'),
      sha256: createHash('sha256').update(subjectPublicKeyInfo.der).digest('hex'),
    },
    authority: findExtension(extensions, 'basicConstraints')?.value.cA === true,
    extendedValidation: isExtendedValidation(certificate),
    extensions: extensions.map(extensionDocument),
    signature: Buffer.from(signature).toString('hex'),
    fingerprint,
    pem: encodePem('CERTIFICATE', der),
  };
}

/** Whole days; negative when the time is over. */
export const daysLeft = (notAfter: number, now: number): number => Math.floor((notAfter - now) / day);

/** An object identifier with what it is called. */
export const identified = (identifier: string): { readonly oid: string; readonly name: string | null } => ({
  oid: identifier,
  name: objectName(identifier) ?? null,
});

/** CA/Browser Forum Baseline Requirements §7.1.6.1 */
export const isExtendedValidation = ({ extensions }: Certificate): boolean =>
  findExtension(extensions, 'certificatePolicies')?.value.some(
    ({ policyIdentifier }) => policyIdentifier === oid.extendedValidation,
  ) === true;

function attributes({ rdnSequence }: Name): readonly object[] {
  return rdnSequence.flat().map(({ type, value }) => ({
    ...identified(type),
    string: value.kind,
    value: value.kind === 'other' ? Buffer.from(value.value).toString('hex') : value.value,
  }));
}
