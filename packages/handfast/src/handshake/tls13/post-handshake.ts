/** After the handshake any message may come at any time, so this part is a plain reducer. RFC 8446 §4.6 */

import { ProtocolError } from '../../base/errors.ts';
import type { Message13 } from '../../wire/messages13.ts';
import type { Role } from './keys.ts';

export interface PostHandshake13 {
  readonly role: Role;
  /** KeyUpdates since the peer last sent application data. */
  readonly idleKeyUpdates: number;
}

/** What the connection must do, in this order. */
export type Effect =
  | { readonly do: 'next-read-key' }
  | { readonly do: 'update-write-key' }
  | { readonly do: 'keep-ticket'; readonly ticket: Message13<'NewSessionTicket'>['body'] };

/** Messages that may come after the handshake: a server gets no tickets. */
export const postHandshakeMessages: Readonly<Record<Role, readonly ('NewSessionTicket' | 'KeyUpdate')[]>> = {
  client: ['NewSessionTicket', 'KeyUpdate'],
  server: ['KeyUpdate'],
};

/** State and message give the next state and what to do. Throws `bad_key_update`, `too_many_key_updates`. */
export function postHandshake13(
  state: PostHandshake13,
  message: Message13<'NewSessionTicket' | 'KeyUpdate'>,
): { readonly state: PostHandshake13; readonly effects: readonly Effect[] } {
  if (message.name === 'NewSessionTicket') return { state, effects: [{ do: 'keep-ticket', ticket: message.body }] };
  const { requestUpdate } = message.body;
  if (requestUpdate > 1) throw new ProtocolError('bad_key_update', { requestUpdate });
  const idleKeyUpdates = state.idleKeyUpdates + 1;
  if (idleKeyUpdates > maxIdleKeyUpdates) throw new ProtocolError('too_many_key_updates', { limit: maxIdleKeyUpdates });
  return {
    state: { ...state, idleKeyUpdates },
    effects: requestUpdate === 1 ? [{ do: 'next-read-key' }, { do: 'update-write-key' }] : [{ do: 'next-read-key' }],
  };
}

/** Each costs us a key derivation and may cost us an answer: without data in between they are an attack. */
const maxIdleKeyUpdates = 32;
