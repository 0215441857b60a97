/** The flags of `handfast cert verify`, as they are parsed. */

import type { PathUsage, ProfileName } from 'handfast/x509';
import type { ColorChoice } from '../../terminal/paint.ts';

export interface VerifyFlags {
  readonly untrusted: readonly string[];
  readonly ca: readonly string[];
  readonly name?: string;
  readonly at?: string;
  readonly usage: PathUsage;
  readonly profile: ProfileName;
  readonly keyUsage: readonly string[];
  readonly maxDepth?: number;
  readonly crl: readonly string[];
  readonly ocsp: readonly string[];
  readonly ctLogs?: string;
  readonly ctMinimum: number;
  readonly json?: boolean;
  readonly color: ColorChoice;
}
