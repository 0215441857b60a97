/** signed_certificate_timestamp: proofs from Certificate Transparency logs. RFC 6962 §3.3 */

import { empty, opaque, vector } from '../codec.ts';
import { extension } from './extension.ts';

const SignedCertificateTimestampList = vector(2, opaque(2, { min: 1 }), { min: 1 });

export const signedCertificateTimestamp = extension(18, 'signed_certificate_timestamp', {
  ClientHello: empty,
  ServerHello: SignedCertificateTimestampList,
  CertificateRequest: empty,
  Certificate: SignedCertificateTimestampList,
});
