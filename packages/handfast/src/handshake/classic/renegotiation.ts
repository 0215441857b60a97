/** What binds one more handshake to the connection on which it happens, and what it may not change. RFC 5746 §3.4–3.7, §5 */

import { concat, equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { signallingSuites } from '../../registry/cipher-suites.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { EstablishedClassic } from '../established.ts';
import type { PeerVerified } from '../proofs.ts';
import type { RenegotiationPolicy } from '../settings.ts';

/** A handshake on a connection that has had one before. */
export interface Renegotiation {
  /** The handshake before. */
  readonly previous: EstablishedClassic;
  /** Whether it has to be a full one. */
  readonly full: boolean;
  /** A server's: ask for a certificate in it, whatever the settings say. */
  readonly clientAuthentication?: 'request' | 'require' | undefined;
}

/** What renegotiation_info of a ClientHello holds: what our Finished held. Empty in the first handshake. RFC 5746 §3.4, §3.5 */
export const offeredInfo = (renegotiation: Renegotiation | undefined): Uint8Array => {
  const { secureRenegotiation = false, secrets } = renegotiation?.previous ?? {};
  return secureRenegotiation && secrets !== undefined ? secrets.finished.client : none;
};

/** What renegotiation_info of a ServerHello holds. RFC 5746 §3.6, §3.7 */
export const answeredInfo = (renegotiation: Renegotiation | undefined): Uint8Array => {
  if (renegotiation === undefined) return none;
  const { client, server } = renegotiation.previous.secrets.finished;
  return concat(client, server);
};

/**
 * Throws `bad_renegotiation_info` unless the server's answer names the handshake before, and `insecure_renegotiation`
 * when there is no answer. RFC 5746 §3.4, §3.5, §4.1, §4.2
 */
export function checkAnsweredInfo(
  info: Uint8Array | undefined,
  renegotiation: Renegotiation | undefined,
  policy: RenegotiationPolicy,
): void {
  const insecure = renegotiation?.previous.secureRenegotiation === false;
  if (info === undefined && !insecure) {
    if (renegotiation !== undefined) throw new ProtocolError('bad_renegotiation_info', { why: 'it is missing' });
    if (policy !== 'legacy') throw new ProtocolError('insecure_renegotiation');
    return;
  }
  // A server that did not know it before and knows it now is another one.
  if (info !== undefined && (insecure || !equalBytes(info, answeredInfo(renegotiation)))) {
    throw new ProtocolError('bad_renegotiation_info');
  }
}

/** Throws `bad_renegotiation_info` unless the client's offer names the handshake before. RFC 5746 §3.6, §3.7, §4.4 */
export function checkOfferedInfo(
  { extensions, cipherSuites }: ClientHello,
  renegotiation: Renegotiation | undefined,
): void {
  const info = extensions?.renegotiation_info;
  const signalled = cipherSuites.includes(signallingSuites.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  if (renegotiation === undefined) {
    // This handshake is the first on its connection: there is nothing to bind it to.
    if (info !== undefined && info.length > 0) throw new ProtocolError('bad_renegotiation_info');
    return;
  }
  if (signalled)
    throw new ProtocolError('bad_renegotiation_info', { why: 'the signalling suite says that it is the first' });
  const { secureRenegotiation, secrets } = renegotiation.previous;
  const bound = info !== undefined && equalBytes(info, secrets.finished.client);
  if (secureRenegotiation ? !bound : info !== undefined) throw new ProtocolError('bad_renegotiation_info');
}

/** What may not change. */
export interface Agreement {
  readonly serverName: string | undefined;
  readonly protocol: string | undefined;
  readonly extendedMasterSecret: boolean;
}

/**
 * Throws `renegotiation_changed` when names or protocols differ from those before, or what both sides know of binding a
 * secret to its handshake: who knows it all at once is somebody else, as in RFC 5746 §4.2. RFC 5746 §5, RFC 7627 §4
 */
export function checkAgreement(renegotiation: Renegotiation | undefined, now: Agreement): void {
  if (renegotiation === undefined) return;
  const { serverName, protocol, secrets } = renegotiation.previous;
  if (serverName !== now.serverName) throw changed('server_name');
  if (protocol !== now.protocol) throw changed('the application protocol');
  if (secrets.extendedMasterSecret !== now.extendedMasterSecret) throw changed('extended_master_secret');
}

/** Who has proved its identity stays who it is: throws `renegotiation_changed` for another leaf or key, or none. RFC 5746 §5 */
export function checkSamePeer(renegotiation: Renegotiation | undefined, peer: PeerVerified | undefined): void {
  if (!isSamePeer(renegotiation, peer)) throw changed('the certificate');
}

/** Whether the peer shows the leaf, or the key, that it had before, if it had any. */
export function isSamePeer(renegotiation: Renegotiation | undefined, peer: PeerVerified | undefined): boolean {
  const before = identityOf(renegotiation?.previous.peer);
  const now = identityOf(peer);
  return before === undefined || (now !== undefined && equalBytes(before, now));
}

/** A certificate and a key are never the same bytes. */
const identityOf = (peer: PeerVerified | undefined): Uint8Array | undefined => (peer?.rawKey ?? peer?.chain[0])?.der;

const changed = (what: string): ProtocolError => new ProtocolError('renegotiation_changed', { what });
const none = new Uint8Array(0);
