/** Messages that the engine does not read, or reads in a place of its own. */

import { named, opaque, struct, uint8, uint32, vector } from 'handfast/wire';

/** RFC 9147 §9 */
export const RequestConnectionId = struct('RequestConnectionId', { numCids: uint8 });

/** RFC 9147 §9 */
export const NewConnectionId = struct('NewConnectionId', {
  cids: vector(2, opaque(1)),
  usage: named(uint8, 'ConnectionIdUsage', (usage) => ['cid_immediate', 'cid_spare'][usage]),
});

/** draft-agl-tls-nextprotoneg §3 */
export const NextProtocol = struct('NextProtocol', { selectedProtocol: opaque(1), padding: opaque(1) });

/** RFC 9147 §7 */
export const Ack = struct('ACK', {
  recordNumbers: vector(
    2,
    struct('RecordNumber', { epochHigh: uint32, epoch: uint32, sequenceHigh: uint32, sequence: uint32 }),
  ),
});
