/** A folder as the state of a CA: its certificate and key, and an index of all that it has issued. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Certificate, parseCertificate } from 'handfast/x509';
import { CommandError, usageError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { readWith } from '../files.ts';
import { type Issuer, issuerFrom } from '../pki/issue.ts';
import { readKey } from '../pki/keys.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import type { PasswordFlags } from '../pki/password.ts';
import type { Surroundings } from '../surroundings.ts';
import { emptyIndex, type Index, indexText, parseIndex } from './index-file.ts';

/** Where everything of a CA is. */
export const places = (folder: string) => ({
  /** The certificate of the CA, and those above it but for the root. */
  certificate: join(folder, 'ca.pem'),
  key: join(folder, 'ca.key'),
  index: join(folder, 'index.json'),
  lock: join(folder, 'index.lock'),
  crl: join(folder, 'ca.crl'),
  deltaCrl: join(folder, 'delta.crl'),
  issued: (serialNumber: string) => join(folder, 'issued', `${serialNumber}.pem`),
});

/** The certificate of the CA and those above it; the index is read when it is needed. */
export function openChain(folder: string): readonly Certificate[] {
  return parsedObjects(objectsOf('certificate', [places(folder).certificate]), parseCertificate);
}

/** The CA, ready to sign. */
export function openIssuer(folder: string, flags: PasswordFlags, env: Surroundings['env']): Issuer {
  return issuerFrom(openChain(folder)[0] as Certificate, readKey(places(folder).key, flags, env).key);
}

/** What has been issued so far. */
export const readIndex = (folder: string): Index =>
  readWith(places(folder).index, 'index of the CA', (content) => parseIndex(folder, content));

/** Starts a folder: nothing may be in the way of the CA's files. */
export function startFolder(folder: string, uris: Pick<Index, 'ocspUri' | 'crlUri'>): void {
  try {
    mkdirSync(join(folder, 'issued'), { recursive: true, mode: 0o700 });
    writeFileSync(places(folder).index, indexText({ ...emptyIndex, ...uris }), { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw usageError(`there is a CA in ${folder} already`, 'choose another --dir');
    throw notWritten(folder, error);
  }
}

/** Changes the index while nobody else does. What `change` throws leaves it as it was. */
export async function changeIndex<T>(
  folder: string,
  change: (index: Index) => Promise<readonly [index: Index, result: T]>,
): Promise<T> {
  const { index: path, lock } = places(folder);
  await takeLock(lock);
  try {
    const [index, result] = await change(readIndex(folder));
    writeFileSync(`${path}.new`, indexText(index));
    renameSync(`${path}.new`, path);
    return result;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Another command takes some milliseconds; one that died leaves its number behind. */
async function takeLock(path: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw notWritten(path, error);
      if (isAbandoned(path)) rmSync(path, { force: true });
      else await wait(50);
    }
  }
  throw usageError(`another command has been at work for long: ${path} is there`, 'wait, or remove that file');
}

function isAbandoned(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'latin1')) || process.pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}

function notWritten(path: string, error: unknown): CommandError {
  const cause = `${path} cannot be written (${systemCode(error)})`;
  const explanation = { exitCode: exitCodes.usage, code: 'bad_output', cause, fix: 'check --dir' };
  return new CommandError(explanation, { cause: error });
}
