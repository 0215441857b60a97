/** A process that runs the tests which some file matters to, for one mutant after another, until it is killed. */

import { writeFileSync } from 'node:fs';
import { BaseSequencer, createVitest, type TestSpecification, type Vitest } from 'vitest/node';

/** What it is told: what is in a file now, and what was. Without one it says which tests pass as things are. */
export interface Trial {
  readonly file: string;
  readonly code: string;
  readonly original: string;
  /** Files of tests that pass as things are. */
  readonly passing: readonly string[];
}

let vitest: Vitest | undefined;

/** A question with a number, for tests may send messages of their own. */
export interface Question {
  readonly number: number;
  readonly trial: Trial | undefined;
}

export interface Answer {
  readonly number: number;
  readonly answer: unknown;
}

process.on('message', ({ number, trial }: Partial<Question>) => {
  if (number === undefined) return;
  const answered = trial === undefined ? baseline() : attempt(trial);
  void answered.then((answer) => process.send?.({ number, answer } satisfies Answer));
});

/** By itself vitest begins with what takes longest. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const runner = async (): Promise<Vitest> =>
  (vitest ??= await createVitest('test', {
    watch: false,
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    reporters: [{}],
    sequence: { sequencer: InOrder },
  }));

async function baseline(): Promise<readonly string[]> {
  const running = await runner();
  const { testModules } = await running.runTestSpecifications(await running.globTestSpecifications());
  return testModules.filter((module) => module.ok()).map(({ moduleId }) => moduleId);
}

/** Whether all tests pass nevertheless. */
async function attempt({ file, code, original, passing }: Trial): Promise<boolean> {
  const running = await runner();
  const tests = await related(running, file, passing);
  running.config.bail = 1;
  for (let left = tests; left.length > 0; ) {
    const failed = await failing(running, left, file, code);
    if (failed.length === 0) return true;
    // What fails without the mistake too, as it may on a busy machine, says nothing about it.
    if ((await failing(running, failed, file, original)).length === 0) return false;
    left = left.filter((test) => !failed.includes(test));
  }
  return true;
}

/** Those of these tests that fail when the file holds this. Ends at the first. */
async function failing(
  running: Vitest,
  tests: readonly TestSpecification[],
  file: string,
  code: string,
): Promise<TestSpecification[]> {
  writeFileSync(file, code);
  running.invalidateFile(file);
  const { testModules } = await running.runTestSpecifications([...tests]);
  const failed = testModules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId);
  return tests.filter(({ moduleId }) => failed.includes(moduleId));
}

/** Tests that the file matters to; those of the same folder first, for they are the likeliest to fail. */
async function related(running: Vitest, file: string, passing: readonly string[]): Promise<TestSpecification[]> {
  running.config.related = [file];
  const found = await running.getRelevantTestSpecifications();
  const near = (one: TestSpecification): number => commonLength(one.moduleId, file);
  return found.filter(({ moduleId }) => passing.includes(moduleId)).sort((left, right) => near(right) - near(left));
}

function commonLength(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}
