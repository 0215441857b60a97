/** A session up to TLS 1.2 as bytes: in a server's store or ticket, and in a client's store. RFC 5246 §F.1.4, RFC 5077 §4 */

import { type Awaitable, isPromise } from '../../base/awaitable.ts';
import { copyOf } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { compressionMethods } from '../../registry/compression-methods.ts';
import { type Codec, decode, fixed, type Infer, opaque, struct, uint8, uint32 } from '../../wire/codec.ts';
import { cipherSuite, compressionMethod, protocolVersion } from '../../wire/names.ts';
import type { ClassicSecrets } from '../established.ts';
import type { PeerVerified } from '../proofs.ts';
import { keptPeer, ownFields, peerFields, stapleFields, time } from '../psk/kept.ts';
import type { Settings } from '../settings.ts';
import type { Agreed } from './keys.ts';
import type { Renegotiation } from './renegotiation.ts';

const fields = {
  version: protocolVersion,
  cipherSuite,
  masterSecret: fixed(48),
  extendedMasterSecret: uint8,
  /** A session goes on as it began. RFC 5246 §7.4.1.3 */
  compression: compressionMethod,
  /** When the session began, with a full handshake: it ends a lifetime later, however often it is resumed. */
  authenticated: time,
  /** In seconds. */
  lifetime: uint32,
  /** What the client asked for. */
  serverName: opaque(2),
  ...peerFields,
};

/** For a server: kept under the session ID, or sealed in a ticket. */
export const ServerSession = struct('ServerSession', { ...fields, ...ownFields });
export type ServerSession = Infer<typeof ServerSession>;

/** What both sides keep. */
type Session = Omit<ServerSession, keyof typeof ownFields>;

/** For a client: one of session ID and ticket is empty. */
export const ClientSession = struct('ClientSession', {
  ...fields,
  sessionId: opaque(1, { max: 32 }),
  ticket: opaque(2),
  ...stapleFields,
  /** A digest of the certificates that the client could have shown. */
  ourIdentity: fixed(32),
});
export type ClientSession = Infer<typeof ClientSession>;

/** What was kept, if these bytes are a session that is still alive; `undefined` if anything is wrong with them. */
export function aliveSession<T extends Session>(codec: Codec<T>, bytes: Uint8Array, now: number): T | undefined {
  try {
    const session = decode(codec, bytes);
    return now < session.authenticated + 1000 * session.lifetime ? session : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Whether a session without the extended master secret may be kept, and resumed: it can be moved to another connection
 * (RFC 7627 §5.3), and its Finished proves nothing about the handshake before.
 */
export const resumesUnbound = ({ classic }: Pick<Settings, 'classic'>, renegotiation?: Renegotiation): boolean =>
  classic.resumesUnbound && renegotiation === undefined;

/** The suite of a session, if it is among ours. */
export function suiteOf(session: Session, ours: readonly NegotiableSuite[]): NegotiableSuite | undefined {
  return ours.find(({ id }) => id === session.cipherSuite);
}

/** The fields that both sides keep of a handshake. The master secret is no copy. */
export const sessionFields = (
  { version, suite, compressed }: Pick<Agreed, 'version' | 'suite' | 'compressed'>,
  { master, extendedMasterSecret }: Pick<ClassicSecrets, 'master' | 'extendedMasterSecret'>,
  peer: PeerVerified | undefined,
) => ({
  version: version.wire,
  cipherSuite: suite.id,
  masterSecret: master.expose(),
  extendedMasterSecret: extendedMasterSecret ? 1 : 0,
  compression: compressed ? compressionMethods.DEFLATE : compressionMethods.NULL,
  ...keptPeer(peer),
});

/** A copy of the master secret: it outlives what was kept. */
export const masterOf = ({ masterSecret }: Session): Secret => new Secret(copyOf(masterSecret));

/** Keeps something, now or later; a store that fails costs a full handshake next time and nothing else. */
export function keep(put: () => Awaitable<void>): void {
  try {
    const kept = put();
    if (isPromise(kept)) kept.then(undefined, () => undefined);
  } catch {
    // As above.
  }
}

/** How long sessions live at the most, in seconds. RFC 5246 §F.1.4 */
export const longestSession = 24 * 60 * 60;
