/** What a finished handshake leaves behind. */

import type { Secret } from '../base/secret.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { Randoms } from '../schedule/classic.ts';
import type { Prf } from '../schedule/prf.ts';
import type { EchConfigList } from '../wire/ech-config.ts';
import type { EchFate } from './hello/encryption.ts';
import type { PeerVerified } from './proofs.ts';
import type { EarlyDataFate } from './psk/early-data-server.ts';
import type { IssueTicket, KeepTicket } from './psk/tickets.ts';
import type { Role } from './tls13/keys.ts';
import type { AnswerLater, RequestLater } from './tls13/later-authentication.ts';

/** What every version leaves behind. */
interface EstablishedCommon {
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  /** Absent where a key from before was used alone. */
  readonly group: GroupName | undefined;
  readonly protocol: string | undefined;
  /** The host name that the client asked for. */
  readonly serverName: string | undefined;
  /** Absent when the peer did not authenticate. */
  readonly peer: PeerVerified | undefined;
  /** The scheme that the server signed with; absent where it signed nothing because a key from before was used. */
  readonly signatureScheme: SignatureScheme | undefined;
  /** Whether this continues an earlier session. */
  readonly resumed: boolean;
  /** What both sides call the key from outside that they have used. RFC 8446 §4.2.11, RFC 4279 §5 */
  readonly pskIdentity?: Uint8Array | undefined;
  /** Whether the client had to send a second ClientHello. */
  readonly retried: boolean;
  readonly clientRandom: Uint8Array;
  /** What was to be early data and did not become it: it goes first now. */
  readonly unsent?: Uint8Array | undefined;
}

/** After TLS 1.3. */
export interface Established13 extends EstablishedCommon {
  readonly flow: 'tls13';
  readonly secrets: LastingSecrets;
  readonly earlyData: EarlyDataFate;
  /** A server's: by how many milliseconds the client thinks its ticket older than it is. */
  readonly ticketAgeSkew?: number | undefined;
  /** How it went with a hidden ClientHello. RFC 9849 */
  readonly encryptedClientHello: EchFate;
  /** A client's, from a server that could not read it. */
  readonly retryConfigs?: EchConfigList | undefined;
  /** Early data that was rejected and is not sent again. */
  readonly withheld?: Uint8Array | undefined;
  /** A server's, when its client can use tickets. */
  readonly issueTicket: IssueTicket | undefined;
  /** How many tickets follow the handshake at once. */
  readonly ticketsDue: number;
  /** A client's, when it keeps tickets. */
  readonly keepTicket: KeepTicket | undefined;
  /** A client's, when it said that it would show a certificate later. */
  readonly answerLater: AnswerLater | undefined;
  /** A server's, when its client said so. */
  readonly requestLater: RequestLater | undefined;
}

/** After TLS 1.2 and its elders. */
export interface EstablishedClassic extends EstablishedCommon {
  readonly flow: 'classic';
  /** Takes the session out of its store: a fatal alert has ended a connection of its. RFC 5246 §7.2.2 */
  readonly forget: () => void;
  /** Whether the peer knows RFC 5746: without it, nothing binds another handshake to this connection. */
  readonly secureRenegotiation: boolean;
  /** A client's: what its hello brought back to a server that had asked for it. RFC 6347 §4.2.1 */
  readonly cookie?: Uint8Array | undefined;
  readonly secrets: ClassicSecrets;
}

export type Established = Established13 | EstablishedClassic;

/** Secrets that live as long as the connection; whoever holds them wipes them. */
export interface ApplicationSecrets {
  readonly read: Secret;
  readonly write: Secret;
  readonly exporterMaster: Secret;
}

/** With the one that binds later connections to this one. */
export interface LastingSecrets extends ApplicationSecrets {
  readonly resumptionMaster: Secret;
}

/** The same for versions before TLS 1.3: one secret, and what derives others from it. */
export interface ClassicSecrets {
  readonly master: Secret;
  readonly prf: Prf;
  readonly randoms: Randoms;
  /** Whether the secret is bound to the whole handshake. RFC 7627 */
  readonly extendedMasterSecret: boolean;
  /** What Finished held on both sides: another handshake on the connection must name it. RFC 5746 §3.1 */
  readonly finished: Readonly<Record<Role, Uint8Array>>;
}
