/** post_handshake_auth: the client is willing to authenticate later. RFC 8446 §4.2.6 */

import { empty } from '../codec.ts';
import { extension } from './extension.ts';

export const postHandshakeAuth = extension(49, 'post_handshake_auth', { ClientHello: empty });
