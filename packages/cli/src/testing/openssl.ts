/** The OpenSSL command line as a second opinion, where it is installed. */

import { spawnSync } from 'node:child_process';

/** Give it to `test.skipIf`, so that a test says by name that it was skipped. */
export const lacksOpenssl: boolean = spawnSync('openssl', ['version']).status !== 0;

/** Whether it ended well, and all that it printed. */
export function openssl(...args: readonly string[]): { readonly isFine: boolean; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  return { isFine: status === 0, text: `${stdout}${stderr}` };
}
