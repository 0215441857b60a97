/** Messages about signatures before TLS 1.2, when no scheme was named: the version and the key say which. RFC 4346 §7.4.3, §7.4.4 */

import { type Codec, opaque, vector } from '../codec.ts';
import { type CertificateRequestClassic, certificateTypes } from './certificate-request-classic.ts';
import type { DigitallySigned } from './certificate-verify.ts';

/** CertificateVerify: a signature and nothing else. */
export const UnnamedCertificateVerify: Codec<DigitallySigned> = {
  name: 'CertificateVerify',
  read: (input) => ({ algorithm: undefined, signature: input.field('signature', signature) }),
  write: (output, value) => signature.write(output, value.signature),
};

/** Parameters and the signature under them. */
export const signedUnnamed = <P>(params: Codec<P>): Codec<DigitallySigned & { readonly params: P }> => ({
  name: 'ServerKeyExchange',
  read: (input) => ({
    params: input.field('params', params),
    algorithm: undefined,
    signature: input.field('signature', signature),
  }),
  write(output, value) {
    params.write(output, value.params);
    signature.write(output, value.signature);
  },
});

/** Nobody says which signatures are accepted. */
export const UnnamedCertificateRequest: Codec<CertificateRequestClassic> = {
  name: 'CertificateRequest',
  read: (input) => ({
    certificateTypes: input.field('certificateTypes', certificateTypes),
    supportedSignatureAlgorithms: undefined,
    certificateAuthorities: input.field('certificateAuthorities', authorities),
  }),
  write(output, value) {
    certificateTypes.write(output, value.certificateTypes);
    authorities.write(output, value.certificateAuthorities);
  },
};

const signature = opaque(2);
const authorities = vector(2, opaque(2, { min: 1 }));
