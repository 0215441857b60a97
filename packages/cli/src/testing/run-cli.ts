/** Runs the command line in this process, with streams in place of a terminal's. */

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { interruption } from '../interruption.ts';
import { run } from '../run.ts';

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Standard input; none when absent, and never ending when `undefined` is given. */
  readonly input?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** A run that goes on. */
export interface Running {
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  readonly exitCode: Promise<number>;
  stop(signal?: 'SIGINT' | 'SIGTERM'): void;
}

/** Runs to the end. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const running = startCli(args, { input: '', ...options });
  const [stdout, stderr, exitCode] = await Promise.all([
    text(running.stdout),
    text(running.stderr),
    running.exitCode.finally(() => {
      running.stdout.end();
      running.stderr.end();
    }),
  ]);
  return { exitCode, stdout, stderr };
}

/** Starts a run, which is stopped when the test is over. */
export function startCli(args: readonly string[], { input, env = {} }: RunOptions = {}): Running {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const stopping = new AbortController();
  if (input !== undefined) stdin.end(input);
  const exitCode = run(args, { stdin, stdout, stderr, env, signal: stopping.signal });
  const stop = (signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM') => stopping.abort(interruption(signal));
  onTestFinished(async () => {
    stop();
    await exitCode;
  });
  return { stdin, stdout, stderr, exitCode, stop };
}

/** Where `handfast serve` listens and what to trust. */
export interface Serving extends Running {
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly ech?: string;
}

/** Starts `handfast serve --json` and waits until it is ready. */
export async function startServe(args: readonly string[], options: RunOptions = {}): Promise<Serving> {
  const running = startCli(['serve', '--json', ...args], options);
  running.stderr.resume();
  const [line] = (await once(running.stdout, 'data')) as [Buffer];
  return { ...running, ...(JSON.parse(line.toString()) as Pick<Serving, 'url' | 'port' | 'ca'>) };
}
