/** Messages about names of connections, which may come at any time after the handshake. RFC 9147 §9 */

import { named, opaque, struct, uint8, vector } from '../codec.ts';

/** Handshake type of `RequestConnectionId`. */
export const requestConnectionId = 9;
export const RequestConnectionId = struct('RequestConnectionId', { numCids: uint8 });

/** Handshake type of `NewConnectionId`. */
export const newConnectionId = 10;
export const NewConnectionId = struct('NewConnectionId', {
  cids: vector(2, opaque(1)),
  usage: named(uint8, 'ConnectionIdUsage', (usage) => ['cid_immediate', 'cid_spare'][usage]),
});

/** `ConnectionIdUsage`: for later, instead of from now on. */
export const spare = 1;
