/** Keys that a client offers: tickets that it kept, then keys from outside. RFC 8446 §4.2.11 */

import { copyOf, equalBytes, fromUtf8, latin1, utf8 } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import { type NegotiableSuite, negotiableSuiteById } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { encodeMessage } from '../../wire/handshake.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import { shownBytes } from '../credential.ts';
import type { Flow } from '../flow.ts';
import type { Offer } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { suitesFor } from '../negotiate/suite.ts';
import type { PeerVerified } from '../proofs.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { ask } from '../stores.ts';
import { decodeKept, KeptSession, staplesOf } from './kept.ts';
import { binderOf, bindersLength, emptyBinder, type PreSharedKey } from './pre-shared-key.ts';
import { rememberPeer } from './remembered.ts';

/** A key on offer. */
export interface OfferedPsk extends PreSharedKey {
  /** Milliseconds since the ticket came, plus the number that hides them, modulo 2^32; 0 for keys from outside. */
  readonly obfuscatedAge: number;
  /** What is known of the session behind a ticket. */
  readonly session: OfferedSession | undefined;
}

export interface OfferedSession {
  readonly suite: NegotiableSuite;
  readonly protocol: string | undefined;
  readonly maxEarlyData: number;
  readonly authenticated: number;
  readonly peer: PeerVerified | undefined;
}

/** Everything that can be offered to this server, the best first. Tickets are taken out of their store: each serves once. */
export function* findPsks(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
): Flow<readonly OfferedPsk[]> {
  const { sessions, offeredTickets, externalPsks } = settings;
  const key = storeKey(purpose);
  const kept = sessions && (yield* ask(() => sessions.take(key, io.now, offeredTickets)));
  const tickets: OfferedPsk[] = [];
  for (const bytes of kept ?? []) {
    const psk = yield* resumable(io, settings, purpose, bytes);
    if (psk !== undefined) tickets.push(psk);
    bytes.fill(0);
  }
  const usable = (psk: PreSharedKey): boolean => ourSuites(settings).some(({ hash }) => hash === psk.hash);
  // Keys without a name are for versions before: RFC 4279 §2
  const external = externalPsks
    .filter(({ identity }) => identity.length > 0)
    .map((psk) => ({ ...psk, obfuscatedAge: 0, session: undefined }));
  return [...tickets, ...external].filter(usable);
}

/** Under what tickets are kept. */
export const storeKey = ({ origin }: ClientPurpose): string => `tls13 ${origin}`;

/** Digest of the certificates and keys that we could show: a session is resumed only by who began it. */
export function identityDigest(io: HandshakeIo, { credentials }: ClientSettings): Uint8Array {
  const digest = io.crypto.hash('sha256');
  for (const credential of credentials) digest.update(shownBytes(credential)[0] ?? new Uint8Array(0));
  return digest.digest();
}

/** The pre_shared_key extension, its binders still zero. */
export const pskExtension = (psks: readonly OfferedPsk[]) => ({
  identities: psks.map(({ identity, obfuscatedAge }) => ({ identity, obfuscatedTicketAge: obfuscatedAge })),
  binders: psks.map(emptyBinder),
});

/** Sends a ClientHello, hidden if its offer is. */
export function* sendHello(
  io: HandshakeIo,
  { hello, psks, cover }: Pick<Offer, 'hello' | 'psks' | 'cover'>,
): Flow<void> {
  const whole = withBinders(io, hello, psks);
  if (cover !== undefined) return yield* cover.send(io, whole);
  io.send(messages13, 'ClientHello', whole);
}

/** Each key on offer gets a binder over all that comes before the binders. RFC 8446 §4.2.11.2 */
function withBinders(io: HandshakeIo, hello: ClientHello, psks: readonly OfferedPsk[]): ClientHello {
  const { extensions } = hello;
  const empty = extensions?.pre_shared_key;
  if (empty === undefined) return hello;
  const message = encodeMessage(messages13.ClientHello, hello);
  const truncated = message.subarray(0, message.length - bindersLength(empty.binders));
  const binders = psks.map((psk) => binderOf(io.hkdf(psk.hash), psk, io.transcript.digestWith(psk.hash, truncated)));
  return { ...hello, extensions: { ...extensions, pre_shared_key: { ...empty, binders } } };
}

/** Wipes the keys of tickets: they have served, or never will. */
export function forgetTickets(psks: readonly OfferedPsk[]): void {
  for (const { origin, secret } of psks) if (origin === 'ticket') secret[Symbol.dispose]();
}

/** A kept session, if it can be resumed on this connection. */
function* resumable(
  io: HandshakeIo,
  settings: ClientSettings,
  { serverName }: ClientPurpose,
  bytes: Uint8Array,
): Flow<OfferedPsk | undefined> {
  const kept = decodeKept(KeptSession, bytes, modernVersion(settings));
  const suite = kept && negotiableSuiteById(kept.cipherSuite);
  if (kept === undefined || suite === undefined || !ourSuites(settings).includes(suite)) return undefined;
  if (fromUtf8(kept.serverName) !== (serverName ?? '')) return undefined;
  if (!equalBytes(kept.ourIdentity, identityDigest(io, settings))) return undefined;
  const age = Math.max(0, io.now - kept.since);
  if (age >= 1000 * kept.lifetime) return undefined;
  const remembered = yield* rememberPeer(io, settings, 'server', serverName, kept, staplesOf(kept, settings));
  if (remembered === undefined) return undefined;
  return {
    identity: copyOf(kept.ticket),
    secret: new Secret(copyOf(kept.secret)),
    hash: suite.hash,
    origin: 'ticket',
    obfuscatedAge: (age + kept.ageAdd) % 2 ** 32,
    session: {
      suite,
      protocol: latin1(kept.protocol) || undefined,
      maxEarlyData: kept.maxEarlyData,
      authenticated: kept.authenticated,
      peer: remembered.peer,
    },
  };
}

const ourSuites = (settings: ClientSettings) => suitesFor(settings.cipherSuites, modernVersion(settings));

/** Ours whose keys from before are PSKs: nobody asks for them where there is none. */
const modernVersion = ({ versions }: ClientSettings): VersionRow =>
  versions.find(({ flow }) => flow === 'tls13') as VersionRow;

/** How a server's name is kept. */
export const keptName = (serverName: string | undefined): Uint8Array => utf8(serverName ?? '');
