/** DER and all that is made of it: one encoding for each value, and no error without a code. */

import { any } from '../../../handfast/src/asn1/any.ts';
import { bitString } from '../../../handfast/src/asn1/bit-string.ts';
import { count, integer } from '../../../handfast/src/asn1/integer.ts';
import { sequenceOf, setOf } from '../../../handfast/src/asn1/list.ts';
import { objectIdentifier } from '../../../handfast/src/asn1/object-identifier.ts';
import { bmpString, utf8String } from '../../../handfast/src/asn1/strings.ts';
import { generalizedTime, utcTime } from '../../../handfast/src/asn1/time.ts';
import type { AnyCodec } from '../../../handfast/src/wire/codec.ts';
import { parseCertificate } from '../../../handfast/src/x509/certificate.ts';
import { certificate } from '../../../handfast/src/x509/certificate-codec.ts';
import { parseCrl } from '../../../handfast/src/x509/crl.ts';
import { certificateList } from '../../../handfast/src/x509/crl-codec.ts';
import { signedCertificateTimestamps } from '../../../handfast/src/x509/extensions/certificate-transparency.ts';
import { ocspRequest, parseOcspRequest } from '../../../handfast/src/x509/ocsp/request.ts';
import { parseOcspResponse } from '../../../handfast/src/x509/ocsp/response.ts';
import { ocspResponse } from '../../../handfast/src/x509/ocsp/response-codec.ts';
import { encryptedPrivateKeyInfo } from '../../../handfast/src/x509/password/encrypted-key.ts';
import { pfx } from '../../../handfast/src/x509/password/pkcs12-codec.ts';
import { oneAsymmetricKey } from '../../../handfast/src/x509/pkcs8.ts';
import { parsePkcs8, pkcs8FromDer } from '../../../handfast/src/x509/private-key.ts';
import { parsePublicKey, subjectPublicKeyInfo } from '../../../handfast/src/x509/public-key.ts';
import {
  certificationRequest,
  parseCertificationRequest,
  verifyCertificationRequest,
} from '../../../handfast/src/x509/request.ts';
import type { Target } from '../target.ts';
import { choosing, chosen } from './choose.ts';
import { attempt, checkCodec } from './claims.ts';
import { mutateDer } from './der-mutation.ts';
import * as objects from './objects.ts';
import { toyProvider } from './toy-provider.ts';

const primitives: readonly AnyCodec[] = [
  any,
  integer,
  count,
  bitString,
  objectIdentifier,
  utf8String,
  bmpString,
  utcTime,
  generalizedTime,
  sequenceOf(any),
  setOf(any),
  signedCertificateTimestamps,
];

/** Values of the basic types. */
export const derTarget: Target = {
  reaches: ['asn1/'],
  pace: 10,
  seeds: () => {
    const values = ['0500', '020100', '02020080', '03020780', '06032a0304', '0c0161', '1e020061', '300402010a0500'];
    const times = ['170d3236303730313030303030305a', '180f32303236303730313030303030305a'];
    return [...values, ...times].flatMap((hex) =>
      primitives.map((_, index) => choosing(index, Uint8Array.from(Buffer.from(hex, 'hex')))),
    );
  },
  mutate: (input, random) => choosing(input[0] ?? 0, mutateDer(input.subarray(1), random)),
  longest: 300,
  run(input) {
    const { choice, rest } = chosen<AnyCodec>(primitives, input);
    checkCodec(choice, rest);
  },
};

interface ObjectTarget extends Pick<Target, 'reaches' | 'corpus' | 'seeds' | 'pace'> {
  readonly type: AnyCodec;
  /** What applications call. */
  readonly parse: (der: Uint8Array) => unknown;
}

/** One kind of object. */
const object = ({ type, parse, ...more }: ObjectTarget): Target => ({
  ...more,
  mutate: mutateDer,
  run(input) {
    checkCodec(type, input);
    attempt(() => parse(input));
  },
});

export const certificateTarget = object({
  type: certificate,
  parse: parseCertificate,
  seeds: () => objects.certificates,
  reaches: ['x509/certificate', 'x509/extensions/', 'x509/name.ts', 'x509/general-name.ts', 'asn1/'],
  corpus: ['cert', 'parse_certificate'],
});
export const crlTarget = object({
  type: certificateList,
  parse: parseCrl,
  seeds: () => objects.crls,
  reaches: ['x509/crl', 'x509/extensions/'],
  pace: 3,
  corpus: ['crl_parse_crl_certificatelist'],
});
export const ocspRequestTarget = object({
  type: ocspRequest,
  parse: parseOcspRequest,
  seeds: () => objects.ocspRequests,
  reaches: ['x509/ocsp/request.ts', 'x509/extensions/'],
  pace: 3,
});
export const ocspResponseTarget = object({
  type: ocspResponse,
  parse: parseOcspResponse,
  seeds: () => objects.ocspResponses,
  reaches: ['x509/ocsp/response'],
  pace: 3,
  corpus: ['ocsp_parse_ocsp_response'],
});
export const requestTarget = object({
  type: certificationRequest,
  parse: (der) => verifyCertificationRequest(toyProvider, parseCertificationRequest(der)),
  seeds: () => objects.requests,
  reaches: ['x509/request.ts'],
  pace: 3,
});
export const publicKeyTarget = object({
  type: subjectPublicKeyInfo,
  parse: parsePublicKey,
  seeds: () => objects.publicKeys,
  reaches: ['x509/public-key', 'x509/rsa-key.ts', 'x509/pss-parameters.ts', 'x509/algorithm-identifier.ts'],
  pace: 5,
  corpus: ['spki'],
});
export const privateKeyTarget = object({
  type: oneAsymmetricKey,
  parse: (der) => {
    parsePkcs8(der);
    pkcs8FromDer(der);
  },
  seeds: () => objects.privateKeys,
  reaches: ['x509/pkcs8.ts', 'x509/private-key.ts', 'x509/ec-private-key.ts'],
  pace: 5,
  corpus: ['pkcs8'],
});

/** Frames around what a password protects. */
export const frames = [encryptedPrivateKeyInfo, pfx];
