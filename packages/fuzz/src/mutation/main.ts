/**
 * Mutation testing of a sample: `node packages/fuzz/dist/mutation/main.js --folder record --sample 20 --seed 1`. Works
 * on a copy of the library, and writes docs/generated/mutation.md with `--page`.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '../random.ts';
import { type Mutant, mutantsOf, mutated } from './mutants.ts';
import { page, type Score } from './page.ts';
import type { Answer, Question, Trial } from './tester.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', multiple: true },
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Only tests of the same folders: faster, and what others would have noticed survives. */
    near: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
});

const folders = values.folder ?? ['record', 'handshake', 'schedule', 'x509/path'];
/** A mutant that takes so many times as long as all tests together runs for ever: that is noticed too. */
const patience = 3;

const everything = ['packages/handfast/src/**/*.test.ts', 'packages/handfast/test/**/*.test.ts'];

/** As the repository's own, without the other packages. */
const config = `export default {
  resolve: { conditions: ['@handfast/source'] },
  ssr: { resolve: { conditions: ['@handfast/source'] } },
  test: {
    include: ${JSON.stringify(values.near ? folders.map((folder) => `packages/handfast/src/${folder}/**/*.test.ts`) : everything)},
    // Sockets are slow, and tests of the structure look at the source itself.
    exclude: ['**/node/**', '**/test/{floors,failures,attacks,bundle}.test.ts'],
    testTimeout: 20_000,
  },
};`;

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'handfast-mutation-'));
let tester: ChildProcess | undefined;
let asked = 0;
try {
  copyLibrary();
  const scores: Score[] = [];
  const start = performance.now();
  const passing = (await ask(undefined, 600_000)) as readonly string[];
  const baseline: Baseline = { passing, milliseconds: performance.now() - start };
  console.log(`${passing.length} files of tests pass as things are, in ${seconds(baseline.milliseconds)}`);
  for (const folder of folders) scores.push(await score(folder, baseline));
  if (values.page) writeFileSync(join(repository, 'docs/generated/mutation.md'), page(scores, Number(values.seed)));
} finally {
  tester?.kill('SIGKILL');
  rmSync(copy, { recursive: true });
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(0)} s`;
}

function copyLibrary(): void {
  cpSync(join(repository, 'packages/handfast'), join(copy, 'packages/handfast'), {
    recursive: true,
    filter: (path) => !/\/(?:dist|node_modules)$/.test(path),
  });
  cpSync(join(repository, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  writeFileSync(join(copy, 'vitest.config.js'), config);
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
}

/** Tries a sample of the mutants of a folder. */
async function score(folder: string, baseline: Baseline): Promise<Score> {
  const random = new Random(Number(values.seed));
  const all = filesIn(join(copy, 'packages/handfast/src', folder)).flatMap((file) =>
    mutantsOf(readFileSync(file, 'utf8'), file),
  );
  const sample = Array.from({ length: Math.min(all.length, Number(values.sample)) }, () => random.pick(all));
  const survivors: Mutant[] = [];
  for (const mutant of sample) {
    const start = performance.now();
    const verdict = await verdictOf(mutant, baseline);
    if (verdict === 'survived')
      survivors.push({ ...mutant, file: mutant.file.slice(join(copy, 'packages/handfast/src/').length) });
    const place = `${mutant.file.slice(copy.length)}:${mutant.line}`;
    const change = `${mutant.before.split('\n')[0]} → ${mutant.after}`;
    console.log(`${verdict.padEnd(9)} ${seconds(performance.now() - start).padStart(6)} ${place} ${change}`);
  }
  return { folder, mutants: all.length, tried: sample.length, survivors };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing/'))
    .sort()
    .map((name) => join(folder, name));
}

interface Baseline {
  readonly passing: readonly string[];
  readonly milliseconds: number;
}

type Verdict = 'noticed' | 'survived' | 'too slow';

async function verdictOf(mutant: Mutant, { passing, milliseconds }: Baseline): Promise<Verdict> {
  const original = readFileSync(mutant.file, 'utf8');
  const trial = { file: mutant.file, code: mutated(original, mutant), original, passing };
  const answer = await ask(trial, Math.ceil(patience * milliseconds));
  writeFileSync(mutant.file, original);
  if (answer === undefined) return 'too slow';
  return answer === true ? 'survived' : 'noticed';
}

/** What the tester says; `undefined` when it says nothing in time. */
async function ask(trial: Trial | undefined, milliseconds: number): Promise<unknown> {
  tester ??= start();
  const current = tester;
  const number = ++asked;
  current.send({ number, trial } satisfies Question);
  const signal = AbortSignal.timeout(milliseconds);
  try {
    for (;;) {
      const [said] = (await once(current, 'message', { signal })) as [Partial<Answer>];
      if (said.number === number) return said.answer;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    current.kill('SIGKILL');
    tester = undefined;
    return undefined;
  }
}

function start(): ChildProcess {
  const env = {
    ...process.env,
    HANDFAST_VECTORS: process.env['HANDFAST_VECTORS'] ?? join(repository, '../shared/vectors'),
  };
  const child = fork(new URL('./tester.js', import.meta.url), {
    cwd: copy,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('exit', (code) => {
    if (code !== null) child.emit('error', new Error(`the tester has ended with ${code}`));
  });
  return child;
}
