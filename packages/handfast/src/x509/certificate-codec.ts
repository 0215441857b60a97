/** Certificate and TBSCertificate on the wire (RFC 5280 §4.1). */

import { type BitString, bitString, bitStringOfBytes } from '../asn1/bit-string.ts';
import { type Captured, captured, translated } from '../asn1/capture.ts';
import type { DerType } from '../asn1/element.ts';
import { integer, namedInteger } from '../asn1/integer.ts';
import { defaultTo, optional, sequence } from '../asn1/sequence.ts';
import { explicit, implicit } from '../asn1/tagging.ts';
import { anyTime, timeForm } from '../asn1/time.ts';
import { ProtocolError } from '../base/errors.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, sameAlgorithm } from './algorithm-identifier.ts';
import type { Certificate, Validity } from './certificate.ts';
import { extensions } from './extensions/codec.ts';
import type { Extension } from './extensions/extension.ts';
import { type Name, name } from './name.ts';
import { type SubjectPublicKeyInfo, subjectPublicKeyInfo } from './public-key.ts';
import { signatureSchemeOf } from './signature-algorithm.ts';

/** What is signed, field by field. RFC 5280 §4.1.2 */
export interface TBSCertificate {
  readonly version: 1 | 2 | 3;
  readonly serialNumber: Uint8Array;
  readonly signature: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly validity: Validity;
  readonly subject: Name;
  readonly subjectPublicKeyInfo: SubjectPublicKeyInfo;
  readonly issuerUniqueID?: BitString | undefined;
  readonly subjectUniqueID?: BitString | undefined;
  readonly extensions?: readonly Extension[] | undefined;
}

interface SignedCertificate {
  readonly tbsCertificate: Captured<TBSCertificate>;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signatureValue: Uint8Array;
}

const validity: DerType<Validity> = translated(
  sequence('Validity', { notBefore: anyTime, notAfter: anyTime }),
  ({ notBefore, notAfter }): Validity => {
    const arePrescribed = timeForm(notBefore.value) === notBefore.kind && timeForm(notAfter.value) === notAfter.kind;
    const forms = arePrescribed ? undefined : ([notBefore.kind, notAfter.kind] as const);
    return { notBefore: notBefore.value, notAfter: notAfter.value, forms };
  },
  ({ notBefore, notAfter, forms = [timeForm(notBefore), timeForm(notAfter)] }) => ({
    notBefore: { kind: forms[0], value: notBefore },
    notAfter: { kind: forms[1], value: notAfter },
  }),
);

const version = namedInteger<1 | 2 | 3>('Version', { 0: 1, 1: 2, 2: 3 });

/** On the wire. Whether the fields suit the version is checked by `certificate`. */
export const tbsCertificate: DerType<TBSCertificate> = sequence('TBSCertificate', {
  version: defaultTo(explicit(0, version), 1),
  serialNumber: integer,
  signature: algorithmIdentifier,
  issuer: name,
  validity,
  subject: name,
  subjectPublicKeyInfo,
  issuerUniqueID: optional(implicit(1, bitString)),
  subjectUniqueID: optional(implicit(2, bitString)),
  extensions: optional(explicit(3, extensions)),
});

const signedCertificate: DerType<SignedCertificate> = sequence('Certificate', {
  tbsCertificate: captured(tbsCertificate),
  signatureAlgorithm: algorithmIdentifier,
  signatureValue: bitStringOfBytes,
});

/** A whole certificate on the wire. */
export const certificate: DerType<Certificate> = translated(signedCertificate, flatten, unflatten);

function flatten(
  { tbsCertificate, signatureAlgorithm, signatureValue }: SignedCertificate,
  der: Uint8Array,
): Certificate {
  const { value, der: tbs } = tbsCertificate;
  checkVersion(value);
  // RFC 5280 §4.1.1.2: else the algorithm could be replaced without breaking the signature.
  if (!sameAlgorithm(value.signature, signatureAlgorithm)) throw refused('two different signature algorithms');
  return {
    der,
    tbs,
    version: value.version,
    serialNumber: value.serialNumber,
    signatureAlgorithm,
    signatureScheme: signatureSchemeOf(signatureAlgorithm),
    issuer: value.issuer,
    validity: value.validity,
    subject: value.subject,
    subjectPublicKeyInfo: value.subjectPublicKeyInfo,
    issuerUniqueID: value.issuerUniqueID,
    subjectUniqueID: value.subjectUniqueID,
    extensions: value.extensions ?? [],
    signature: signatureValue,
  };
}

function unflatten(value: Certificate): SignedCertificate {
  const { tbs, signatureAlgorithm, signature, extensions, ...fields } = value;
  const tbsCertificate: TBSCertificate = {
    ...fields,
    signature: signatureAlgorithm,
    extensions: extensions.length > 0 ? extensions : undefined,
  };
  return { tbsCertificate: { value: tbsCertificate, der: tbs }, signatureAlgorithm, signatureValue: signature };
}

/** Each version added fields. RFC 5280 §4.1.2.1 */
function checkVersion(value: TBSCertificate): void {
  const hasUniqueIDs = value.issuerUniqueID !== undefined || value.subjectUniqueID !== undefined;
  if (value.version < 3 && value.extensions !== undefined) throw refused(`extensions in version ${value.version}`);
  if (value.version < 2 && hasUniqueIDs) throw refused('unique identifiers in version 1');
}

const refused = (why: string): ProtocolError => new ProtocolError('bad_der', { why });
