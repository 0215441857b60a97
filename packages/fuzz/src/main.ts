/** `npm run fuzz`: every target in turn, or those that are named. Ends at the first failure, and keeps its input. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.ts';
import { page, type Row } from './page.ts';
import { runInWorker } from './run-in-worker.ts';
import type { Target } from './target.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    /** For all targets together. */
    seconds: { type: 'string' },
    /** For each target, times its `pace`; then `seconds` count only when they are given. */
    runs: { type: 'string' },
    /** Targets that run at the same time. What each of them does is the same however many there are. */
    threads: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** A file whose bytes are run once. */
    input: { type: 'string' },
    /** Prints the branches that nothing has taken. */
    missing: { type: 'boolean', default: false },
    /** Writes docs/generated/fuzz.md. */
    page: { type: 'boolean', default: false },
  },
});

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const vectors = join(process.env['HANDFAST_VECTORS'] ?? join(repository, '../shared/vectors'), 'fuzz-corpus');

const built = await bundle();
try {
  const { targets } = (await import(built.path)) as { readonly targets: Readonly<Record<string, Target>> };
  const names = values.target ?? Object.keys(targets);
  const unknown = names.find((name) => targets[name] === undefined);
  if (unknown !== undefined) throw new Error(`no target "${unknown}"; there are: ${Object.keys(targets).join(', ')}`);
  const start = performance.now();
  const rows = await fuzzAll(targets, names);
  if (values.page && process.exitCode === undefined) {
    const how = {
      options: process.argv.slice(2),
      threads: Number(values.threads),
      milliseconds: performance.now() - start,
    };
    writeFileSync(join(repository, 'docs/generated/fuzz.md'), page(rows, how, built.branches));
  }
} finally {
  await built.remove();
}

async function fuzzAll(targets: Readonly<Record<string, Target>>, names: readonly string[]): Promise<readonly Row[]> {
  const limits = limitsOf(targets, names);
  const rows = new Map<string, Row>();
  const waiting = [...names];
  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const outcome = await runInWorker({
        path: built.path,
        branches: built.branches,
        tokens: built.tokens,
        name,
        seed: Number(values.seed),
        ...limits(name),
        vectors: existsSync(vectors) ? vectors : undefined,
        input: values.input === undefined ? undefined : new Uint8Array(readFileSync(values.input)),
      });
      rows.set(name, { name, ...outcome });
      tell({ name, ...outcome });
      if (outcome.failure !== undefined) waiting.length = 0;
    }
  };
  await Promise.all(Array.from({ length: Number(values.threads) }, lane));
  return names.flatMap((name) => rows.get(name) ?? []);
}

/** How long a target may run, and how often. */
function limitsOf(targets: Readonly<Record<string, Target>>, names: readonly string[]) {
  const weightOf = (name: string): number => targets[name]?.weight ?? 1;
  const weights = names.reduce((sum, name) => sum + weightOf(name), 0);
  const { runs = 'Infinity', seconds = values.runs === undefined ? '30' : 'Infinity', threads } = values;
  const milliseconds = 1000 * Number(seconds) * Number(threads);
  return (name: string) => ({
    runs: Number(runs) * (targets[name]?.pace ?? 1),
    milliseconds: (milliseconds * weightOf(name)) / weights,
  });
}

function tell({ name, executions, milliseconds, kept, branches, taken, missing, failure }: Row): void {
  const rate = Math.round((1000 * executions) / Math.max(1, milliseconds));
  const share = `${taken} of ${branches} branches`.padStart(22);
  console.log(
    `${name.padEnd(24)} ${String(executions).padStart(10)} runs ${String(rate).padStart(7)}/s ${share}, ${kept} kept`,
  );
  if (values.missing) for (const { file, line } of missing) console.log(`  ${file}:${line}`);
  if (failure === undefined) return;
  process.exitCode = 1;
  const file = join(tmpdir(), `handfast-fuzz-${name.replaceAll(' ', '-')}.bin`);
  writeFileSync(file, failure.input);
  console.log(
    `${failure.error}\n${failure.input.length} bytes in ${file}: ${Buffer.from(failure.input).toString('hex')}`,
  );
  console.log(`once more: npm run fuzz -- --target "${name}" --input ${file}`);
}
