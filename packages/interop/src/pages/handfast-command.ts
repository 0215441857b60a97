/** The `handfast` command of this tree, as a user runs it. */

import { fileURLToPath } from 'node:url';
import { type Child, run, start } from '../child.ts';

const script = fileURLToPath(new URL('../../../cli/bin/handfast.js', import.meta.url));

export interface ServedFolder {
  readonly port: number;
  /** Path of the development root. */
  readonly ca: string;
  readonly child: Child;
}

/**
 * `handfast serve`, ready when its first line is out; what it keeps goes into `state`. Throws with its output where it
 * does not come up.
 */
export async function serveFolder(folder: string, state: string, flags: readonly string[] = []): Promise<ServedFolder> {
  const child = start(process.execPath, [script, 'serve', folder, '--json', ...flags], {
    environment: { XDG_STATE_HOME: state, TMPDIR: state },
  });
  try {
    const output = await child.waitFor(/^\{.*\}$/m, 15_000);
    const ready = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? '') as { port: number; ca: string };
    return { port: ready.port, ca: ready.ca, child };
  } catch (error) {
    await child.stop();
    throw new Error(`handfast serve: ${error instanceof Error ? error.message : error}\n${child.output()}`);
  }
}

/** `handfast connect --get`: its exit code and everything it printed. */
export function getPage(
  port: number,
  path: string,
  ca: string,
  flags: readonly string[] = [],
): Promise<{ code: number; output: string }> {
  return run(process.execPath, [script, 'connect', `localhost:${port}`, '--get', path, '--ca', ca, ...flags]);
}
