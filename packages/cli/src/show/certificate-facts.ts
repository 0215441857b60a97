/** What is worth telling of a certificate. */

import { createHash } from 'node:crypto';
import { type Certificate, findExtension, generalNameText, nameText } from 'handfast/x509';

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** RFC 3339, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Such as `DNS:example.com`. */
  readonly names: readonly string[];
  /** Such as `EC secp256r1` or `RSA 2048 bits`. */
  readonly key: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
}

export function certificateFacts(certificate: Certificate): CertificateFacts {
  const { subject, issuer, serialNumber, validity, extensions, subjectPublicKeyInfo, der } = certificate;
  return {
    subject: nameText(subject),
    issuer: nameText(issuer),
    serialNumber: Buffer.from(serialNumber).toString('hex'),
    notBefore: timeText(validity.notBefore),
    notAfter: timeText(validity.notAfter),
    names: (findExtension(extensions, 'subjectAltName')?.value ?? []).map(generalNameText),
    key: keyText(subjectPublicKeyInfo.key),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  };
}

/** `2026-04-01T00:00:00Z`, which RFC 3339 allows to have no fractions. */
export const timeText = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/** Such as `EC secp256r1` or `RSA 2048 bits`. */
export function keyText(key: Certificate['subjectPublicKeyInfo']['key']): string {
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
      return `${key.kind.toUpperCase()} ${bitLength(key.modulus)} bits`;
    case 'dsa':
      return `DSA ${bitLength(key.p)} bits`;
    case 'dh':
      return `DH ${bitLength(key.p)} bits`;
    case 'ec':
      return `EC ${key.curve}`;
    case 'unknown':
      return `an unknown algorithm (${key.algorithm})`;
    default:
      return key.kind;
  }
}

/** Of a big-endian integer without leading zeros. */
const bitLength = (integer: Uint8Array): number => 8 * integer.length - Math.clz32(integer[0] ?? 0) + 24;
