/** certificate_authorities: distinguished names of the authorities a side accepts, as DER. RFC 8446 §4.2.4 */

import { opaque, vector } from '../codec.ts';
import { extension } from './extension.ts';

const DistinguishedNames = vector(2, opaque(2, { min: 1 }), { min: 3 });

export const certificateAuthorities = extension(47, 'certificate_authorities', {
  ClientHello: DistinguishedNames,
  CertificateRequest: DistinguishedNames,
});
