/** compress_certificate: the algorithms with which a side can unpack a chain. RFC 8879 §3 */

import { named, uint16, vector } from '../codec.ts';
import { extension } from './extension.ts';

const algorithms: Readonly<Record<number, string>> = { 1: 'zlib', 2: 'brotli', 3: 'zstd' };
export const certificateCompressionAlgorithm = named(uint16, 'CertificateCompressionAlgorithm', (id) => algorithms[id]);
const CertificateCompressionAlgorithmList = vector(1, certificateCompressionAlgorithm, { min: 2 });

export const compressCertificate = extension(27, 'compress_certificate', {
  ClientHello: CertificateCompressionAlgorithmList,
  CertificateRequest: CertificateCompressionAlgorithmList,
});
