/** What the sides want to be called when their addresses change. RFC 9146 §3, RFC 9147 §9 */

import type { Extensions } from '../../wire/extensions/table.ts';
import type { HandshakeIo } from '../io.ts';
import type { Settings } from '../settings.ts';

type Offered = Pick<Extensions<'ClientHello'>, 'connection_id'>;
type Answered = Pick<Extensions<'ServerHello'>, 'connection_id'>;

/** A name of our own for the client's offer, if it is to have one. */
export const offeredId = ({ crypto }: HandshakeIo, { connectionIdLength }: Settings): Offered =>
  connectionIdLength === undefined ? {} : { connection_id: crypto.random(connectionIdLength) };

/** The server's answer: a name of its own, from where both names are used. */
export function answeredId(
  io: HandshakeIo,
  { connectionIdLength }: Settings,
  { connection_id: theirs }: Offered,
): Answered {
  if (connectionIdLength === undefined || theirs === undefined) return {};
  const ours = io.crypto.random(connectionIdLength);
  io.nameConnection(ours, theirs);
  return { connection_id: ours };
}

/** The server has a name too. */
export function heardId(io: HandshakeIo, offered: Offered = {}, answer: Answered = {}): void {
  const { connection_id: ours } = offered;
  if (ours !== undefined && answer.connection_id !== undefined) io.nameConnection(ours, answer.connection_id);
}
