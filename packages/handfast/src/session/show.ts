/** What kept sessions and opened tickets hold, for tools that show them. */

import { ClientSession, ServerSession } from '../handshake/classic/session.ts';
import { KeptSession, TicketState } from '../handshake/psk/kept.ts';
import { versionByWire, versionName } from '../registry/versions.ts';
import { type Annotation, annotate } from '../wire/annotate.ts';

/** A client's session, as `SessionStore` keeps it. */
export interface SessionFacts {
  readonly version: string;
  /** For the server to open; empty where the session goes by its ID. */
  readonly ticket: Uint8Array;
  /** When it came, in milliseconds since 1970; of sessions up to TLS 1.2, when they began. */
  readonly since: number;
  /** When it ends at the latest, in milliseconds since 1970. */
  readonly ends: number;
  /** Most bytes of early data. */
  readonly maxEarlyData: number;
}

/** What the client knows of a session in a store; `undefined` when these bytes are none. */
export function sessionFacts(value: Uint8Array): SessionFacts | undefined {
  const kept = annotate(KeptSession, value).value;
  if (kept !== undefined && isModern(kept)) {
    const { since, lifetime, ticket, maxEarlyData } = kept;
    return { version: versionName(kept.version), ticket, since, ends: since + 1000 * lifetime, maxEarlyData };
  }
  const older = annotate(ClientSession, value).value;
  if (older === undefined) return undefined;
  const { authenticated: since, lifetime, ticket } = older;
  return { version: versionName(older.version), ticket, since, ends: since + 1000 * lifetime, maxEarlyData: 0 };
}

/** What every byte of an opened ticket means: what `TicketSealer.open` gives. It holds the secret of the session. */
export const annotateTicket = (state: Uint8Array): Annotation<unknown> =>
  isModern({ version: (state[0] ?? 0) * 256 + (state[1] ?? 0) })
    ? annotate(TicketState, state)
    : annotate(ServerSession, state, 'TicketState');

const isModern = ({ version }: { readonly version: number }): boolean => versionByWire(version)?.flow === 'tls13';
