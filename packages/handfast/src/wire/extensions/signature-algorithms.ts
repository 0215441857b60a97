/** signature_algorithms and signature_algorithms_cert: which signatures a side accepts. RFC 8446 §4.2.3 */

import { vector } from '../codec.ts';
import { signatureScheme } from '../names.ts';
import { extension } from './extension.ts';

/** RFC 8446 §4.2.3 */
export const SignatureSchemeList = vector(2, signatureScheme, { min: 2 });

/** Schemes for handshake signatures, and for certificates too unless the other extension says more. */
export const signatureAlgorithms = extension(13, 'signature_algorithms', {
  ClientHello: SignatureSchemeList,
  CertificateRequest: SignatureSchemeList,
});

/** Schemes for signatures inside certificates. */
export const signatureAlgorithmsCert = extension(50, 'signature_algorithms_cert', {
  ClientHello: SignatureSchemeList,
  CertificateRequest: SignatureSchemeList,
});
