/** cert_type: certificates of OpenPGP instead of X.509, which nobody took up. RFC 6091 §3.1 */

import { named, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

const certificateTypes = ['X.509', 'OpenPGP', 'Raw Public Key'];

const certificateType = named(uint8, 'CertificateType', (type) => certificateTypes[type]);

export const certType = extension(9, 'cert_type', {
  ClientHello: vector(1, certificateType, { min: 1 }),
  ServerHello: certificateType,
});
