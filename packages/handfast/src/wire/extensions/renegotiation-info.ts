/** renegotiation_info: binds a renegotiation to the connection it happens on, up to TLS 1.2. RFC 5746 §3.2 */

import { opaque } from '../codec.ts';
import { extension } from './extension.ts';

export const renegotiationInfo = extension(0xff01, 'renegotiation_info', {
  ClientHello: opaque(1),
  ServerHello: opaque(1),
});
