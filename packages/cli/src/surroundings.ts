/** What a command may touch of the process around it; tests put other streams in its place. */

import type { Readable, Writable } from 'node:stream';

export interface Surroundings {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted with the name of the signal, `SIGINT` or `SIGTERM`, that asks the command to stop. */
  readonly signal: AbortSignal;
}

/** A stream to write to, which may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };
