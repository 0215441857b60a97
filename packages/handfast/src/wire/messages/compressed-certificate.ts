/** CompressedCertificate: a Certificate message, packed. RFC 8879 §4 */

import { type Infer, opaque, struct, uint24 } from '../codec.ts';
import { certificateCompressionAlgorithm } from '../extensions/compress-certificate.ts';

export const CompressedCertificate = struct('CompressedCertificate', {
  algorithm: certificateCompressionAlgorithm,
  uncompressedLength: uint24,
  compressedCertificateMessage: opaque(3, { min: 1 }),
});
export type CompressedCertificate = Infer<typeof CompressedCertificate>;
