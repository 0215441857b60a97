/** What the application may know about a finished handshake. */

import type { ProtocolError } from '../base/errors.ts';
import type { Established } from '../handshake/established.ts';
import type { SuiteName } from '../registry/cipher-suites.ts';
import type { GroupName } from '../registry/groups.ts';
import type { VersionName } from '../registry/versions.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { VerifiedPath } from '../x509/path/verified.ts';

export interface ConnectionInfo {
  readonly version: VersionName;
  readonly cipherSuite: SuiteName;
  readonly group: GroupName;
  /** The scheme with which the server proved its key. */
  readonly signatureScheme: string;
  /** The application protocol that ALPN chose. */
  readonly protocol: string | undefined;
  /** The host name that the client asked for. */
  readonly serverName: string | undefined;
  readonly resumed: boolean;
  /** Whether HelloRetryRequest cost a round trip. */
  readonly retried: boolean;
  /** Absent when the peer showed no certificate. */
  readonly peer: PeerInfo | undefined;
}

export interface PeerInfo {
  /** As the peer sent it, leaf first. */
  readonly chain: readonly Certificate[];
  /** The path that was verified; `undefined` when the chain was insecurely accepted without one. */
  readonly path: VerifiedPath | undefined;
  /** What is wrong with the chain, when it was insecurely accepted all the same. */
  readonly objection: ProtocolError | undefined;
  readonly signatureScheme: string;
}

export function infoOf(established: Established): ConnectionInfo {
  const { version, suite, group, signatureScheme, protocol, serverName, retried, peer } = established;
  return {
    version: version.name,
    cipherSuite: suite.name,
    group,
    signatureScheme: signatureScheme.name,
    protocol,
    serverName,
    resumed: false,
    retried,
    peer: peer && {
      chain: peer.chain,
      path: peer.judgement.path,
      objection: peer.judgement.objection,
      signatureScheme: peer.scheme.name,
    },
  };
}
