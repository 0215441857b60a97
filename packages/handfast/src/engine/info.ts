/** What the application may know about a finished handshake. */

import type { ProtocolError } from '../base/errors.ts';
import type { Established } from '../handshake/established.ts';
import type { EchFate } from '../handshake/hello/encryption.ts';
import type { PeerVerified } from '../handshake/proofs.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SrtpProfileName, SrtpProfileRow } from '../registry/srtp-profiles.ts';
import type { VersionName } from '../registry/versions.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { VerifiedPath } from '../x509/path/verified.ts';
import type { SubjectPublicKeyInfo } from '../x509/public-key.ts';

export interface ConnectionInfo {
  readonly version: VersionName;
  readonly cipherSuite: string;
  /** Absent where a key from before was used alone. */
  readonly group: GroupName | undefined;
  /** The scheme with which the server proved its key; absent where it signed nothing, because a key from before was used. */
  readonly signatureScheme: string | undefined;
  /** The application protocol that ALPN chose. */
  readonly protocol: string | undefined;
  /** The host name that the client asked for. */
  readonly serverName: string | undefined;
  /** Whether this continues an earlier session: then `peer` is who the peer was there. */
  readonly resumed: boolean;
  /** What both sides call the key from outside that they have used: the peer is who has it. */
  readonly pskIdentity: Uint8Array | undefined;
  /** How it went with data that the client sent before the handshake. RFC 8446 §2.3 */
  readonly earlyData: 'none' | 'accepted' | 'rejected';
  /**
   * Early data that was rejected and has not been sent again: because `resendEarlyData` is false, or because the server
   * chose another protocol than the one it was made for. RFC 8446 §4.2.10
   */
  readonly withheld: Uint8Array | undefined;
  /**
   * By how many milliseconds the client thinks the ticket older than it is to a server of TLS 1.3 that has resumed its
   * session: clocks that run differently, or a replay. RFC 8446 §8.3
   */
  readonly ticketAgeSkew: number | undefined;
  /** How it went with a hidden ClientHello (RFC 9849); to a server, one that only looks like it is `rejected` too. */
  readonly encryptedClientHello: EchFate;
  /** Whether HelloRetryRequest cost a round trip. */
  readonly retried: boolean;
  /** How media are protected with keys that this handshake makes. RFC 5764 */
  readonly srtpProfile: SrtpProfileName | undefined;
  /** The name that the peer's datagrams carry; absent when none was agreed on. RFC 9146 */
  readonly connectionId: Uint8Array | undefined;
  /** Absent when the peer showed neither certificate nor key. */
  readonly peer: PeerInfo | undefined;
}

/** What was agreed on beside the handshake. */
interface Agreed {
  readonly srtpProfile?: SrtpProfileRow | undefined;
  readonly ourId?: Uint8Array | undefined;
}

export interface PeerInfo {
  /** As the peer sent it, leaf first. */
  readonly chain: readonly Certificate[];
  /** The key that the peer showed in place of a chain, which is then empty; it is one of `trustedKeys`. RFC 7250 */
  readonly publicKey: SubjectPublicKeyInfo | undefined;
  /** The path that was verified; `undefined` when the chain was insecurely accepted without one, and for a bare key. */
  readonly path: VerifiedPath | undefined;
  /** What is wrong with the chain, when it was insecurely accepted all the same. */
  readonly objection: ProtocolError | undefined;
  /** Absent where it proved its key by using it, up to TLS 1.2. */
  readonly signatureScheme: string | undefined;
  /** The OCSP response that it stapled (DER): it has been verified, unless any certificate is accepted. RFC 6066 §8 */
  readonly ocspResponse: Uint8Array | undefined;
  /** Signed certificate timestamps that it showed beside its chain. RFC 6962 §3.3 */
  readonly timestamps: readonly Uint8Array[];
}

export function infoOf(established: Established, agreed: Agreed = {}): ConnectionInfo {
  const { version, suite, group, signatureScheme, protocol, serverName, retried, peer } = established;
  return {
    version: version.name,
    cipherSuite: suite.name,
    group,
    signatureScheme: signatureScheme?.name,
    protocol,
    serverName,
    resumed: established.resumed,
    pskIdentity: established.pskIdentity,
    earlyData: established.flow === 'tls13' ? established.earlyData : 'none',
    ticketAgeSkew: established.flow === 'tls13' ? established.ticketAgeSkew : undefined,
    withheld: established.flow === 'tls13' ? established.withheld : undefined,
    encryptedClientHello: established.flow === 'tls13' ? established.encryptedClientHello : 'not offered',
    retried,
    srtpProfile: agreed.srtpProfile?.name,
    connectionId: agreed.ourId,
    peer: peer && peerInfo(peer),
  };
}

/** What the application may know about a peer that proved itself. */
export function peerInfo({ chain, rawKey, judgement, scheme, staples }: PeerVerified): PeerInfo {
  const { ocspResponse, timestamps } = staples;
  return {
    chain,
    publicKey: rawKey,
    path: judgement.path,
    objection: judgement.objection,
    signatureScheme: scheme?.name,
    ocspResponse: ocspResponse === 'none' ? undefined : ocspResponse,
    timestamps,
  };
}
