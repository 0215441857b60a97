/** CertID: the certificate that an OCSP message is about (RFC 6960 §4.1.1). */

import type { DerType } from '../../asn1/element.ts';
import { integer } from '../../asn1/integer.ts';
import { octetString } from '../../asn1/octet-string.ts';
import { sequence } from '../../asn1/sequence.ts';
import { equalBytes } from '../../base/bytes.ts';
import type { HashName } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithm-identifier.ts';
import type { Certificate } from '../certificate.ts';
import { hasHashParameters, hashIdentifier, hashOf } from '../pss-parameters.ts';

/** A certificate by its issuer and serial number. */
export interface CertID {
  readonly hashAlgorithm: AlgorithmIdentifier;
  /** Of the issuer's Name element. */
  readonly issuerNameHash: Uint8Array;
  /** Of the bits of the issuer's public key. */
  readonly issuerKeyHash: Uint8Array;
  /** Content octets. */
  readonly serialNumber: Uint8Array;
}

/** On the wire. */
export const certID: DerType<CertID> = sequence('CertID', {
  hashAlgorithm: algorithmIdentifier,
  issuerNameHash: octetString,
  issuerKeyHash: octetString,
  serialNumber: integer,
});

/** What an identifier says about the issuer: its name and its key. */
export type CertificateIssuer = Pick<Certificate, 'subject' | 'subjectPublicKeyInfo'>;

/** The identifier of a certificate. SHA-1 is what responders know; it protects nothing here (RFC 5019 §2.1.1). */
export function certIDOf(
  provider: CryptoProvider,
  certificate: Certificate,
  issuer: CertificateIssuer,
  hash: HashName = 'sha1',
): CertID {
  return {
    hashAlgorithm: hashIdentifier(hash),
    issuerNameHash: provider.hash(hash).update(issuer.subject.der).digest(),
    issuerKeyHash: provider.hash(hash).update(issuer.subjectPublicKeyInfo.subjectPublicKey).digest(),
    serialNumber: certificate.serialNumber,
  };
}

/** Whether an identifier is that of this certificate; `false` too when its hash is not one of ours. */
export function identifies(
  provider: CryptoProvider,
  identifier: CertID,
  certificate: Certificate,
  issuer: CertificateIssuer,
): boolean {
  if (!equalBytes(identifier.serialNumber, certificate.serialNumber)) return false;
  const { hashAlgorithm } = identifier;
  const hash = hasHashParameters(hashAlgorithm) ? hashOf(hashAlgorithm) : undefined;
  if (hash === undefined) return false;
  const own = certIDOf(provider, certificate, issuer, hash);
  return (
    equalBytes(identifier.issuerNameHash, own.issuerNameHash) && equalBytes(identifier.issuerKeyHash, own.issuerKeyHash)
  );
}
