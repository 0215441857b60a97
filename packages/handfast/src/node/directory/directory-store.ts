/** Sessions in a directory that several processes share: one file each, in a directory for each key. */

import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../handshake/stores.ts';
import {
  fileNameOf,
  isCode,
  makeDirectory,
  privateDirectory,
  unfinishedName,
  unlessMissing,
  writeWhole,
} from './files.ts';

export interface DirectoryStoreOptions {
  /** Is made if it is missing. No other user may read it: sessions are secrets. */
  readonly path: string;
  /** Most values of one key. Default 8. */
  readonly perKey?: number | undefined;
  /** Most keys: what comes beyond is not kept. Default 100,000. */
  readonly most?: number | undefined;
  /** Milliseconds between two searches for what has expired. Default ten minutes. */
  readonly sweepEvery?: number | undefined;
}

export class DirectoryStore implements SessionStore {
  readonly #path: string;
  readonly #perKey: number;
  readonly #most: number;
  readonly #sweepEvery: number;
  #swept = Date.now();
  /** How many keys there are, about. */
  #keys = 0;
  #puts = 0;

  /** Throws `MisuseError` when other users can read the directory. */
  constructor({ path, perKey = 8, most = 100_000, sweepEvery = 600_000 }: DirectoryStoreOptions) {
    privateDirectory(path);
    this.#path = path;
    this.#perKey = perKey;
    this.#most = most;
    this.#sweepEvery = sweepEvery;
  }

  async put(key: string, value: Uint8Array, expires: number): Promise<void> {
    await this.#sweepSometimes();
    if (this.#keys >= this.#most) return;
    const directory = this.#directoryOf(key);
    const name = this.#nameFor(expires);
    await retried(async () => {
      await makeDirectory(directory);
      await writeWhole(directory, name, value);
    });
    const names = await valuesIn(directory);
    if (names.length === 1) this.#keys++;
    for (const old of names.slice(this.#perKey)) await rm(join(directory, old), { force: true });
  }

  async get(key: string, now: number): Promise<readonly Uint8Array[]> {
    const directory = this.#directoryOf(key);
    const values: Uint8Array[] = [];
    for (const name of await valuesIn(directory)) {
      if (expiryOf(name) <= now) continue;
      const value = await unlessMissing(readFile(join(directory, name)), undefined);
      if (value !== undefined) values.push(new Uint8Array(value));
    }
    return values;
  }

  /** Whoever succeeds in renaming a file has it: the others do not find it any more. */
  async take(key: string, now: number, most: number): Promise<readonly Uint8Array[]> {
    const directory = this.#directoryOf(key);
    const taken: Uint8Array[] = [];
    for (const name of await valuesIn(directory)) {
      if (taken.length >= most) break;
      const mine = join(directory, unfinishedName());
      const got = await unlessMissing(
        rename(join(directory, name), mine).then(() => readFile(mine)),
        undefined,
      );
      await rm(mine, { force: true });
      if (got !== undefined && expiryOf(name) > now) taken.push(new Uint8Array(got));
    }
    return taken;
  }

  async remove(key: string): Promise<void> {
    await rm(this.#directoryOf(key), { recursive: true, force: true });
  }

  /** Removes what has expired, and what a process left unfinished when it died. */
  async sweep(now: number): Promise<void> {
    let keys = 0;
    for (const key of await unlessMissing(readdir(this.#path), [])) {
      if (!isDirectoryName(key)) continue;
      if (await sweepKey(join(this.#path, key), now)) keys++;
    }
    this.#keys = keys;
  }

  async #sweepSometimes(): Promise<void> {
    const now = Date.now();
    const first = this.#puts++ === 0;
    if (!first && now - this.#swept < this.#sweepEvery) return;
    this.#swept = now;
    await this.sweep(now);
  }

  #directoryOf(key: string): string {
    return join(this.#path, fileNameOf(key));
  }

  /** Sorts by time, then by count: names of one process are in order. */
  #nameFor(expires: number): string {
    const order = `${pad(Date.now(), 15)}-${pad(this.#puts % 1e9, 9)}`;
    return `${order}-${expires}-${randomBytes(8).toString('hex')}`;
  }
}

/** Names of values, the newest first. */
async function valuesIn(directory: string): Promise<readonly string[]> {
  const names = await unlessMissing(readdir(directory), []);
  return names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .reverse();
}

/** Whether anything is left under the key. */
async function sweepKey(directory: string, now: number): Promise<boolean> {
  let left = 0;
  for (const name of await unlessMissing(readdir(directory), [])) {
    const file = join(directory, name);
    const dead = name.startsWith('.') ? await isOld(file, now) : expiryOf(name) <= now;
    if (dead) await rm(file, { force: true });
    else left++;
  }
  if (left > 0) return true;
  // Somebody may be putting something into it: then it is not empty, and stays.
  await rmdir(directory).catch(() => undefined);
  return false;
}

async function isOld(file: string, now: number): Promise<boolean> {
  const found = await unlessMissing(stat(file), undefined);
  return found !== undefined && now - found.mtimeMs > unfinishedFor;
}

/** A directory that was empty may be swept away before our file is in it. */
async function retried(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt === mostAttempts || !isCode(error, 'ENOENT')) throw error;
    }
  }
}

const expiryOf = (name: string): number => Number(name.split('-')[2]);
const isDirectoryName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);
const pad = (number: number, digits: number): string => String(number).padStart(digits, '0');
const mostAttempts = 5;
/** Milliseconds after which an unfinished file will never be finished. */
const unfinishedFor = 60_000;
