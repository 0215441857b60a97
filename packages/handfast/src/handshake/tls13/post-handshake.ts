/** After the handshake any message may come at any time, so this part is a plain reducer. RFC 8446 §4.6 */

import { toHex } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Message13 } from '../../wire/messages13.ts';
import type { Role } from './keys.ts';

export interface PostHandshake13 {
  readonly role: Role;
  /** KeyUpdates since the peer last sent application data. */
  readonly idleKeyUpdates: number;
  /** Whether requests for a certificate are answered, and the contexts of those that came, in hexadecimal. */
  readonly answers: boolean;
  readonly contexts: readonly string[];
}

/** What the connection must do, in this order. */
export type Effect =
  | { readonly do: 'next-read-key' }
  | { readonly do: 'update-write-key' }
  | { readonly do: 'keep-ticket'; readonly ticket: Message13<'NewSessionTicket'>['body'] }
  | { readonly do: 'authenticate'; readonly request: Message13<'CertificateRequest'>['body'] };

/** What may come after the handshake. */
export type PostHandshakeMessage = 'NewSessionTicket' | 'KeyUpdate' | 'CertificateRequest';

/** Messages that may come after the handshake: a server gets no tickets, and a client no questions that it did not allow. */
export function postHandshakeMessages({ role, answers }: PostHandshake13): readonly PostHandshakeMessage[] {
  if (role === 'server') return ['KeyUpdate'];
  return answers ? ['NewSessionTicket', 'KeyUpdate', 'CertificateRequest'] : ['NewSessionTicket', 'KeyUpdate'];
}

/** State and message give the next state and what to do. Throws `bad_key_update`, `too_many_key_updates` and others. */
export function postHandshake13(
  state: PostHandshake13,
  message: Message13<PostHandshakeMessage>,
): { readonly state: PostHandshake13; readonly effects: readonly Effect[] } {
  if (message.name === 'NewSessionTicket') return { state, effects: [{ do: 'keep-ticket', ticket: message.body }] };
  if (message.name === 'CertificateRequest') return asked(state, message.body);
  const { requestUpdate } = message.body;
  if (requestUpdate > 1) throw new ProtocolError('bad_key_update', { requestUpdate });
  const idleKeyUpdates = state.idleKeyUpdates + 1;
  if (idleKeyUpdates > maxIdleKeyUpdates) throw new ProtocolError('too_many_key_updates', { limit: maxIdleKeyUpdates });
  return {
    state: { ...state, idleKeyUpdates },
    effects: requestUpdate === 1 ? [{ do: 'next-read-key' }, { do: 'update-write-key' }] : [{ do: 'next-read-key' }],
  };
}

/** Every request has a context of its own. RFC 8446 §4.3.2 */
function asked(
  state: PostHandshake13,
  request: Message13<'CertificateRequest'>['body'],
): { readonly state: PostHandshake13; readonly effects: readonly Effect[] } {
  const context = toHex(request.certificateRequestContext);
  if (state.contexts.includes(context)) throw new ProtocolError('bad_certificate_context');
  const contexts = [...state.contexts, context];
  if (contexts.length > maxRequests) throw new ProtocolError('too_many_certificate_requests', { limit: maxRequests });
  return { state: { ...state, contexts }, effects: [{ do: 'authenticate', request }] };
}

/** In the life of a connection. Each costs us a signature. */
const maxRequests = 32;
/** Each costs us a key derivation and may cost us an answer: without data in between they are an attack. */
const maxIdleKeyUpdates = 32;
