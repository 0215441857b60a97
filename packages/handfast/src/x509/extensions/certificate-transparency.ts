/** Signed certificate timestamps in the encoding of TLS, inside an OCTET STRING (RFC 6962 §3.2, §3.3). */

import { type DerType, element } from '../../asn1/element.ts';
import { universal } from '../../asn1/identifier.ts';
import { ProtocolError } from '../../base/errors.ts';
import { type Codec, decode, fixed, opaque, prefixed, rest, uint8, vector } from '../../wire/codec.ts';
import type { SignedCertificateTimestamp } from './types.ts';

/** One timestamp, as certificates, OCSP responses and TLS carry it. */
const signedCertificateTimestamp: Codec<SignedCertificateTimestamp> = {
  name: 'SignedCertificateTimestamp',
  read(input) {
    const version = input.field('version', uint8);
    if (version !== 0) return { ...noFields, version, unparsed: input.field('unparsed', rest) };
    return {
      version,
      logId: input.field('logId', fixed(32)),
      timestamp: input.field('timestamp', milliseconds),
      extensions: input.field('extensions', opaque(2)),
      hashAlgorithm: input.field('hashAlgorithm', uint8),
      signatureAlgorithm: input.field('signatureAlgorithm', uint8),
      signature: input.field('signature', opaque(2)),
      unparsed: none,
    };
  },
  write(output, value) {
    uint8.write(output, value.version);
    if (value.version !== 0) return rest.write(output, value.unparsed);
    fixed(32).write(output, value.logId);
    milliseconds.write(output, value.timestamp);
    opaque(2).write(output, value.extensions);
    uint8.write(output, value.hashAlgorithm);
    uint8.write(output, value.signatureAlgorithm);
    opaque(2).write(output, value.signature);
  },
};

/** Parses one `SerializedSCT` of the TLS extension. Throws `truncated`, `trailing_bytes` and the like. */
export const parseSignedCertificateTimestamp = (bytes: Uint8Array): SignedCertificateTimestamp =>
  decode(signedCertificateTimestamp, bytes);

/** `SerializedSCT sct_list<1..2^16-1>` */
const signedCertificateTimestampList: Codec<readonly SignedCertificateTimestamp[]> = vector(
  2,
  prefixed(2, { min: 1 }, 'SerializedSCT', signedCertificateTimestamp),
  { min: 1 },
);

/** The list as the value of an extension. */
export const signedCertificateTimestamps: DerType<readonly SignedCertificateTimestamp[]> = element(
  'SignedCertificateTimestampList',
  universal.octetString,
  signedCertificateTimestampList,
);

/** `uint64`, as far as a number is exact: until the year 287,396. */
const milliseconds: Codec<number> = {
  name: 'uint64',
  read(input) {
    const value = input.uint(4) * 2 ** 32 + input.uint(4);
    if (value > Number.MAX_SAFE_INTEGER) throw new ProtocolError('bad_der', { why: 'a timestamp beyond all time' });
    return value;
  },
  write(output, value) {
    output.uint(4, Math.floor(value / 2 ** 32));
    output.uint(4, value % 2 ** 32);
  },
  describe: (value) => (value <= maximumDate ? new Date(value).toISOString() : undefined),
};

const maximumDate = 8.64e15;

const none: Uint8Array = new Uint8Array(0);

const noFields = {
  logId: none,
  timestamp: 0,
  extensions: none,
  hashAlgorithm: 0,
  signatureAlgorithm: 0,
  signature: none,
} as const;
