/** Which of the offered keys a server uses: tickets of its own and keys from outside. RFC 8446 §4.2.11 */

import { copyOf, equalBytes, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { Transcript } from '../../schedule/transcript.ts';
import type { Infer } from '../../wire/codec.ts';
import type { PskIdentity } from '../../wire/extensions/pre-shared-key.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { PeerVerified } from '../proofs.ts';
import type { ServerSettings } from '../settings.ts';
import { ask } from '../stores.ts';
import { decodeKept, isAnonymous, TicketState } from './kept.ts';
import { chooseMode, type PskMode } from './modes.ts';
import { binderOf, bindersLength, type PreSharedKey } from './pre-shared-key.ts';
import { rememberPeer } from './remembered.ts';

/** A key that the server will use if its binder is right. */
export interface ChosenPsk {
  readonly index: number;
  readonly psk: PreSharedKey;
  readonly suite: NegotiableSuite;
  readonly mode: PskMode;
  /** Absent for keys from outside. */
  readonly session: ResumedSession | undefined;
}

/** What a ticket says of the session it continues. */
export interface ResumedSession {
  readonly state: Infer<typeof TicketState>;
  readonly peer: PeerVerified | undefined;
  /** Milliseconds since the ticket was issued, as the client sees it. */
  readonly clientAge: number;
}

/** By how many milliseconds the client thinks the ticket older than we do. */
export const ageSkew = ({ state, clientAge }: Pick<ResumedSession, 'state' | 'clientAge'>, now: number): number =>
  clientAge - (now - state.since);

/** The first key on offer that we know and can use with one of these suites, ours in order of preference. */
export function* choosePsk(
  io: HandshakeIo,
  settings: ServerSettings,
  { extensions = {} }: ClientHello,
  suites: readonly NegotiableSuite[],
  serverName: string | undefined,
  version: VersionRow,
): Flow<ChosenPsk | undefined> {
  const mode = chooseMode(settings.pskModes, extensions.psk_key_exchange_modes);
  if (mode === undefined) return undefined;
  const identities = extensions.pre_shared_key?.identities.slice(0, mostIdentities) ?? [];
  for (const [index, identity] of identities.entries()) {
    const known =
      externalPsk(settings, identity.identity, suites) ??
      (yield* ticketPsk(io, settings, identity, suites, serverName, version));
    if (known !== undefined) return { index, mode, ...known };
  }
  return undefined;
}

/** Throws `bad_binder` unless the client has the key: `before` is the transcript before this ClientHello, if it has one. */
export function verifyBinder(
  io: HandshakeIo,
  { extensions = {} }: ClientHello,
  { psk, index }: ChosenPsk,
  before: Transcript | undefined,
): void {
  const binders = extensions.pre_shared_key?.binders ?? [];
  const message = io.transcript.last;
  const truncated = message.subarray(0, message.length - bindersLength(binders));
  const digest = (before ?? new Transcript(io.crypto)).digestWith(psk.hash, truncated);
  const binder = binders[index] ?? new Uint8Array(0);
  if (!equalBytes(binder, binderOf(io.hkdf(psk.hash), psk, digest))) throw new ProtocolError('bad_binder', { index });
}

/** Wipes the key of a ticket: it has served. Keys from outside stay. */
export function forgetTicket(chosen: ChosenPsk | undefined): void {
  if (chosen?.session !== undefined) chosen.psk.secret[Symbol.dispose]();
}

type KnownPsk = Omit<ChosenPsk, 'index' | 'mode'>;

function externalPsk(
  { externalPsks }: ServerSettings,
  identity: Uint8Array,
  suites: readonly NegotiableSuite[],
): KnownPsk | undefined {
  const psk = externalPsks.find((candidate) => equalBytes(candidate.identity, identity));
  const suite = psk && suites.find(({ hash }) => hash === psk.hash);
  return psk && suite && { psk, suite, session: undefined };
}

/** What a ticket holds, if it is ours, still valid, and for this name and these suites. Anything else is a full handshake. */
function* ticketPsk(
  io: HandshakeIo,
  settings: ServerSettings,
  { identity, obfuscatedTicketAge }: Infer<typeof PskIdentity>,
  suites: readonly NegotiableSuite[],
  serverName: string | undefined,
  version: VersionRow,
): Flow<KnownPsk | undefined> {
  const sealer = settings.tickets?.sealer;
  const opened = sealer && (yield* ask(() => sealer.open(identity, io.now)));
  const state = opened && decodeKept(TicketState, opened, version);
  if (state === undefined || !stillValid(state, io.now)) return undefined;
  if (!equalBytes(state.serverName, utf8(serverName ?? ''))) return undefined;
  const issuedFor = suites.find(({ id }) => id === state.cipherSuite);
  if (issuedFor === undefined) return undefined;
  if (settings.clientAuthentication === 'require' && isAnonymous(state)) return undefined;
  const remembered = yield* rememberPeer(io, settings, 'client', undefined, state);
  if (remembered === undefined) return undefined;
  return {
    psk: { identity, secret: new Secret(copyOf(state.secret)), hash: issuedFor.hash, origin: 'ticket' },
    suite: issuedFor,
    session: {
      state,
      peer: remembered.peer,
      clientAge: (obfuscatedTicketAge - state.ageAdd + 2 ** 32) % 2 ** 32,
    },
  };
}

/** A ticket lives as long as it says, and a chain of resumptions no longer than one ticket may. RFC 8446 §4.6.1 */
function stillValid({ since, lifetime, authenticated }: Infer<typeof TicketState>, now: number): boolean {
  return now - since < 1000 * lifetime && now - authenticated < 1000 * longestLifetime;
}

/** Opening a ticket costs time: who offers more of them than this has them ignored. */
const mostIdentities = 8;

/** Seven days, in seconds. RFC 8446 §4.6.1 */
export const longestLifetime = 604_800;
