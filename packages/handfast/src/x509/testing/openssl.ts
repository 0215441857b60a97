/** The OpenSSL command line as a second opinion, where it is installed. For tests only. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0;

export interface Verdict {
  readonly isFine: boolean;
  /** What it wrote to the file `output`, if it did. */
  readonly output: Uint8Array | undefined;
  /** All that it printed. */
  readonly text: string;
}

/** Runs `openssl` in a folder of its own that holds these files. */
export function openssl(args: readonly string[], files: Readonly<Record<string, string | Uint8Array>> = {}): Verdict {
  const cwd = mkdtempSync(join(tmpdir(), 'handfast-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd });
    const written = join(cwd, 'output');
    const output = existsSync(written) ? new Uint8Array(readFileSync(written)) : undefined;
    return { isFine: status === 0, output, text: `${stdout}${stderr}` };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
