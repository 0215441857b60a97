/** A process that holds vitest for a run's main process, which ends it when a mistake hangs it. */

import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { BaseSequencer, createVitest, type TestSpecification } from 'vitest/node';
import { type Answer, channelName, type Question, type Trial, type Verdict } from './messages.ts';
import { everySource } from './sources.ts';
import { withSwitches } from './switches.ts';

/** By itself vitest begins with what takes longest. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const sources = everySource(process.cwd());
const switches = {
  name: 'switches',
  enforce: 'pre',
  transform(code: string, id: string) {
    const source = sources.find(({ path }) => path === id);
    return source && { code: withSwitches(code, source.mutants, source.first), map: null };
  },
} as const;

const vitest = await createVitest(
  'test',
  {
    watch: false,
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    reporters: [{}],
    sequence: { sequencer: InOrder },
    runner: fileURLToPath(new URL('./runner.js', import.meta.url)),
  },
  { plugins: [switches] },
);
const specifications = await vitest.globTestSpecifications();

const say = (answer: Answer): unknown => process.send?.(answer);
const worker = new BroadcastChannel(channelName);
worker.onmessage = (event) => say((event as { readonly data: Answer }).data);

process.on('message', (question: Question) => {
  if ('begin' in question) void begin(question.begin);
  if ('attempt' in question) worker.postMessage(question.attempt);
  if ('attemptAfresh' in question) void afresh(question.attemptAfresh).then((verdict) => say({ verdict }));
});

async function begin(kind: 'measure' | 'load'): Promise<void> {
  const mutants = sources.reduce((sum, source) => sum + source.mutants.length, 0);
  vitest.provide('job', { kind, mutants, files: specifications.length });
  await vitest.runTestSpecifications(specifications);
}

async function afresh(trial: Trial): Promise<Verdict> {
  const failure = await firstFailure(trial);
  if (failure === undefined) return { kind: 'survived', missed: [] };
  const tests = trial.tests.filter(({ file }) => file === failure.file);
  const again = await firstFailure({ mutant: 0, tests });
  return { kind: again === undefined ? 'noticed' : 'unclear', by: `${failure.file} > ${failure.title}` };
}

async function firstFailure(trial: Trial): Promise<{ readonly file: string; readonly title: string } | undefined> {
  const files = [...new Set(trial.tests.map(({ file }) => file))];
  const wanted = files.flatMap((file) => specifications.filter(({ moduleId }) => moduleId === file));
  vitest.provide('job', { kind: 'afresh', trial });
  vitest.config.bail = 1;
  // It counts, and gives back, what failed in earlier runs too.
  vitest.state.filesMap.clear();
  vitest.state.idMap.clear();
  const { testModules } = await vitest.runTestSpecifications(wanted);
  const failed = testModules.find((module) => !module.ok());
  if (failed === undefined) return undefined;
  const [test] = failed.children.allTests('failed');
  return { file: failed.moduleId, title: test?.name ?? 'loading' };
}
