/** CRLs and OCSP responses made of values alone, signed as `path/testing/certificates.ts` signs. */

import { oid } from '../../../asn1/object-names.ts';
import { concat, utf8 } from '../../../base/bytes.ts';
import type { Certificate } from '../../certificate.ts';
import type { CertificateList } from '../../crl.ts';
import type { Extension, ExtensionName, ExtensionValues } from '../../extensions/extension.ts';
import type { CRLReason } from '../../extensions/types.ts';
import type { BasicOCSPResponse, CertStatus, OCSPResponse, SingleResponse } from '../../ocsp/response.ts';
import { commonName, testTime } from '../../path/testing/certificates.ts';

type Values = { readonly [K in Exclude<ExtensionName, 'unknown'>]?: ExtensionValues[K] | undefined };

export interface TestCrl {
  readonly signedBy?: string;
  readonly revoked?: readonly TestEntry[];
  readonly number?: number;
  readonly extensions?: Values;
  readonly fields?: Partial<CertificateList>;
}

export interface TestEntry {
  readonly certificate: Certificate;
  readonly reason?: CRLReason;
  /** As certificateIssuer says it. */
  readonly issuer?: string;
  readonly extensions?: readonly Extension[];
}

export const day = 86_400_000;

/** A CRL that conforms but for what is asked otherwise, of yesterday and for a week. */
export function makeCrl(
  issuer: string,
  { signedBy = issuer, revoked = [], number = 1, extensions = {}, fields }: TestCrl = {},
): CertificateList {
  const unique = utf8(`CRL ${++made}`);
  const all: Values = {
    authorityKeyIdentifier: { keyIdentifier: utf8(signedBy) },
    cRLNumber: Uint8Array.of(number),
    ...extensions,
  };
  return {
    der: unique,
    tbs: unique,
    version: 2,
    signatureAlgorithm: { algorithm: oid.ecdsaWithSHA256 },
    signatureScheme: { kind: 'ecdsa', hash: 'sha256' },
    issuer: commonName(issuer),
    thisUpdate: testTime - day,
    nextUpdate: testTime + 7 * day,
    revokedCertificates: revoked.map(makeEntry),
    extensions: listed(all, ['issuingDistributionPoint', 'deltaCRLIndicator']),
    signature: utf8(signedBy),
    ...fields,
  };
}

function makeEntry({
  certificate,
  reason,
  issuer,
  extensions = [],
}: TestEntry): CertificateList['revokedCertificates'][number] {
  const values: Values = {
    ...(reason !== undefined && { reasonCode: reason }),
    ...(issuer !== undefined && { certificateIssuer: [{ kind: 'directoryName' as const, value: commonName(issuer) }] }),
  };
  const own = [...listed(values, ['certificateIssuer']), ...extensions];
  return { userCertificate: certificate.serialNumber, revocationDate: testTime - 2 * day, extensions: own };
}

export interface TestResponse {
  readonly status?: CertStatus['kind'];
  readonly signedBy?: string;
  /** A common name. */
  readonly responder?: string;
  readonly certs?: readonly Certificate[];
  readonly nonce?: Uint8Array;
  readonly single?: Partial<SingleResponse>;
  readonly basic?: Partial<BasicOCSPResponse>;
}

/** A response about a certificate, signed by its issuer unless said otherwise. */
export function makeResponse(certificate: Certificate, issuer: Certificate, options: TestResponse = {}): OCSPResponse {
  const issuerName = String(issuer.subject.rdnSequence[0]?.[0]?.value.value);
  const { status = 'good', responder = issuerName, signedBy = responder, certs = [], nonce } = options;
  const certStatus: CertStatus =
    status === 'revoked'
      ? { kind: status, value: { revocationTime: testTime - day, revocationReason: 'keyCompromise' } }
      : { kind: status, value: null };
  const single: SingleResponse = {
    certID: certIdentifier(certificate, issuer),
    certStatus,
    thisUpdate: testTime - day,
    nextUpdate: testTime + day,
    extensions: [],
    ...options.single,
  };
  const basic: BasicOCSPResponse = {
    tbs: utf8(`OCSP ${++made}`),
    responderID: { kind: 'byName', value: commonName(responder) },
    producedAt: testTime - day,
    responses: [single],
    extensions: nonce === undefined ? [] : listed({ ocspNonce: nonce }, []),
    signatureAlgorithm: { algorithm: oid.ecdsaWithSHA256 },
    signatureScheme: { kind: 'ecdsa', hash: 'sha256' },
    signature: utf8(signedBy),
    certs,
    ...options.basic,
  };
  return { responseStatus: 'successful', responseBytes: { responseType: oid.ocspBasic, response: basic.tbs, basic } };
}

/** As the test provider "hashes". */
function certIdentifier(certificate: Certificate, issuer: Certificate): SingleResponse['certID'] {
  return {
    hashAlgorithm: { algorithm: oid.sha1 },
    issuerNameHash: concat(issuer.subject.der),
    issuerKeyHash: concat(issuer.subjectPublicKeyInfo.subjectPublicKey),
    serialNumber: certificate.serialNumber,
  };
}

let made = 0;

function listed(values: Values, critical: readonly ExtensionName[]): Extension[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        ({ name, extnID: '1.2.3', critical: critical.includes(name as ExtensionName), value }) as Extension,
    );
}
