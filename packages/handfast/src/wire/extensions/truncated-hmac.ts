/** truncated_hmac: MACs of 10 bytes, up to TLS 1.2. RFC 6066 §7 */

import { empty } from '../codec.ts';
import { extension } from './extension.ts';

export const truncatedHmac = extension(4, 'truncated_hmac', { ClientHello: empty, ServerHello: empty });
