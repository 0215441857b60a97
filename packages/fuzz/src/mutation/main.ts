/**
 * Mutation testing of a sample: `node packages/fuzz/dist/mutation/main.js --folder record --sample 20 --seed 1`. Works
 * on a copy of the library, and writes docs/generated/mutation.md with `--page`. A mutant is tried against the tests of
 * its folder and of those where the folder is used most, as far as they import its file: all tests would take minutes.
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
    /** No mutant is begun after so many; folders take turns, so that each has its share. */
    minutes: { type: 'string', default: 'Infinity' },
    page: { type: 'boolean', default: false },
  },
});

/** Where the tests are that know each folder, from `packages/handfast` on. */
const known: Readonly<Record<string, readonly string[]>> = {
  record: ['src/record', 'src/engine/datagram', 'src/engine/records.test.ts', 'src/legacy', 'test/tampering*.test.ts'],
  handshake: ['src/handshake', 'src/engine', 'src/legacy', 'test/labs'],
  schedule: ['src/schedule', 'src/handshake/tls13', 'src/legacy', 'src/engine/connection.test.ts', 'test/rfc8448'],
  'x509/path': ['src/x509/path', 'src/x509/revocation', 'src/engine/judge*'],
};

const folders = values.folder ?? Object.keys(known);
/** A mutant that takes so many times as long as all of its folder's tests runs for ever: that is noticed too. */
const patience = 2;

const include = folders
  .flatMap((folder) => known[folder] ?? [`src/${folder}`])
  .map((place) => `packages/handfast/${place}${place.endsWith('.ts') ? '' : '/**/*.test.ts'}`);

/** As the repository's own, without the other packages. */
const config = `export default {
  resolve: { conditions: ['@handfast/source'] },
  ssr: { resolve: { conditions: ['@handfast/source'] } },
  test: {
    include: ${JSON.stringify([...new Set(include)])},
    // Sockets are slow, and tests of the structure look at the source itself.
    exclude: ['**/node/**', '**/test/{floors,failures,attacks,bundle}.test.ts'],
    testTimeout: 120_000,
  },
};`;

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'handfast-mutation-'));
let tester: ChildProcess | undefined;
let asked = 0;
try {
  copyLibrary();
  const start = performance.now();
  const passing = (await ask(undefined, 1_200_000)) as readonly string[];
  const baseline: Baseline = { passing, milliseconds: performance.now() - start };
  console.log(`${passing.length} files of tests pass as things are, in ${seconds(baseline.milliseconds)}`);
  const scores = folders.map(sampleOf);
  for (let turn = 0; turn < Number(values.sample); turn++) {
    for (const score of scores) {
      if (performance.now() - start > 60_000 * Number(values.minutes)) break;
      const mutant = score.sample[turn];
      if (mutant !== undefined) await tryOne(mutant, score, baseline);
    }
  }
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

interface Running extends Score {
  readonly sample: readonly Mutant[];
  tried: number;
  readonly survivors: Mutant[];
}

/** Some mutants of a folder, each at most once. */
function sampleOf(folder: string): Running {
  const random = new Random(Number(values.seed));
  const all = filesIn(join(copy, 'packages/handfast/src', folder)).flatMap((file) =>
    mutantsOf(readFileSync(file, 'utf8'), file),
  );
  const left = [...all];
  const sample = Array.from({ length: Math.min(all.length, Number(values.sample)) }, () => {
    return left.splice(random.below(left.length), 1)[0] as Mutant;
  });
  return { folder, mutants: all.length, tried: 0, survivors: [], sample };
}

async function tryOne(mutant: Mutant, score: Running, baseline: Baseline): Promise<void> {
  const start = performance.now();
  const verdict = await verdictOf(mutant, baseline);
  score.tried++;
  const file = mutant.file.slice(join(copy, 'packages/handfast/src/').length);
  if (verdict === 'survived') score.survivors.push({ ...mutant, file });
  const change = `${mutant.before.split('\n')[0]} → ${mutant.after}`;
  console.log(
    `${verdict.padEnd(9)} ${seconds(performance.now() - start).padStart(6)} ${file}:${mutant.line} ${change}`,
  );
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
