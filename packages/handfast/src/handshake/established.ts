/** What a finished handshake leaves behind. */

import type { Secret } from '../base/secret.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { GroupName } from '../registry/groups.ts';
import type { SignatureScheme } from '../registry/signature-schemes.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { PeerVerified } from './proofs.ts';

export interface Established {
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  readonly group: GroupName;
  readonly protocol: string | undefined;
  /** The host name that the client asked for. */
  readonly serverName: string | undefined;
  /** Absent when the peer did not authenticate. */
  readonly peer: PeerVerified | undefined;
  /** The scheme that the server signed with. */
  readonly signatureScheme: SignatureScheme;
  /** Whether the client had to send a second ClientHello. */
  readonly retried: boolean;
  readonly clientRandom: Uint8Array;
  readonly secrets: ApplicationSecrets;
}

/** Secrets that live as long as the connection; whoever holds them wipes them. */
export interface ApplicationSecrets {
  readonly read: Secret;
  readonly write: Secret;
  readonly exporterMaster: Secret;
}
