/** Passwords: from a file or the environment, never from arguments, where other users of the machine could read them. */

import { usageError } from '../command-error.ts';
import { readWith } from '../files.ts';
import type { Surroundings } from '../surroundings.ts';

/** Where a password comes from. */
export interface PasswordFlags {
  /** The first line of this file. */
  readonly passwordFile?: string;
}

/** The password, if one is given. */
export function passwordFrom({ passwordFile }: PasswordFlags, env: Surroundings['env']): string | undefined {
  if (passwordFile === undefined) return env['HANDFAST_PASSWORD'];
  return readWith(passwordFile, 'password file', (content) => {
    return Buffer.from(content)
      .toString('utf8')
      .replace(/\r?\n[\s\S]*$/, '');
  });
}

/** The password, which must be given. Throws usage errors. */
export function requiredPassword(flags: PasswordFlags, env: Surroundings['env'], what: string): string {
  const password = passwordFrom(flags, env);
  if (password !== undefined) return password;
  throw usageError(`${what} needs a password`, 'give it with --password-file FILE or in HANDFAST_PASSWORD');
}
