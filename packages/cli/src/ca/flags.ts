/** The flags of `handfast ca …`, as they are parsed. */

import type { CRLReason } from 'handfast/x509';
import type { OutFlags, ProfileFlags } from '../cert/make-flags.ts';
import type { KeyType } from '../pki/keys.ts';
import type { PasswordFlags } from '../pki/password.ts';
import type { ColorChoice } from '../terminal/paint.ts';

/** What all of them have. */
export interface CaFlags extends PasswordFlags {
  readonly dir: string;
  readonly at?: string;
  readonly json?: boolean;
  readonly color: ColorChoice;
}

export interface InitFlags extends CaFlags, Omit<ProfileFlags, 'usage' | 'mustStaple' | 'authority'> {
  readonly subject?: string;
  readonly keyType: KeyType;
  /** The folder of the CA above. */
  readonly parent?: string;
  readonly parentPasswordFile?: string;
}

export interface IssueFlags extends CaFlags, OutFlags, ProfileFlags {
  readonly csr?: string;
  readonly subject?: string;
  readonly keyType: KeyType;
}

export interface RevokeFlags extends CaFlags {
  readonly reason: CRLReason;
  readonly invalidityDate?: string;
}

export interface CrlFlags extends CaFlags {
  readonly days: number;
  readonly delta?: boolean;
  readonly der?: boolean;
  readonly out?: string;
}

export interface ServeOcspFlags extends CaFlags {
  readonly host: string;
  readonly port: number;
  /** How long answers hold. */
  readonly hours: number;
  readonly delegate?: boolean;
  readonly quiet?: boolean;
}
