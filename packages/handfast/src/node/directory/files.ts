/** A directory of secrets: nobody else may read it, and what is in it is there whole or not at all. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MisuseError } from '../../base/errors.ts';

/** Makes the directory if it is missing. Throws `MisuseError` when other users can look into it. */
export function privateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = statSync(path);
  if (!stat.isDirectory()) throw new MisuseError(`${path} is no directory`);
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    throw new MisuseError(`${path} is open to other users, and sessions are secrets: chmod 700 it`);
  }
}

/** Writes a file that appears under its name when it is complete: whoever reads meanwhile sees nothing. */
export async function writeWhole(directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const unfinished = join(directory, unfinishedName());
  try {
    await writeFile(unfinished, bytes, { flag: 'wx', mode: 0o600 });
    await rename(unfinished, join(directory, name));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** For a file that nobody but its maker looks for. */
export const unfinishedName = (): string => `.${randomBytes(12).toString('hex')}`;

/** Makes a directory below a private one; it may be there already. */
export const makeDirectory = (path: string): Promise<unknown> => mkdir(path, { recursive: true, mode: 0o700 });

/** A name for anything: keys hold names of hosts, which are nobody's business, and characters that files may not have. */
export const fileNameOf = (key: string | Uint8Array): string => createHash('sha256').update(key).digest('hex');

/** What a promise gives, or `otherwise` if the file is not there (any more). */
export async function unlessMissing<T, U>(found: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await found;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return otherwise;
    throw error;
  }
}

/** Whether the system refused for this reason. */
export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
