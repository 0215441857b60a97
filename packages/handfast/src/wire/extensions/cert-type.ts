/** cert_type: certificates of OpenPGP instead of X.509, which nobody took up. RFC 6091 §3.1 */

import { vector } from '../codec.ts';
import { certificateType } from '../names.ts';
import { extension } from './extension.ts';

export const certType = extension(9, 'cert_type', {
  ClientHello: vector(1, certificateType, { min: 1 }),
  ServerHello: certificateType,
});
