/** Certificate as TLS 1.3 writes it: each certificate with extensions of its own. RFC 8446 §4.4.2 */

import { type Infer, opaque, struct, vector } from '../codec.ts';
import { extensionsOf } from '../extensions/extension.ts';
import { extensionTable } from '../extensions/table.ts';

/** One DER certificate; a stapled OCSP response or SCTs travel in its extensions. */
export const CertificateEntry = struct('CertificateEntry', {
  certData: opaque(3, { min: 1 }),
  extensions: extensionsOf(extensionTable, 'Certificate'),
});

export const Certificate13 = struct('Certificate', {
  certificateRequestContext: opaque(1),
  certificateList: vector(3, CertificateEntry),
});
export type Certificate13 = Infer<typeof Certificate13>;
