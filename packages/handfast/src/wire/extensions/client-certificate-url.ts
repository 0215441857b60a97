/** client_certificate_url: the client may say where its certificates are instead of sending them. RFC 6066 §5 */

import { empty } from '../codec.ts';
import { extension } from './extension.ts';

export const clientCertificateUrl = extension(2, 'client_certificate_url', { ClientHello: empty, ServerHello: empty });
