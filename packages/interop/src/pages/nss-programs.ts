/** NSS's server, and the databases in which its programs find certificates and keys. */

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, run, start } from '../child.ts';
import { freePort } from '../free-port.ts';
import type { Identity } from '../peer.ts';
import type { PageContext } from './page-peer.ts';

/** How a server differs from the usual one. */
interface SelfservOptions {
  readonly identity?: Identity;
  /** Puts more into its database. */
  readonly prepare?: (database: readonly string[]) => Promise<void>;
  readonly attempt?: number;
}

/** Its server, with the first certificate of the run; what it needs lies in `directory`. */
export async function startSelfserv(
  context: Pick<PageContext, 'directory' | 'certificates'>,
  variant: string,
  args: readonly string[],
  { identity = context.certificates.server['ecdsa-secp256r1'], prepare, attempt = 1 }: SelfservOptions = {},
): Promise<{ child: Child; port: number }> {
  const database = await newDatabase(context, `server ${variant} ${attempt}`);
  await importIdentity(context, database, identity);
  await prepare?.(database);
  // For certificates of clients.
  await must('certutil', [...database, '-A', '-n', 'root', '-t', 'T,,', '-i', context.certificates.root]);
  const port = await freePort();
  const child = start('selfserv', ['-p', String(port), ...database, '-e', nickname, '-u', '-v', ...args]);
  try {
    await child.waitFor('About to call accept', 10_000);
    return { child, port };
  } catch (error) {
    await child.stop();
    if (attempt < 3) {
      const again = { identity, attempt: attempt + 1, ...(prepare !== undefined && { prepare }) };
      return startSelfserv(context, variant, args, again);
    }
    throw new Error(`selfserv: ${error instanceof Error ? error.message : error}\n${child.output()}`);
  }
}

/** Certificates and keys come into a database as PKCS #12 alone. */
export async function importIdentity(
  { directory }: Pick<PageContext, 'directory'>,
  database: readonly string[],
  identity: Identity,
): Promise<void> {
  const file = join(directory, 'nss-server.p12');
  const { certificate, chain, key } = identity;
  const made = ['-in', certificate, '-inkey', key, '-certfile', chain, '-name', nickname, '-out', file];
  await must('openssl', ['pkcs12', '-export', ...made, '-passout', 'pass:']);
  await must('pk12util', ['-i', file, ...database, '-W', '', '-K', '']);
}

/** The arguments that name an empty database, a new one each time: of one that is there certutil asks the password. */
export async function newDatabase(
  { directory }: Pick<PageContext, 'directory'>,
  name: string,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(directory, `nss ${name} `));
  const database = ['-d', `sql:${folder}`];
  await must('certutil', [...database, '-N', '--empty-password']);
  return database;
}

/** Runs a command that has to succeed. */
export async function must(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command}: ${output}`);
}

const nickname = 'server';
