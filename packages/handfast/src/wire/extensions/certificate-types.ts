/** client_certificate_type and server_certificate_type: what each side can show, and will. RFC 7250 §3 */

import { vector } from '../codec.ts';
import { certificateType } from '../names.ts';
import { extension } from './extension.ts';

/** In order of the client's preference; the server answers with one. */
const formats = {
  ClientHello: vector(1, certificateType, { min: 1 }),
  ServerHello: certificateType,
  EncryptedExtensions: certificateType,
};

export const clientCertificateType = extension(19, 'client_certificate_type', formats);

export const serverCertificateType = extension(20, 'server_certificate_type', formats);
