/** early_data: data in the first flight. RFC 8446 §4.2.10 */

import { empty, uint32 } from '../codec.ts';
import { extension } from './extension.ts';

export const earlyData = extension(42, 'early_data', {
  ClientHello: empty,
  EncryptedExtensions: empty,
  NewSessionTicket: uint32,
});
