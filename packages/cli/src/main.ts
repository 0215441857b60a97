/** The program on a real process: its streams, its signals, its exit. */

import { exitCodes } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { run } from './run.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second one is not caught any more: whoever insists is obeyed at once.
  process.once(signal, () => stopping.abort(interruption(signal)));
}

// A reader that has seen enough closes the pipe; that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

process.on('uncaughtException', (error) => {
  process.stderr.write(
    `handfast: ${error.stack ?? error.message}: this is a fault of handfast itself, please report it.\n`,
  );
  process.exit(exitCodes.internal);
});

const { stdin, stdout, stderr, env } = process;
const exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, signal: stopping.signal });
// What is written to a pipe may still be on its way.
await Promise.all([stdout, stderr].map((stream) => new Promise((written) => stream.write('', written))));
process.exit(exitCode);
