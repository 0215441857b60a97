/** CertificateList and TBSCertList on the wire (RFC 5280 §5.1). */

import { bitStringOfBytes } from '../asn1/bit-string.ts';
import { captured, translated } from '../asn1/capture.ts';
import type { DerType } from '../asn1/element.ts';
import { integer, namedInteger } from '../asn1/integer.ts';
import { sequenceOf } from '../asn1/list.ts';
import { optional, sequence } from '../asn1/sequence.ts';
import { explicit } from '../asn1/tagging.ts';
import { time } from '../asn1/time.ts';
import { ProtocolError } from '../base/errors.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, sameAlgorithm } from './algorithm-identifier.ts';
import type { CertificateList, RevokedCertificate } from './crl.ts';
import { extensions } from './extensions/codec.ts';
import type { Extension } from './extensions/extension.ts';
import { type Name, name } from './name.ts';
import { signatureSchemeOf } from './signature-algorithm.ts';

/** What is signed, field by field. RFC 5280 §5.1.2 */
export interface TBSCertList {
  /** Absent for version 1. */
  readonly version?: 2 | undefined;
  readonly signature: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly thisUpdate: number;
  readonly nextUpdate?: number | undefined;
  /** Absent rather than empty. */
  readonly revokedCertificates?: readonly RevokedCertificate[] | undefined;
  readonly crlExtensions?: readonly Extension[] | undefined;
}

const revokedCertificate: DerType<RevokedCertificate> = translated(
  sequence('RevokedCertificate', {
    userCertificate: integer,
    revocationDate: time,
    crlEntryExtensions: optional(extensions),
  }),
  ({ userCertificate, revocationDate, crlEntryExtensions = [] }): RevokedCertificate => ({
    userCertificate,
    revocationDate,
    extensions: crlEntryExtensions,
  }),
  ({ userCertificate, revocationDate, extensions: entries }) => ({
    userCertificate,
    revocationDate,
    crlEntryExtensions: entries.length > 0 ? entries : undefined,
  }),
);

/** On the wire. Whether the fields suit the version is checked by `certificateList`. */
export const tbsCertList: DerType<TBSCertList> = sequence('TBSCertList', {
  version: optional(namedInteger<2>('Version', { 1: 2 })),
  signature: algorithmIdentifier,
  issuer: name,
  thisUpdate: time,
  nextUpdate: optional(time),
  revokedCertificates: optional(sequenceOf(revokedCertificate, 1, Number.POSITIVE_INFINITY)),
  crlExtensions: optional(explicit(0, extensions)),
});

/** A whole CRL on the wire. */
export const certificateList: DerType<CertificateList> = translated(
  sequence('CertificateList', {
    tbsCertList: captured(tbsCertList),
    signatureAlgorithm: algorithmIdentifier,
    signatureValue: bitStringOfBytes,
  }),
  ({ tbsCertList: { value, der: tbs }, signatureAlgorithm, signatureValue }, der): CertificateList => {
    checkVersion(value);
    if (!sameAlgorithm(value.signature, signatureAlgorithm)) throw refused('two different signature algorithms');
    const { version = 1, issuer, thisUpdate, nextUpdate, revokedCertificates = [], crlExtensions = [] } = value;
    return {
      der,
      tbs,
      version,
      signatureAlgorithm,
      signatureScheme: signatureSchemeOf(signatureAlgorithm),
      issuer,
      thisUpdate,
      nextUpdate,
      revokedCertificates,
      extensions: crlExtensions,
      signature: signatureValue,
    };
  },
  (crl) => ({
    tbsCertList: { value: unflatten(crl), der: crl.tbs },
    signatureAlgorithm: crl.signatureAlgorithm,
    signatureValue: crl.signature,
  }),
);

function unflatten(crl: CertificateList): TBSCertList {
  const { version, signatureAlgorithm, issuer, thisUpdate, nextUpdate, revokedCertificates: revoked } = crl;
  return {
    version: version === 2 ? version : undefined,
    signature: signatureAlgorithm,
    issuer,
    thisUpdate,
    nextUpdate,
    revokedCertificates: revoked.length > 0 ? revoked : undefined,
    crlExtensions: crl.extensions.length > 0 ? crl.extensions : undefined,
  };
}

/** Extensions came with version 2. RFC 5280 §5.1.2.1 */
function checkVersion({ version, crlExtensions, revokedCertificates = [] }: TBSCertList): void {
  if (version === 2) return;
  const hasExtensions = crlExtensions !== undefined || revokedCertificates.some((entry) => entry.extensions.length > 0);
  if (hasExtensions) throw refused('extensions in version 1');
}

const refused = (why: string): ProtocolError => new ProtocolError('bad_der', { why });
