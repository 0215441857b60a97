/** ec_point_formats: how points are written, up to TLS 1.2. RFC 8422 §5.1.2 */

import { named, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

const ECPointFormat = named(
  uint8,
  'ECPointFormat',
  (format) => ['uncompressed', 'ansiX962_compressed_prime', 'ansiX962_compressed_char2'][format],
);
const ECPointFormatList = vector(1, ECPointFormat, { min: 1 });

export const ecPointFormats = extension(11, 'ec_point_formats', {
  ClientHello: ECPointFormatList,
  ServerHello: ECPointFormatList,
});
