/** The flags of `handfast connect`, as they are parsed. */

import type { ProtocolFlags } from '../protocol-flags.ts';
import type { ColorChoice } from '../terminal/paint.ts';

export interface ConnectFlags extends ProtocolFlags {
  readonly json?: boolean;
  readonly trace?: boolean;
  readonly quiet?: boolean;
  readonly color: ColorChoice;
  readonly get?: string;
  readonly ca: readonly string[];
  /** Files with public keys. */
  readonly trustKey: readonly string[];
  readonly insecure?: boolean;
  readonly serverName?: string;
  /** A file with ECH configurations, or their base64. */
  readonly ech?: string;
  readonly echGrease?: boolean;
  readonly alpn: readonly string[];
  readonly groups: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly sessionIn?: string;
  readonly sessionOut?: string;
  readonly earlyData?: string;
  readonly falseStart?: boolean;
  readonly fallbackScsv?: boolean;
  /** Ask for a stapled OCSP response. */
  readonly status?: boolean;
  readonly srpUser?: string;
  readonly srpPasswordFile?: string;
  readonly keylog?: string;
  readonly pcap?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
}
