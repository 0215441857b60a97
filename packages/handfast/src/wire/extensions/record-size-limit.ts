/** record_size_limit: the largest plaintext a side is willing to receive. RFC 8449 §4 */

import { uint16 } from '../codec.ts';
import { extension } from './extension.ts';

export const recordSizeLimit = extension(28, 'record_size_limit', {
  ClientHello: uint16,
  ServerHello: uint16,
  EncryptedExtensions: uint16,
});
