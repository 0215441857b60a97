/** The development root: made on the first run, kept for its owner alone, and the same ever after. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeProvider } from 'handfast/providers/node';
import {
  createDevelopmentCa,
  type DevelopmentCa,
  encodePem,
  openDevelopmentCa,
  parseCertificate,
  parsePemOf,
  pkcs8FromPem,
} from 'handfast/x509';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { readWith } from '../files.ts';
import type { Surroundings } from '../surroundings.ts';

export interface DevelopmentRoot {
  readonly ca: DevelopmentCa;
  /** The file with the root in PEM. */
  readonly path: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

/** Opens the root, or makes it. `now` is in milliseconds since 1970. */
export async function developmentRoot(env: Surroundings['env'], now: number): Promise<DevelopmentRoot> {
  const folder = stateFolder(env);
  const known = open(folder, now);
  if (known !== undefined) return { ca: known, path: rootPath(folder), isNew: false };
  const isNew = await make(folder, now);
  return { ca: open(folder, now) as DevelopmentCa, path: rootPath(folder), isNew };
}

/** Where it is: below XDG_STATE_HOME, `~/.local/state` when that is not set. */
export function stateFolder(env: Surroundings['env']): string {
  const base = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return join(base, 'handfast', 'development-ca');
}

export const rootPath = (folder: string): string => join(folder, 'root.pem');

const keyPath = (folder: string): string => join(folder, 'root.key');

function open(folder: string, now: number): DevelopmentCa | undefined {
  if (!existsSync(rootPath(folder))) return undefined;
  const text = (path: string) => readWith(path, 'development root', () => readFileSync(path, 'latin1'));
  const [certificate] = parsePemOf('CERTIFICATE', text(rootPath(folder))) as [Uint8Array];
  if (parseCertificate(certificate).validity.notAfter < now) throw expired(folder);
  return openDevelopmentCa(nodeProvider, { certificate, pkcs8: pkcs8FromPem(text(keyPath(folder))) }, { now });
}

/** In one step, so that of two first runs at once both end with the same root. Returns whether it is ours. */
async function make(folder: string, now: number): Promise<boolean> {
  const ca = await createDevelopmentCa(nodeProvider, { now, commonName: `Handfast Development CA of ${owner()}` });
  try {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
    const draft = mkdtempSync(`${folder}.`);
    writeFileSync(keyPath(draft), encodePem('PRIVATE KEY', ca.pkcs8), { mode: 0o600 });
    writeFileSync(rootPath(draft), encodePem('CERTIFICATE', ca.certificate));
    return move(draft, folder);
  } catch (error) {
    const cause = `the development root cannot be kept in ${folder} (${systemCode(error)})`;
    const fix = 'set XDG_STATE_HOME to a folder that can be written';
    throw new CommandError({ exitCode: exitCodes.usage, code: 'bad_output', cause, fix }, { cause: error });
  }
}

function move(draft: string, folder: string): boolean {
  try {
    renameSync(draft, folder);
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(rootPath(folder))) return false;
    throw error;
  }
}

/** Short enough for a common name. */
function owner(): string {
  try {
    return `${userInfo().username}@${hostname()}`.slice(0, 36);
  } catch {
    return hostname().slice(0, 36);
  }
}

function expired(folder: string): CommandError {
  const cause = `the development root in ${folder} has expired`;
  const fix = 'remove the folder, and the old root from wherever it is trusted';
  return new CommandError({ exitCode: exitCodes.negative, code: 'certificate_expired', cause, fix });
}
