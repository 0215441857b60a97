/** Child processes that cannot outlive the run: every one is in its own process group, watched, and killed at the end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { untilOver } from './scope.ts';

export interface Child {
  /** Standard output and standard error so far, in the order they came: of much the last part. */
  output(): string;
  /** Calls `listener` with each chunk of output that comes from now on. */
  onOutput(listener: (text: string) => void): void;
  write(text: string): void;
  /** Ends the child's standard input. */
  end(): void;
  /** The exit code; 127 where it could not start, 128 where a signal ended it. */
  readonly exited: Promise<number>;
  /** Resolves when the output has a match, with all of it. Throws when the child ends or the time is over before. */
  waitFor(pattern: RegExp | string, milliseconds: number): Promise<string>;
  /** Sends SIGTERM, after a second SIGKILL, to the child and all its children. */
  stop(): Promise<number>;
}

export interface ChildOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** Characters that are kept at least. */
const outputKept = 1 << 20;

const living = new Set<ChildProcess>();
let watched = false;

/** Starts a program with pipes for its three streams. It ends with the case that starts it. */
export function start(command: string, args: readonly string[], options: ChildOptions = {}): Child {
  watch();
  const child = spawn(command, args, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    detached: true,
    stdio: 'pipe',
  });
  living.add(child);
  let output = '';
  const listeners = new Set<(text: string) => void>();
  const hear = (text: string): void => {
    output += text;
    if (output.length > 2 * outputKept) output = output.slice(-outputKept);
    for (const listener of listeners) listener(text);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  // A child that ended while we were writing is reported by its exit code, not by a broken pipe here.
  child.stdin.on('error', () => {});
  const forget = untilOver(() => stop(child, exited));
  const exited = new Promise<number>((resolve) => {
    const ended = (code: number): void => {
      living.delete(child);
      forget();
      resolve(code);
    };
    child.on('error', (error) => {
      hear(`${error.message}\n`);
      ended(127);
    });
    child.on('close', (code) => ended(code ?? 128));
  });
  return {
    output: () => output,
    onOutput: (listener) => listeners.add(listener),
    write: (text) => child.stdin.write(text),
    end: () => child.stdin.end(),
    exited,
    waitFor: (pattern, milliseconds) => waitFor({ output: () => output, listeners, exited }, pattern, milliseconds),
    stop: () => stop(child, exited),
  };
}

/** Runs a program to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: ChildOptions & { readonly milliseconds?: number } = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const child = start(command, args, options);
  child.end();
  const code = await Promise.race([child.exited, after(options.milliseconds ?? 20_000)]);
  if (code !== undefined) return { code, output: child.output() };
  await child.stop();
  return { code: 128, output: `${child.output()}\n${command}: stopped after ${options.milliseconds ?? 20_000} ms` };
}

/** Resolves with nothing after a while, and does not keep the process alive for it. */
export function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}

/** Makes sure that the end of this process, by whatever signal, is the end of its children. */
function watch(): void {
  if (watched) return;
  watched = true;
  process.on('exit', () => {
    for (const child of living) kill(child, 'SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
}

interface Watched {
  output(): string;
  readonly listeners: Set<(text: string) => void>;
  readonly exited: Promise<number>;
}

function waitFor(watched: Watched, pattern: RegExp | string, milliseconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const output = watched.output();
      const found = typeof pattern === 'string' ? output.includes(pattern) : pattern.test(output);
      if (!found) return false;
      finish();
      resolve(output);
      return true;
    };
    const give = (reason: string): void => {
      if (look()) return;
      finish();
      reject(new Error(reason));
    };
    const timer = setTimeout(() => give(`it did not come within ${milliseconds} ms`), milliseconds);
    const finish = (): void => {
      clearTimeout(timer);
      watched.listeners.delete(look);
    };
    if (look()) return;
    watched.listeners.add(look);
    void watched.exited.then((code) => give(`ended with exit code ${code}`));
  });
}

async function stop(child: ChildProcess, exited: Promise<number>): Promise<number> {
  if (living.has(child)) kill(child, 'SIGTERM');
  const code = await Promise.race([exited, after(1_000)]);
  if (code !== undefined) return code;
  kill(child, 'SIGKILL');
  // Whatever left the process group may still hold the pipes: it is not waited for.
  return (await Promise.race([exited, after(2_000)])) ?? 128;
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}
