/** `npm run bogo`: our engine before BoringSSL's test runner, which the user supplies; writes docs/generated/bogo.md. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bogoPage } from './page.ts';
import { isWorker, startPool, work } from './pool.ts';
import { runShards } from './runner.ts';
import { type Judged, judge } from './verdicts.ts';

const usage = `npm run bogo -- --runner PATH [options]
  --runner PATH    BoringSSL's ssl/test/runner, built as a test binary
  --shards LIST    which shards to run, such as 0,1,2,3 (the default: the other half is kept for acceptance)
  --total N        how many shards there are (8)
  --test GLOBS     only tests with these names, separated by semicolons; then no page is written
  --jobs N         tests at a time (4)
  --workers N      warm processes that run them (2)
  --loose          do not compare the texts of errors, only alerts
  --json FILE      the results as one JSON document
  --help           this text`;

const root = fileURLToPath(new URL('../../../../', import.meta.url));

if (isWorker) work();
else await main();

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      runner: { type: 'string' },
      shards: { type: 'string', default: '0,1,2,3' },
      total: { type: 'string', default: '8' },
      test: { type: 'string' },
      jobs: { type: 'string', default: '4' },
      workers: { type: 'string', default: '2' },
      loose: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (options.help || options.runner === undefined || !existsSync(options.runner)) {
    console.error(options.help ? usage : `There is no runner at ${options.runner ?? '--runner'}.\n\n${usage}`);
    if (!options.help) process.exitCode = 2;
    return;
  }
  const shards = options.shards.split(',').map(Number);
  const totalShards = Number(options.total);
  const pool = await startPool(Number(options.workers));
  try {
    const results = await runShards({
      runner: options.runner,
      socket: pool.socket,
      shards,
      totalShards,
      jobs: Number(options.jobs),
      tests: options.test,
      loose: options.loose,
    });
    const judged = judge(results);
    if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(judged, null, 1));
    tell(judged, pool.lacks);
    if (options.test === undefined) writePage(judged, pool.lacks, shards, totalShards);
  } finally {
    pool.stop();
  }
}

/** Every surprise in one line, then the sums. */
function tell(judged: readonly Judged[], lacks: ReadonlyMap<string, number>): void {
  const count = (status: Judged['status']): number => judged.filter((result) => result.status === status).length;
  for (const { name, status, error } of judged)
    if (status === 'failed') console.log(`FAILED ${name}: ${oneLine(error)}`);
  for (const [lack, tests] of [...lacks].sort(([, a], [, b]) => b - a)) console.log(`lacking ${lack}: ${tests} tests`);
  const sums = (['passed', 'failed', 'unimplemented', 'disabled'] as const).map(
    (status) => `${count(status)} ${status}`,
  );
  console.log(`${judged.length} tests: ${sums.join(', ')}`);
  if (count('failed') > 0) process.exitCode = 1;
}

function writePage(
  judged: readonly Judged[],
  lacks: ReadonlyMap<string, number>,
  shards: readonly number[],
  totalShards: number,
): void {
  const lists = join(process.env['HANDFAST_VECTORS'] ?? join(root, '..', 'shared', 'vectors'), 'bogo');
  const names = (file: string): ReadonlySet<string> | undefined =>
    existsSync(join(lists, file)) ? new Set(readFileSync(join(lists, file), 'utf8').split('\n')) : undefined;
  const page = bogoPage(judged, { lacks, shards, totalShards, core2: names('core2.txt'), core: names('core.txt') });
  writeFileSync(join(root, 'docs', 'generated', 'bogo.md'), `${page}\n`);
  console.log('docs/generated/bogo.md written');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' | ');
}
