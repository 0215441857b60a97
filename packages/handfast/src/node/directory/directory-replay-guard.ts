/** Marks that came once, in a directory that several processes share: one file each. RFC 8446 §8 */

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplayGuard } from '../../handshake/stores.ts';
import { fileNameOf, isCode, makeDirectory, privateDirectory, unlessMissing } from './files.ts';

export interface DirectoryReplayGuardOptions {
  /** Is made if it is missing. */
  readonly path: string;
  /** Milliseconds between two searches for marks that have expired. Default one minute. */
  readonly sweepEvery?: number | undefined;
}

/**
 * The system creates a file once, whoever asks first. The directory says since when it remembers: after it was emptied
 * nothing is let through for as long as marks are kept, because what came before is forgotten.
 */
export class DirectoryReplayGuard implements ReplayGuard {
  readonly #path: string;
  readonly #sweepEvery: number;
  #swept = Date.now();

  /** Throws `MisuseError` when other users can change the directory. */
  constructor({ path, sweepEvery = 60_000 }: DirectoryReplayGuardOptions) {
    privateDirectory(path);
    this.#path = path;
    this.#sweepEvery = sweepEvery;
  }

  async first(mark: Uint8Array, now: number, expires: number): Promise<boolean> {
    await makeDirectory(this.#path);
    const created = await create(join(this.#path, fileNameOf(mark)), String(expires));
    // Only now: had the directory been emptied before our mark was made, it would say so.
    const remembers = await this.#rememberedSince(now);
    await this.#sweepSometimes(now);
    return created && now - remembers >= expires - now;
  }

  /** Since when, in milliseconds since 1970; from now on if it has no memory. */
  async #rememberedSince(now: number): Promise<number> {
    const file = join(this.#path, sinceName);
    await create(file, String(now));
    const since = Number(await readFile(file, 'latin1'));
    return Number.isFinite(since) && since > 0 ? since : now;
  }

  /** A mark that has expired marks nothing: its flight is too old by now. */
  async #sweepSometimes(now: number): Promise<void> {
    if (now - this.#swept < this.#sweepEvery) return;
    this.#swept = now;
    for (const name of await readdir(this.#path)) {
      const file = join(this.#path, name);
      if (name === sinceName) continue;
      const expires = await unlessMissing(readFile(file, 'latin1'), '');
      // An empty one is being written.
      if (expires !== '' && Number(expires) <= now) await rm(file, { force: true });
    }
  }
}

/** Whether it was not there before. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

const sinceName = 'since';
