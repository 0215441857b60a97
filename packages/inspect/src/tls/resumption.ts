/** Which session a connection continues, and which it leaves for others. RFC 5246 §7.4.1.3, RFC 5077 §3.4, RFC 8446 §4.2.11 */

import { decode, messages13, messagesClassic } from 'handfast/wire';
import type { FrameInfo } from '../model.ts';
import { toHex } from './bytes.ts';
import { extensionsWith, extensionValue } from './hello.ts';
import type { KnownSession } from './shared.ts';
import type { TlsState } from './state.ts';

/** The session that the server agreed to continue, if it was made in this capture. */
export function continuedSession({ client, server, shared, flow }: TlsState): KnownSession | undefined {
  if (client === undefined || server === undefined) return undefined;
  if (flow === 'tls13') {
    const index = extensionValue(server.extensions, 'ServerHello', 'pre_shared_key');
    const offered = extensionValue(client.extensions, 'ClientHello', 'pre_shared_key');
    const identity = index === undefined ? undefined : offered?.identities[index]?.identity;
    return identity && shared.sessionNamed(`psk:${toHex(identity)}`);
  }
  const isEchoed = client.sessionId.length > 0 && toHex(client.sessionId) === toHex(server.sessionId);
  if (!isEchoed) return undefined;
  const ticket = extensionsWith(client.extensions, 35);
  const byTicket = ticket && ticket.length > 0 ? shared.sessionNamed(`ticket:${toHex(ticket)}`) : undefined;
  return byTicket ?? shared.sessionNamed(`id:${toHex(server.sessionId)}`);
}

/** Keeps the session under its identifier; call it when the master secret can be known. */
export function rememberId(state: TlsState, frame: FrameInfo): void {
  const id = state.server?.sessionId;
  if (id !== undefined && id.length > 0) remember(state, `id:${toHex(id)}`, 'session id', frame);
}

/** Keeps the session under the ticket in a NewSessionTicket. */
export function rememberTicket(state: TlsState, body: Uint8Array, frame: FrameInfo): void {
  try {
    if (state.flow === 'tls13') {
      const { ticket } = decode(messages13.NewSessionTicket.body, body);
      remember(state, `psk:${toHex(ticket)}`, 'PSK ticket', frame);
    } else {
      const { ticket } = decode(messagesClassic.NewSessionTicket.body, body);
      remember(state, `ticket:${toHex(ticket)}`, 'ticket', frame);
    }
  } catch {
    // A malformed ticket can be continued by nobody.
  }
}

function remember(state: TlsState, name: string, by: KnownSession['by'], { time }: FrameInfo): void {
  const own = state.connection.stream;
  const stream = by === 'session id' ? (state.resumedFrom?.stream ?? own) : own;
  state.shared.remember(name, { stream, by, master: by === 'PSK ticket' ? undefined : state.master, time });
}
