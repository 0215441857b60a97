/** connection_id: what the sender wants to be called in datagrams, wherever they come from. RFC 9146 §3, RFC 9147 §9 */

import { opaque } from '../codec.ts';
import { extension } from './extension.ts';

const ConnectionId = opaque(1);

export const connectionId = extension(54, 'connection_id', { ClientHello: ConnectionId, ServerHello: ConnectionId });
