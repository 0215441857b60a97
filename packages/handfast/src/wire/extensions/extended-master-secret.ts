/** extended_master_secret: binds the master secret to the whole handshake, up to TLS 1.2. RFC 7627 §5.1 */

import { empty } from '../codec.ts';
import { extension } from './extension.ts';

export const extendedMasterSecret = extension(23, 'extended_master_secret', { ClientHello: empty, ServerHello: empty });
