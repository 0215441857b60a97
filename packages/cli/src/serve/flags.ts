/** The flags of `handfast serve`, as they are parsed. */

import type { ColorChoice } from '../terminal/paint.ts';

export interface ServeFlags {
  readonly port?: number;
  readonly host: string;
  readonly name: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly clientAuth: 'none' | 'request' | 'require';
  readonly clientCa: readonly string[];
  readonly alpn: readonly string[];
  readonly groups: readonly string[];
  readonly suites: readonly string[];
  readonly tickets?: number;
  /** `memory`, a folder, or `redis://…`. */
  readonly sessionStore?: string;
  readonly ticketKey?: string;
  /** Bytes. */
  readonly earlyData?: number;
  readonly echo?: boolean;
  readonly once?: boolean;
  readonly keylog?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: ColorChoice;
}
