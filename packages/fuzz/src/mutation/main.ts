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
    page: { type: 'boolean', default: false },
  },
});

const folders = values.folder ?? ['record', 'handshake', 'schedule', 'x509/path'];
/** In milliseconds: a mutant that takes longer runs for ever, and is found out. */
const patience = 60_000;

/** As the repository's own, without the other packages. */
const config = `export default {
  resolve: { conditions: ['@handfast/source'] },
  ssr: { resolve: { conditions: ['@handfast/source'] } },
  test: {
    include: ['packages/handfast/src/**/*.test.ts', 'packages/handfast/test/**/*.test.ts'],
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
  const passing = (await ask(undefined, 600_000)) as readonly string[];
  console.log(`${passing.length} files of tests pass as things are`);
  for (const folder of folders) scores.push(await score(folder, passing));
  if (values.page) writeFileSync(join(repository, 'docs/generated/mutation.md'), page(scores, Number(values.seed)));
} finally {
  tester?.kill('SIGKILL');
  rmSync(copy, { recursive: true });
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
async function score(folder: string, passing: readonly string[]): Promise<Score> {
  const random = new Random(Number(values.seed));
  const all = filesIn(join(copy, 'packages/handfast/src', folder)).flatMap((file) =>
    mutantsOf(readFileSync(file, 'utf8'), file),
  );
  const sample = Array.from({ length: Math.min(all.length, Number(values.sample)) }, () => random.pick(all));
  const survivors: Mutant[] = [];
  for (const mutant of sample) {
    const survives = await passes(mutant, passing);
    if (survives) survivors.push({ ...mutant, file: mutant.file.slice(join(copy, 'packages/handfast/src/').length) });
    console.log(
      `${survives ? 'SURVIVED' : 'killed  '} ${mutant.file.slice(copy.length)}:${mutant.line} ${mutant.before.split('\n')[0]} → ${mutant.after}`,
    );
  }
  return { folder, mutants: all.length, tried: sample.length, survivors };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing/'))
    .sort()
    .map((name) => join(folder, name));
}

async function passes(mutant: Mutant, passing: readonly string[]): Promise<boolean> {
  const original = readFileSync(mutant.file, 'utf8');
  const answer = await ask({ file: mutant.file, code: mutated(original, mutant), original, passing }, patience);
  writeFileSync(mutant.file, original);
  return answer === true;
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
