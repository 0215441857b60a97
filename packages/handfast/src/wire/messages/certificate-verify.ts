/** CertificateVerify: proof that the sender holds the key of its certificate. RFC 8446 §4.4.3 */

import { type Infer, opaque, struct } from '../codec.ts';
import { signatureScheme } from '../names.ts';

export const CertificateVerify = struct('CertificateVerify', {
  algorithm: signatureScheme,
  signature: opaque(2),
});
export type CertificateVerify = Infer<typeof CertificateVerify>;

/** A signature up to TLS 1.2: `algorithm` is `undefined` where none is named, before TLS 1.2. RFC 5246 §4.7 */
export interface DigitallySigned {
  readonly algorithm: number | undefined;
  readonly signature: Uint8Array;
}
