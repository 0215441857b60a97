/** Certificate up to TLS 1.2: a chain and nothing else. RFC 5246 §7.4.2 */

import { type Infer, opaque, struct, vector } from '../codec.ts';

/** DER certificates, the sender's own first. */
export const CertificateClassic = struct('Certificate', {
  certificateList: vector(3, opaque(3, { min: 1 })),
});
export type CertificateClassic = Infer<typeof CertificateClassic>;
