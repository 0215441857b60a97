/** Messages about names of connections, which may come at any time after the handshake. RFC 9147 §9 */

import { opaque, struct, uint8, vector } from '../../wire/codec.ts';

export const requestConnectionId = 9;
export const RequestConnectionId = struct('RequestConnectionId', { numCids: uint8 });

export const newConnectionId = 10;
export const NewConnectionId = struct('NewConnectionId', { cids: vector(2, opaque(1)), usage: uint8 });

/** `ConnectionIdUsage`: for later, instead of from now on. */
export const spare = 1;
