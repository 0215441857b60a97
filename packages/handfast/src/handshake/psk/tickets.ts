/** Tickets: a server issues them after the handshake, and a client keeps them for the next one. RFC 8446 §4.6.1 */

import type { Awaitable, Task } from '../../base/awaitable.ts';
import type { Secret } from '../../base/secret.ts';
import { type CertificateType, certificateTypeIds } from '../../registry/certificate-types.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { resumptionPsk } from '../../schedule/tls13.ts';
import { encode, uint32 } from '../../wire/codec.ts';
import type { UnknownExtension } from '../../wire/extensions/extension.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { NewSessionTicket13 } from '../../wire/messages/new-session-ticket13.ts';
import { someGrease } from '../hello/grease.ts';
import type { HandshakeIo } from '../io.ts';
import { protocolBytes } from '../negotiate/protocol.ts';
import type { PeerVerified } from '../proofs.ts';
import type { ClientPurpose, ClientSettings, ServerSettings, TicketSettings } from '../settings.ts';
import { ask } from '../stores.ts';
import { type ChosenPsk, longestLifetime } from './choose.ts';
import { KeptSession, keptPeer, keptStaples, TicketState } from './kept.ts';
import { chooseMode } from './modes.ts';
import { identityDigest, keptName, storeKey } from './offer.ts';

/** What a handshake agreed on, as far as a later one depends on it. */
export interface Session {
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  readonly resumptionMaster: Secret;
  readonly serverName: string | undefined;
  readonly protocol: string | undefined;
  /** A client may show another certificate later. */
  peer: PeerVerified | undefined;
  /** When the peer last proved itself with a signature. */
  authenticated: number;
  /** What a server showed when the session began. */
  readonly ownCertificateType?: CertificateType | undefined;
}

/** Makes one more ticket of a session each time; `undefined` when it could not be sealed, or would be dead at once. */
export type IssueTicket = () => Task<NewSessionTicket13 | undefined>;

/** Keeps a ticket that came. */
export type KeepTicket = (ticket: NewSessionTicket13) => Awaitable<void>;

export function ticketIssuer(io: HandshakeIo, settings: ServerSettings, session: Session): IssueTicket | undefined {
  const { tickets, earlyData } = settings;
  if (tickets === undefined) return undefined;
  let issued = 0;
  const grease = () => (settings.grease ? someGrease(io.crypto).first : {});
  return () => issue(io, tickets, earlyData?.most ?? 0, session, encode(uint32, issued++), grease());
}

function* issue(
  io: HandshakeIo,
  tickets: TicketSettings,
  maxEarlyData: number,
  session: Session,
  nonce: Uint8Array,
  grease: Readonly<Record<UnknownExtension, Uint8Array>>,
): Task<NewSessionTicket13 | undefined> {
  const left = Math.floor((session.authenticated - io.now) / 1000) + longestLifetime;
  const lifetime = Math.min(tickets.lifetime, tickets.sealer.lifetime, left);
  if (lifetime <= 0) return undefined;
  const terms = { lifetime, ageAdd: randomUint32(io), maxEarlyData };
  using secret = resumptionPsk(io.hkdf(session.suite.hash), session.resumptionMaster, nonce);
  const state = encode(TicketState, {
    serverName: keptName(session.serverName),
    ownCertificateType: certificateTypeIds[session.ownCertificateType ?? 'X509'],
    ...fields(io, session, secret),
    ...terms,
  });
  const ticket = state.length > longestState ? undefined : yield* ask(() => tickets.sealer.seal(state, io.now));
  state.fill(0);
  if (ticket === undefined || ticket.length >= 2 ** 16) return undefined;
  return {
    ticketLifetime: lifetime,
    ticketAgeAdd: terms.ageAdd,
    ticketNonce: nonce,
    ticket,
    extensions: { ...(maxEarlyData > 0 && { early_data: maxEarlyData }), ...grease },
  };
}

/**
 * How many follow the handshake at once; `undefined` when the client has no use for any, ever. A ticket that was used is
 * replaced by one, not by as many as are given for a full handshake, unless the client says how many it wants. RFC 9149
 */
export function ticketsDue(
  { tickets, pskModes }: ServerSettings,
  { psk_key_exchange_modes, ticket_request }: Extensions<'ClientHello'>,
  psk: ChosenPsk | undefined,
): number | undefined {
  if (tickets === undefined || chooseMode(pskModes, psk_key_exchange_modes) === undefined) return undefined;
  if (ticket_request === undefined) return psk === undefined ? tickets.count : Math.min(1, tickets.count);
  const { newSessionCount, resumptionCount } = ticket_request;
  return Math.min(tickets.most, psk === undefined ? newSessionCount : resumptionCount);
}

export function ticketKeeper(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  session: Session,
): KeepTicket | undefined {
  const { sessions } = settings;
  if (sessions === undefined) return undefined;
  return ({ ticketLifetime, ticketAgeAdd, ticketNonce, ticket, extensions }) => {
    const lifetime = Math.min(ticketLifetime, longestLifetime);
    if (lifetime === 0) return undefined;
    using secret = resumptionPsk(io.hkdf(session.suite.hash), session.resumptionMaster, ticketNonce);
    const kept = encode(KeptSession, {
      lifetime,
      ageAdd: ticketAgeAdd,
      maxEarlyData: extensions.early_data ?? 0,
      serverName: keptName(purpose.serverName),
      ticket,
      ourIdentity: identityDigest(io, settings),
      ...fields(io, session, secret),
      ...keptStaples(session.peer?.staples),
    });
    return sessions.put(storeKey(purpose), kept, io.now + 1000 * lifetime);
  };
}

const fields = (io: HandshakeIo, { version, suite, protocol, peer, authenticated }: Session, secret: Secret) => ({
  version: version.wire,
  cipherSuite: suite.id,
  secret: secret.expose(),
  since: io.now,
  authenticated,
  protocol: protocolBytes(protocol ?? ''),
  ...keptPeer(peer),
});

/** Any number of four bytes. */
export const randomUint32 = ({ crypto }: HandshakeIo): number =>
  crypto.random(4).reduce((number, byte) => number * 256 + byte, 0);

/** In bytes: long chains of clients do not fit every ClientHello. */
const longestState = 32 * 1024;
