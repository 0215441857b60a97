/** The client's side of an abbreviated handshake: a session that both sides remember. RFC 5246 §7.3, figure 2; RFC 5077 §3.1 */

import { equalBytes, fromUtf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { type VersionRow, versionByWire } from '../../registry/versions.ts';
import { encode } from '../../wire/codec.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import type { Flow } from '../flow.ts';
import type { Offer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { offeredMethods } from '../negotiate/compression.ts';
import { suitesFor } from '../negotiate/suite.ts';
import type { PeerVerified } from '../proofs.ts';
import { keptStaples, staplesOf } from '../psk/kept.ts';
import { identityDigest, keptName } from '../psk/offer.ts';
import { rememberPeer } from '../psk/remembered.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { ask } from '../stores.ts';
import { expectClassic } from './expect.ts';
import type { Agreed, ClassicKeys } from './keys.ts';
import { isSamePeer, type Renegotiation } from './renegotiation.ts';
import {
  aliveSession,
  ClientSession,
  keep,
  longestSession,
  resumesUnbound,
  sessionFields,
  suiteOf,
} from './session.ts';

/** A session on offer. */
export interface OfferedSession {
  /** What ClientHello holds: the server's own name for the session, or ours to see whether it took the ticket. */
  readonly sessionId: Uint8Array;
  /** Empty when the server keeps the session itself. */
  readonly ticket: Uint8Array;
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  /** As it was kept. */
  readonly kept: ClientSession;
  readonly peer: PeerVerified | undefined;
}

/**
 * A session with this server that is still good. It is taken out of the store: only a handshake that succeeds puts it
 * back, so that what fails cannot fail twice.
 */
export function* findSession(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  renegotiation?: Renegotiation,
): Flow<OfferedSession | undefined> {
  const { sessions } = settings;
  if (renegotiation?.full === true) return undefined;
  const found = sessions && (yield* ask(() => sessions.take(storeKey(purpose), io.now, 1)));
  const kept = found?.[0] && aliveSession(ClientSession, found[0], io.now);
  const version = kept && versionByWire(kept.version);
  if (kept === undefined || version === undefined || !settings.versions.includes(version)) return undefined;
  if (kept.extendedMasterSecret !== 1 && !resumesUnbound(settings, renegotiation)) return undefined;
  if (kept.ticket.length > 0 && !settings.asksForTickets) return undefined;
  if (!offeredMethods(settings).includes(kept.compression)) return undefined;
  const suite = suiteOf(kept, suitesFor(settings.cipherSuites, version));
  const sameName = fromUtf8(kept.serverName) === (purpose.serverName ?? '');
  if (suite === undefined || !sameName || !equalBytes(kept.ourIdentity, identityDigest(io, settings))) return undefined;
  const staples = staplesOf(kept, settings);
  const remembered = yield* rememberPeer(io, settings, 'server', purpose.serverName, kept, staples);
  if (remembered === undefined || !isSamePeer(renegotiation, remembered.peer)) return undefined;
  const sessionId = kept.sessionId.length > 0 ? kept.sessionId : io.crypto.random(32);
  return { sessionId, ticket: kept.ticket, version, suite, kept, peer: remembered.peer };
}

/** The session that the server resumes, if it does. Throws when it resumes another one, or on other terms. */
export function resumedSession(
  { session, hello: offered }: Offer,
  { legacySessionIdEcho, cipherSuite, legacyCompressionMethod, extensions = {} }: ServerHello,
  version: VersionRow,
): OfferedSession | undefined {
  const echoed = legacySessionIdEcho.length > 0 && equalBytes(legacySessionIdEcho, offered.legacySessionId);
  if (!echoed) return undefined;
  // A session id that is random noise for middleboxes names no session at all. RFC 8446 Appendix D.4
  if (session === undefined) throw new ProtocolError('unknown_session');
  if (session.version !== version || session.suite.id !== cipherSuite) throw new ProtocolError('session_changed');
  if (session.kept.compression !== legacyCompressionMethod) throw new ProtocolError('session_changed');
  const extended = extensions.extended_master_secret !== undefined;
  if (extended !== (session.kept.extendedMasterSecret === 1)) throw new ProtocolError('bad_session_binding');
  return session;
}

/** The server announced a ticket, so one comes. RFC 5077 §3.3 */
export function* expectTicket({ extensions }: ServerHello): Flow<Ticket | undefined> {
  if (extensions?.session_ticket === undefined) return undefined;
  const { ticket, ticketLifetimeHint } = (yield* expectClassic('NewSessionTicket')).body;
  return { ticket, lifetime: ticketLifetimeHint };
}

export interface Ticket {
  readonly ticket: Uint8Array;
  /** In seconds; 0 says nothing. */
  readonly lifetime: number;
}

/** What a full handshake agreed on. */
interface Begun {
  readonly agreed: Agreed;
  readonly keys: ClassicKeys;
  readonly peer: PeerVerified | undefined;
}

/** Keeps a session that began now, if the server wants to see it again. */
export function keepSession(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  { agreed, keys, peer }: Begun,
  { legacySessionIdEcho }: ServerHello,
  ticket: Ticket | undefined,
): void {
  const hasTicket = ticket !== undefined && ticket.ticket.length > 0;
  const { secrets } = keys;
  if (!hasTicket && legacySessionIdEcho.length === 0) return;
  if (!secrets.extendedMasterSecret && !resumesUnbound(settings)) return;
  put(settings, purpose, {
    authenticated: io.now,
    lifetime: Math.min(ticket?.lifetime || longestSession, longestSession),
    serverName: keptName(purpose.serverName),
    sessionId: hasTicket ? new Uint8Array(0) : legacySessionIdEcho,
    ticket: ticket?.ticket ?? new Uint8Array(0),
    ourIdentity: identityDigest(io, settings),
    ...sessionFields(agreed, secrets, peer),
    ...keptStaples(peer?.staples),
  });
}

/** Puts a session back that was resumed, with its new ticket if there was one. */
export function keepAgain(
  settings: ClientSettings,
  purpose: ClientPurpose,
  { kept }: OfferedSession,
  ticket: Ticket | undefined,
): void {
  const renewed = ticket !== undefined && ticket.ticket.length > 0;
  put(settings, purpose, renewed ? { ...kept, ticket: ticket.ticket, sessionId: new Uint8Array(0) } : kept);
}

/** Forgets all sessions with this server. */
export function forgetSessions({ sessions }: ClientSettings, purpose: ClientPurpose): void {
  if (sessions !== undefined) keep(() => sessions.remove(storeKey(purpose)));
}

function put({ sessions }: ClientSettings, purpose: ClientPurpose, session: ClientSession): void {
  if (sessions === undefined) return;
  const expires = session.authenticated + 1000 * session.lifetime;
  keep(() => sessions.put(storeKey(purpose), encode(ClientSession, session), expires));
}

const storeKey = ({ origin }: ClientPurpose): string => `classic ${origin}`;
