/** ChangeCipherSpec and Finished: both sides saw the same handshake, and hold the same secrets. RFC 5246 §7.1, §7.4.9 */

import { equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import { expectChangeCipherSpec, type Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { Role } from '../tls13/keys.ts';
import { expectClassic } from './expect.ts';
import type { ClassicKeys } from './keys.ts';

/** Waits until the other side uses its keys, and for its Finished, which is the first record under them. */
export function* expectFinished(io: HandshakeIo, keys: ClassicKeys, side: Role): Flow<void> {
  yield* expectChangeCipherSpec();
  io.readThrough(keys.protection(side));
  const expected = keys.verifyData(side);
  const { verifyData } = (yield* expectClassic('Finished')).body;
  if (verifyData.length !== expected.length) throw new ProtocolError('bad_length', { length: verifyData.length });
  if (!equalBytes(expected, verifyData)) throw new ProtocolError('bad_finished');
}

export function sendFinished(io: HandshakeIo, keys: ClassicKeys, side: Role): void {
  io.sendChangeCipherSpec();
  io.writeThrough(keys.protection(side));
  io.send(messagesClassic, 'Finished', { verifyData: keys.verifyData(side) });
}
