/** Runs a BoGo runner that the user has, one shard after another, and reads what it found. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorMap } from './error-map.ts';

/** How a run was asked for. */
export interface RunOptions {
  /** The runner: BoringSSL's ssl/test/runner as a test binary. */
  readonly runner: string;
  /** The workers' socket. */
  readonly socket: string;
  readonly shards: readonly number[];
  readonly totalShards: number;
  /** Tests at a time. */
  readonly jobs: number;
  /** Only tests whose name matches one of these globs, separated by semicolons. */
  readonly tests: string | undefined;
  /** Do not compare the texts of errors, only alerts and verdicts. */
  readonly loose: boolean;
}

/** One test's result as the runner saw it; a shim that does not understand the flags leaves it unimplemented. */
export interface TestResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'unimplemented';
  readonly error: string;
}

/** All results of all shards. Throws when the runner or the forwarder cannot be started. */
export async function runShards(options: RunOptions): Promise<readonly TestResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'handfast-bogo-'));
  try {
    const shim = compileForwarder(folder);
    const config = join(folder, 'config.json');
    writeFileSync(config, JSON.stringify({ ErrorMap: errorMap(), HalfRTTTickets: 0 }));
    const results: TestResult[] = [];
    for (const shard of options.shards) {
      const output = join(folder, `results-${shard}.json`);
      await runShard(options, shard, ['-shim-path', shim, '-shim-config', config, '-json-output', output]);
      results.push(...readResults(readFileSync(output, 'utf8')));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compileForwarder(folder: string): string {
  const source = fileURLToPath(new URL('../../src/bogo/forwarder.c', import.meta.url));
  const program = join(folder, 'forwarder');
  const { status, stderr, error } = spawnSync('cc', ['-O1', '-o', program, source], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc cannot compile the forwarder: ${error?.message ?? stderr}`);
  return program;
}

function runShard(options: RunOptions, shard: number, files: readonly string[]): Promise<void> {
  const { runner, socket, totalShards, jobs, tests, loose } = options;
  const args = ['-test.timeout', '0', ...files, '-num-workers', `${jobs}`, '-allow-unimplemented', '-pipe'];
  if (tests !== undefined) args.push('-test', tests);
  if (loose) args.push('-loose-errors');
  const environment = {
    ...process.env,
    HANDFAST_BOGO_SOCKET: socket,
    TEST_TOTAL_SHARDS: `${totalShards}`,
    TEST_SHARD_INDEX: `${shard}`,
  };
  const child = spawn(runner, args, { env: environment, stdio: ['ignore', 'ignore', 'ignore'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // Failing tests make the runner fail; whether it ran at all shows in its results.
    child.on('close', () => resolve());
  });
}

/** Results in the runner's format, Chromium's JSON results v3. */
export function readResults(json: string): readonly TestResult[] {
  const { tests } = JSON.parse(json) as { tests: Record<string, { actual: string; error?: string }> };
  return Object.entries(tests).map(([name, { actual, error = '' }]) => ({
    name,
    status: actual === 'PASS' ? 'passed' : actual === 'SKIP' ? 'unimplemented' : 'failed',
    error,
  }));
}
