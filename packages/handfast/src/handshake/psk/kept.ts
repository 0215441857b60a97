/** Fields that outlive a connection, as bytes: in a server's ticket, in a client's store. RFC 8446 §4.6.1 */

import { copyOf } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { type VersionRow, versionNamed } from '../../registry/versions.ts';
import { type Codec, decode, fixed, type Infer, opaque, struct, uint32, vector } from '../../wire/codec.ts';
import { certificateType, cipherSuite, protocolVersion, signatureScheme } from '../../wire/names.ts';
import { noStaples, type PeerVerified, type Staples } from '../proofs.ts';
import type { ClientSettings } from '../settings.ts';

/** Milliseconds since 1970. */
export const time: Codec<number> = {
  name: 'uint48',
  read: (input) => input.uint(6),
  write: (output, value) => output.uint(6, value),
};

/** Who the peer was: nobody, where all of it is empty. */
export const peerFields = {
  /** Its certificates, leaf first. */
  chain: vector(3, opaque(3)),
  /** Its key, where it showed that instead (DER). RFC 7250 §3 */
  rawKey: opaque(3),
  /** The scheme with which it proved its key. */
  scheme: signatureScheme,
};
export type KeptPeer = { readonly [K in keyof typeof peerFields]: Infer<(typeof peerFields)[K]> };

/** What both sides keep of a session. */
export const sessionFields = {
  version: protocolVersion,
  cipherSuite,
  /** The PSK. */
  secret: opaque(1),
  /** When the ticket was issued, or received. */
  since: time,
  /** When the peer last proved itself with a signature. */
  authenticated: time,
  /** In seconds. */
  lifetime: uint32,
  ageAdd: uint32,
  /** In bytes; 0 for none. */
  maxEarlyData: uint32,
  serverName: opaque(2),
  protocol: opaque(1),
  ...peerFields,
};

/** What a server keeps beside that. */
export const ownFields = {
  /** What it showed when the session began. RFC 7250 §4.2 */
  ownCertificateType: certificateType,
};

/** Which session this is about, for a server: sealed in the ticket. */
export const TicketState = struct('TicketState', { ...sessionFields, ...ownFields });

/** What the server showed beside its chain: an OCSP response about its leaf, or nothing, more about the rest, and timestamps of logs. */
export const stapleFields = {
  ocspResponse: opaque(3),
  issuerResponses: vector(3, opaque(3, { min: 1 })),
  timestamps: vector(2, opaque(2, { min: 1 })),
};

/** A session as a client keeps it. */
export const KeptSession = struct('KeptSession', {
  ...sessionFields,
  ticket: opaque(2, { min: 1 }),
  ...stapleFields,
  /** A digest of the certificates that the client could have shown. */
  ourIdentity: fixed(32),
});

/** A value that was kept for this version; `undefined` when these bytes are none: another version of this software may have kept them. */
export function decodeKept<T extends { readonly version: number }>(
  codec: Codec<T>,
  bytes: Uint8Array,
  version: VersionRow = versionNamed('TLS 1.3'),
): T | undefined {
  try {
    const value = decode(codec, bytes);
    return value.version === version.wire ? value : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** What a server showed beside its chain, as fields. */
export const keptStaples = ({ ocspResponse, issuerResponses = [], timestamps }: Staples = noStaples) => ({
  ocspResponse: ocspResponse instanceof Uint8Array ? ocspResponse : new Uint8Array(0),
  issuerResponses,
  timestamps,
});

/** The same in memory of its own, to be judged again. Where we would ask today, and nothing was kept, there is none. */
export const staplesOf = (
  { ocspResponse, issuerResponses, timestamps }: Pick<Infer<typeof KeptSession>, keyof typeof stapleFields>,
  { asksForStatus }: ClientSettings,
): Staples => ({
  ocspResponse: ocspResponse.length > 0 ? copyOf(ocspResponse) : asksForStatus ? 'none' : undefined,
  issuerResponses: issuerResponses.map(copyOf),
  timestamps: timestamps.map(copyOf),
});

/** The peer and its proof, as fields. */
export const keptPeer = (peer: PeerVerified | undefined): KeptPeer => ({
  chain: peer?.chain.map(({ der }) => der) ?? [],
  rawKey: peer?.rawKey?.der ?? new Uint8Array(0),
  scheme: peer?.scheme?.id ?? 0,
});

/** Whether the peer never said who it is. */
export const isAnonymous = ({ chain, rawKey }: Pick<KeptPeer, 'chain' | 'rawKey'>): boolean =>
  chain.length === 0 && rawKey.length === 0;
