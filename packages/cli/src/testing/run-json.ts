/** Runs a command with `--json`, and reads its document. */

import { type Finished, type RunOptions, runCli } from './run-cli.ts';

// What a document holds is for each test to know.
// oxlint-disable-next-line typescript/no-explicit-any -- documents have many shapes
export type Document = any;

/** The exit code and the document, which must be all that is on stdout. */
export async function runJson(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ readonly exitCode: number; readonly document: Document; readonly stderr: string }> {
  const { exitCode, stdout, stderr }: Finished = await runCli([...args, '--json'], options);
  return { exitCode, document: JSON.parse(stdout), stderr };
}
