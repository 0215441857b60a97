/** Finished: both sides saw the same handshake, and hold the same secrets. RFC 8446 §4.4.4 */

import { equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Finished } from '../../wire/messages/finished.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { expect13 } from './expect.ts';
import type { HandshakeKeys, Role } from './keys.ts';

/** Waits for the other side's Finished. What it must hold is computed before it can be part of the transcript. */
export function* expectFinished(keys: HandshakeKeys, side: Role): Flow<void> {
  const expected = keys.verifyData(side);
  checkFinished(expected, (yield* expect13('Finished')).body);
}

/** Throws `bad_length`, `bad_finished`. */
export function checkFinished(expected: Uint8Array, { verifyData }: Finished): void {
  if (verifyData.length !== expected.length) throw new ProtocolError('bad_length', { length: verifyData.length });
  if (!equalBytes(expected, verifyData)) throw new ProtocolError('bad_finished');
}

export function sendFinished(io: HandshakeIo, keys: HandshakeKeys, side: Role): void {
  io.send(messages13, 'Finished', { verifyData: keys.verifyData(side) });
}
