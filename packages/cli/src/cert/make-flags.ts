/** The flags of the commands that make certificates and requests, as they are parsed. */

import type { Usage } from 'handfast/x509';
import type { KeyType } from '../pki/keys.ts';
import type { MadeFlags } from '../pki/made.ts';
import type { PasswordFlags } from '../pki/password.ts';

/** Where the results go. */
export interface OutFlags extends MadeFlags, PasswordFlags {
  /** A path without extension. */
  readonly out?: string;
  readonly force?: boolean;
  readonly at?: string;
}

/** Which key, and what it is certified for. */
export interface SubjectFlags {
  readonly subject?: string;
  readonly key?: string;
  readonly keyType: KeyType;
}

/** What a certificate shall be. */
export interface ProfileFlags {
  readonly days?: number;
  readonly usage: readonly Usage[];
  /** A CA rather than a leaf. */
  readonly authority?: boolean;
  readonly pathLength?: number;
  readonly permit: readonly string[];
  readonly exclude: readonly string[];
  readonly ocspUri?: string;
  readonly crlUri?: string;
  readonly mustStaple?: boolean;
}

export interface NewFlags extends OutFlags, SubjectFlags, ProfileFlags {}

export interface CsrFlags extends OutFlags, SubjectFlags {}

export interface SignFlags extends OutFlags, ProfileFlags {
  readonly ca: string;
  readonly caKey: string;
  readonly name: readonly string[];
}

export interface RenewFlags extends OutFlags, Omit<ProfileFlags, 'authority' | 'pathLength' | 'permit' | 'exclude'> {
  readonly ca: string;
  readonly caKey: string;
  readonly addSan: readonly string[];
}
