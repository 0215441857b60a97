/** Files that commands make: secrets for their owner's eyes only, and nothing overwritten unasked. */

import { rmSync, writeFileSync } from 'node:fs';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';

/** A file to write. */
export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** A private key: mode 0600. */
  readonly isSecret?: boolean;
}

/** Writes all of them, or refuses before the first when one exists already and `force` does not say to replace it. */
export function writeFiles(files: readonly OutputFile[], force = false): void {
  const written: string[] = [];
  try {
    for (const file of files) {
      write(file, force);
      written.push(file.path);
    }
  } catch (error) {
    // Half a pair is worth nothing. What was replaced on request is gone either way.
    if (!force) for (const path of written) rmSync(path, { force: true });
    throw error;
  }
}

function write({ path, content, isSecret = false }: OutputFile, force: boolean): void {
  try {
    // An old file would keep its old mode.
    if (force) rmSync(path, { force: true });
    writeFileSync(path, content, { flag: 'wx', mode: isSecret ? 0o600 : 0o644 });
  } catch (error) {
    const code = systemCode(error);
    const [cause, fix] =
      code === 'EEXIST'
        ? [`${path} exists already`, 'choose another name with --out, or replace it with --force']
        : [`${path} cannot be written (${code})`, 'check the folder'];
    throw new CommandError({ exitCode: exitCodes.usage, code: 'bad_output', cause, fix }, { cause: error });
  }
}
