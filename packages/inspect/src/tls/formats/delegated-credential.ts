/** delegated_credential in a Certificate: a short-lived key that the certificate's key has signed. RFC 9345 §4 */

import { opaque, signatureScheme, struct, uint32 } from 'handfast/wire';

/** `validTime` in seconds behind the certificate's notBefore. */
export const DelegatedCredential = struct('DelegatedCredential', {
  validTime: uint32,
  dcCertVerifyAlgorithm: signatureScheme,
  subjectPublicKeyInfo: opaque(3),
  algorithm: signatureScheme,
  signature: opaque(2),
});
