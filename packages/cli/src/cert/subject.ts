/** Whose certificate or request it is to be: its key, and what its files are called. */

import { usageError } from '../command-error.ts';
import { newKey, type OwnKey, readKey } from '../pki/keys.ts';
import { fileBase } from '../pki/names.ts';
import type { PasswordFlags } from '../pki/password.ts';
import type { Surroundings } from '../surroundings.ts';
import type { OutFlags, SubjectFlags } from './make-flags.ts';

/** The key of `--key`, or a new one. */
export async function ownKey(flags: SubjectFlags & PasswordFlags, env: Surroundings['env']): Promise<OwnKey> {
  return flags.key === undefined ? newKey(flags.keyType) : readKey(flags.key, flags, env);
}

/** Throws a usage error when there is neither a name nor a subject. */
export function requireName(names: readonly string[], { subject }: SubjectFlags): void {
  if (names.length > 0 || subject !== undefined) return;
  throw usageError('there is nothing to certify', 'name a host, or give --subject "CN=…"');
}

/** The path of the results without their extensions. */
export const resultBase = (
  [first]: readonly string[],
  { out, subject }: OutFlags & Pick<SubjectFlags, 'subject'>,
): string => out ?? fileBase(first ?? /CN=([^,]+)/i.exec(subject ?? '')?.[1] ?? 'certificate');
