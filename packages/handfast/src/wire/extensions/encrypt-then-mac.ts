/** encrypt_then_mac: the right order for CBC suites, up to TLS 1.2. RFC 7366 §2 */

import { empty } from '../codec.ts';
import { extension } from './extension.ts';

export const encryptThenMac = extension(22, 'encrypt_then_mac', { ClientHello: empty, ServerHello: empty });
