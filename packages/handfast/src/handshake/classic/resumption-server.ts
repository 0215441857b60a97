/** The server's side of an abbreviated handshake: sessions that it keeps, or seals into tickets. RFC 5246 §7.3, RFC 5077 §3.1 */

import { fromUtf8, toHex } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { certificateTypeIds } from '../../registry/certificate-types.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { encode } from '../../wire/codec.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenMethod } from '../negotiate/compression.ts';
import type { PeerVerified } from '../proofs.ts';
import { isAnonymous } from '../psk/kept.ts';
import { keptName } from '../psk/offer.ts';
import { rememberPeer } from '../psk/remembered.ts';
import type { ServerSettings } from '../settings.ts';
import { ask } from '../stores.ts';
import type { Agreed, ClassicKeys } from './keys.ts';
import { isSamePeer } from './renegotiation.ts';
import type { OfferedClassic } from './server-checks.ts';
import type { Opening } from './server-hello.ts';
import {
  aliveSession,
  keep,
  longestSession,
  resumesUnbound,
  ServerSession,
  sessionFields,
  suiteOf,
} from './session.ts';

/** A session that goes on. */
export interface Resumable {
  readonly suite: NegotiableSuite;
  readonly kept: ServerSession;
  readonly peer: PeerVerified | undefined;
  /** A ticket that has lived half its life is replaced. */
  readonly renew: boolean;
}

/**
 * The session that the client would like to resume, if there is one and it fits what is asked for now. Throws
 * `bad_session_binding` when the client drops the extended master secret (RFC 7627 §5.3).
 */
export function* findResumable(
  io: HandshakeIo,
  settings: ServerSettings,
  { hello, offered, version, suites, serverName, renegotiation }: Opening,
): Flow<Resumable | undefined> {
  if (renegotiation?.full === true) return undefined;
  const bytes = yield* lookUp(io, settings, hello);
  const kept = bytes && aliveSession(ServerSession, bytes, io.now);
  if (kept === undefined || kept.version !== version.wire) return undefined;
  const suite = suiteOf(kept, suites);
  if (suite === undefined || !hello.cipherSuites.includes(suite.id)) return undefined;
  if (kept.compression !== chosenMethod(settings, hello)) return undefined;
  if (fromUtf8(kept.serverName) !== (serverName ?? '')) return undefined;
  if (kept.extendedMasterSecret === 1 && !offered.extendedMasterSecret) throw new ProtocolError('bad_session_binding');
  // Who knows the extension now gets a session with it. RFC 7627 §5.3
  const unbound = kept.extendedMasterSecret !== 1;
  if (unbound && (offered.extendedMasterSecret || !resumesUnbound(settings, renegotiation))) return undefined;
  if (settings.clientAuthentication === 'require' && isAnonymous(kept)) return undefined;
  const remembered = yield* rememberPeer(io, settings, 'client', undefined, kept);
  if (remembered === undefined || !isSamePeer(renegotiation, remembered.peer)) return undefined;
  const age = io.now - kept.authenticated;
  const renew = offered.extensions.session_ticket !== undefined && age > 500 * kept.lifetime;
  return { suite, kept, peer: remembered.peer, renew: renew && settings.tickets !== undefined };
}

/** By ticket, if the client shows one; else by session ID. */
function* lookUp(
  io: HandshakeIo,
  { sessionCache, tickets }: ServerSettings,
  { legacySessionId, extensions }: ClientHello,
): Flow<Uint8Array | undefined> {
  const ticket = extensions?.session_ticket;
  if (ticket !== undefined && ticket.length > 0) {
    return tickets && (yield* ask(() => tickets.sealer.open(ticket, io.now)));
  }
  if (sessionCache === undefined || legacySessionId.length === 0) return undefined;
  const found = yield* ask(() => sessionCache.get(storeKey(legacySessionId), io.now));
  return found?.[0];
}

/** How this handshake's session will be found again. */
export interface Keeping {
  /** The session ID in ServerHello; empty when there is none. */
  readonly sessionId: Uint8Array;
  /** Whether NewSessionTicket comes before Finished. */
  readonly ticket: boolean;
}

/** A ticket for who can use one; else a session ID, if sessions are kept. RFC 5077 §3.4 */
export function keepingFor(io: HandshakeIo, settings: ServerSettings, offered: OfferedClassic): Keeping {
  const { tickets, sessionCache } = settings;
  if (!offered.extendedMasterSecret && !resumesUnbound(settings)) return { sessionId: none, ticket: false };
  if (tickets !== undefined && offered.extensions.session_ticket !== undefined)
    return { sessionId: none, ticket: true };
  return { sessionId: sessionCache === undefined ? none : io.crypto.random(32), ticket: false };
}

/** A new session. */
export function newSession(
  io: HandshakeIo,
  settings: ServerSettings,
  { serverName }: Opening,
  agreed: Agreed,
  keys: ClassicKeys,
  peer: PeerVerified | undefined,
): ServerSession {
  const { lifetime = longestSession, sealer } = settings.tickets ?? {};
  return {
    authenticated: io.now,
    lifetime: Math.min(lifetime, sealer?.lifetime ?? lifetime, longestSession),
    serverName: keptName(serverName),
    ownCertificateType: certificateTypeIds[agreed.certificateTypes.server],
    ...sessionFields(agreed, keys.secrets, peer),
  };
}

/** Sends NewSessionTicket; an empty one when the session cannot be sealed, for one was promised. RFC 5077 §3.3 */
export function* sendTicket(io: HandshakeIo, { tickets }: ServerSettings, session: ServerSession): Flow<void> {
  const state = encode(ServerSession, session);
  const sealed = tickets && (yield* ask(() => tickets.sealer.seal(state, io.now)));
  state.fill(0);
  const ticket = sealed === undefined || sealed.length >= 2 ** 16 ? none : sealed;
  const left = Math.floor((session.authenticated - io.now) / 1000) + session.lifetime;
  io.send(messagesClassic, 'NewSessionTicket', { ticketLifetimeHint: Math.max(1, left), ticket });
}

/** Keeps a session under its ID, once its client has proved that it holds the secret. */
export function keepSession({ sessionCache }: ServerSettings, sessionId: Uint8Array, session: ServerSession): void {
  if (sessionCache === undefined || sessionId.length === 0) return;
  const expires = session.authenticated + 1000 * session.lifetime;
  keep(() => sessionCache.put(storeKey(sessionId), encode(ServerSession, session), expires));
}

/** Nobody resumes this session again: a fatal alert ended a connection of its. RFC 5246 §7.2.2 */
export function forgetSession({ sessionCache }: ServerSettings, sessionId: Uint8Array): void {
  if (sessionCache !== undefined && sessionId.length > 0) keep(() => sessionCache.remove(storeKey(sessionId)));
}

const storeKey = (sessionId: Uint8Array): string => `classic ${toHex(sessionId)}`;
const none = new Uint8Array(0);
