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
    seconds: { type: 'string', default: '30' },
    /** For each target. */
    runs: { type: 'string', default: 'Infinity' },
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
  const rows = await fuzzAll(targets, names);
  if (values.page && process.exitCode === undefined) {
    writeFileSync(join(repository, 'docs/generated/fuzz.md'), page(rows, Number(values.seed), built.branches));
  }
} finally {
  await built.remove();
}

async function fuzzAll(targets: Readonly<Record<string, Target>>, names: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const weightOf = (name: string): number => targets[name]?.weight ?? 1;
  const weights = names.reduce((sum, name) => sum + weightOf(name), 0);
  for (const name of names) {
    const outcome = await runInWorker({
      path: built.path,
      branches: built.branches,
      tokens: built.tokens,
      name,
      seed: Number(values.seed),
      runs: Number(values.runs),
      milliseconds: (1000 * Number(values.seconds) * weightOf(name)) / weights,
      vectors: existsSync(vectors) ? vectors : undefined,
      input: values.input === undefined ? undefined : new Uint8Array(readFileSync(values.input)),
    });
    rows.push({ name, ...outcome });
    tell({ name, ...outcome });
    if (outcome.failure !== undefined) break;
  }
  return rows;
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
