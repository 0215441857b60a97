/** CertificateRequest as TLS 1.3 writes it. RFC 8446 §4.3.2 */

import { type Infer, opaque, struct } from '../codec.ts';
import { extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';

export const CertificateRequest13 = struct('CertificateRequest', {
  certificateRequestContext: opaque(1),
  extensions: extensionsOf(extensionTable, 'CertificateRequest'),
});
export type CertificateRequest13 = Infer<typeof CertificateRequest13>;
