/** heartbeat: named so that it can be refused. RFC 6520 §2 */

import { named, uint8 } from '../codec.ts';
import { extension } from './extension.ts';

const HeartbeatMode = named(uint8, 'HeartbeatMode', (mode) =>
  mode === 1 ? 'peer_allowed_to_send' : mode === 2 ? 'peer_not_allowed_to_send' : undefined,
);

export const heartbeat = extension(15, 'heartbeat', {
  ClientHello: HeartbeatMode,
  ServerHello: HeartbeatMode,
  EncryptedExtensions: HeartbeatMode,
});
