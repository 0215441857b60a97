/** server_name: the host the client wants to reach. RFC 6066 §3 */

import { empty, named, opaque, struct, uint8, vector } from '../codec.ts';
import { extension } from './extension.ts';

const ServerName = struct('ServerName', {
  nameType: named(uint8, 'NameType', (type) => (type === 0 ? 'host_name' : undefined)),
  hostName: opaque(2, { min: 1 }),
});

export const serverName = extension(0, 'server_name', {
  ClientHello: vector(2, ServerName, { min: 1 }),
  ServerHello: empty,
  EncryptedExtensions: empty,
});
