/** Certificate up to TLS 1.2: a chain and nothing else (RFC 5246 §7.4.2), or a bare key (RFC 7250 §3). */

import type { CertificateType } from '../../registry/certificate-types.ts';
import { type Codec, type Infer, opaque, struct, vector } from '../codec.ts';

/** DER certificates, the sender's own first. */
export const CertificateClassic = struct('Certificate', {
  certificateList: vector(3, opaque(3, { min: 1 })),
});
export type CertificateClassic = Infer<typeof CertificateClassic>;

/**
 * A SubjectPublicKeyInfo, as the only item of the list. RFC 7250 §3 wants at least one byte, but leaves a client without a
 * key nothing else to say than none: implementations agree that this is an empty list.
 */
export const RawPublicKeyClassic: Codec<CertificateClassic> = {
  name: 'Certificate',
  read(input) {
    const key = input.field('subjectPublicKeyInfo', opaque(3));
    return { certificateList: key.length === 0 ? [] : [key] };
  },
  write(output, { certificateList: [key = new Uint8Array(0)] }) {
    opaque(3).write(output, key);
  },
};

/** The message for what both sides agreed to show. */
export const certificateClassicOf = (type: CertificateType): Codec<CertificateClassic> =>
  type === 'X509' ? CertificateClassic : RawPublicKeyClassic;
