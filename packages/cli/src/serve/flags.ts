/** The flags of `handfast serve`, as they are parsed. */

import type { ProtocolFlags } from '../protocol-flags.ts';
import type { ColorChoice } from '../terminal/paint.ts';

export interface ServeFlags extends ProtocolFlags {
  readonly port?: number;
  readonly host: string;
  readonly name: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  /** A file with a private key. */
  readonly rawPublicKey?: string;
  /** A file with an ECH key. */
  readonly ech?: string;
  readonly publicName: string;
  readonly clientAuth: 'none' | 'request' | 'require';
  readonly clientCa: readonly string[];
  readonly alpn: readonly string[];
  readonly groups: readonly string[];
  /** Whether sessions up to TLS 1.2 are kept by ID. */
  readonly sessionIds: boolean;
  /** A file of users with their verifiers. */
  readonly srpVfile?: string;
  /** `memory`, a folder, or `redis://…`. */
  readonly sessionStore?: string;
  readonly ticketKey?: string;
  /** Bytes. */
  readonly earlyData?: number;
  /** A file with an OCSP response to staple. */
  readonly ocsp?: string;
  /** Bytes. */
  readonly renegotiateAfter?: number;
  readonly echo?: boolean;
  readonly once?: boolean;
  readonly keylog?: string;
  readonly pcap?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: ColorChoice;
}
