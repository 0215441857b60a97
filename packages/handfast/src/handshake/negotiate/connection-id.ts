/** What the sides want to be called when their addresses change, and whether they check that. RFC 9146 §3, RFC 9147 §9, RFC 9853 §3 */

import { ProtocolError } from '../../base/errors.ts';
import type { CipherSuite } from '../../registry/cipher-suites.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { HandshakeIo } from '../io.ts';
import type { Settings } from '../settings.ts';

type Offered = Pick<Extensions<'ClientHello'>, 'connection_id' | 'rrc'>;
type Answered = Pick<Extensions<'ServerHello'>, 'connection_id' | 'rrc'>;

/** A name of our own for the client's offer, if it is to have one. */
export const offeredId = ({ crypto }: HandshakeIo, { connectionIdLength }: Settings): Offered =>
  connectionIdLength === undefined ? {} : { connection_id: crypto.random(connectionIdLength), rrc: {} };

/** The server's answer: a name of its own, from where both names are used. Records without an AEAD have no room for it. */
export function answeredId(
  io: HandshakeIo,
  { connectionIdLength }: Settings,
  { connection_id: theirs, rrc }: Offered,
  { mac }: Pick<CipherSuite, 'mac'>,
): Answered {
  if (connectionIdLength === undefined || theirs === undefined || mac !== 'aead') return {};
  const ours = io.crypto.random(connectionIdLength);
  io.nameConnection(ours, theirs, rrc !== undefined);
  return { connection_id: ours, ...(rrc && { rrc }) };
}

/** The server has a name too. */
export function heardId(
  io: HandshakeIo,
  { connection_id: ours }: Offered = {},
  { connection_id: theirs, rrc }: Answered = {},
  { mac }: Pick<CipherSuite, 'mac'>,
): void {
  if (ours === undefined || theirs === undefined) return;
  // RFC 9146 §5.1 has a MAC for such records; nothing here makes it, and without it nobody would understand another.
  if (mac !== 'aead') throw new ProtocolError('unsolicited_extension', { extension: 'connection_id' });
  io.nameConnection(ours, theirs, rrc !== undefined);
}
