/** The worker's side: runs tests in vitest's stead, with one of the mistakes switched on. */

import { setMaxListeners } from 'node:events';
import { BroadcastChannel } from 'node:worker_threads';
import { inject, type RunnerTestCase } from 'vitest';
import { VitestTestRunner } from 'vitest/runners';
import { getFn } from 'vitest/suite';
import { type Answer, channelName, type Job, type Measured, type Timed, type Trial, type Verdict } from './messages.ts';
import { switchName } from './switches.ts';

declare module 'vitest' {
  interface ProvidedContext {
    job: Job;
  }
}

const job = inject('job');
const channel = new BroadcastChannel(channelName);
const say = (answer: Answer): void => channel.postMessage(answer);

/** The state between tests. More steps are not taken while modules are loaded. */
const usual =
  job.kind === 'afresh' ? { mistaken: job.trial.mutant, limit: 50_000_000 } : { mistaken: 0, limit: Infinity };
let { mistaken, limit } = usual;
let steps = 0;
let came = false;
const loading = new Uint8Array(job.kind === 'measure' ? job.mutants + 1 : 0);
let reached = loading;

// Each time that a test is run its signal has one listener more.
setMaxListeners(0);

Object.assign(globalThis, {
  [switchName](mutant: number): boolean {
    // Most mistakes that make something run for ever pass switches as they do, and end here. Main ends the others.
    if (++steps > limit) throw new Endless();
    reached[mutant] = 1;
    if (mutant !== mistaken) return false;
    came = true;
    return true;
  },
});

class Endless extends Error {}

const measured: Measured[] = [];
const loaded = new Map<string, RunnerTestCase>();
let filesSeen = 0;

export default class MutationRunner extends VitestTestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    loaded.set(test.id, test);
    say({ alive: true });
    if (job.kind === 'measure') await measure(test);
    if (job.kind !== 'afresh') return;
    const asked = job.trial.tests.find(({ id }) => id === test.id);
    if (asked !== undefined) await disturbed(asked, job.trial.mutant);
  }

  override async onAfterRunFiles(): Promise<void> {
    super.onAfterRunFiles();
    if (job.kind === 'afresh' || ++filesSeen < job.files) return;
    say(job.kind === 'measure' ? { measurement: { tests: measured, loading } } : { loaded: true });
    await answerTrials();
  }
}

async function measure(test: RunnerTestCase): Promise<void> {
  [reached, steps] = [new Uint8Array(loading.length), 0];
  const start = performance.now();
  try {
    await getFn(test)();
    const milliseconds = performance.now() - start;
    measured.push({ id: test.id, file: test.file.filepath, title: test.name, milliseconds, steps, reached });
  } finally {
    reached = loading;
  }
}

/** Until the process is ended. */
async function answerTrials(): Promise<never> {
  for (;;) {
    const trial = await new Promise<Trial>((resolve) => {
      channel.onmessage = (event) => resolve((event as { readonly data: Trial }).data);
    });
    say({ verdict: await verdictOf(trial) });
  }
}

async function verdictOf({ mutant, tests }: Trial): Promise<Verdict> {
  const missed: Timed[] = [];
  for (const test of tests) {
    say({ alive: true });
    const failure = await failureOf(test, mutant);
    if (!came) missed.push(test);
    if (failure === undefined) continue;
    const by = `${test.file} > ${test.title}`;
    // What fails without the mistake too, as it may on a busy machine, says nothing about it.
    if ((await failureOf(test, 0)) !== undefined) return { kind: 'unclear', by };
    return { kind: failure instanceof Endless ? 'endless' : 'noticed', by };
  }
  return { kind: 'survived', missed };
}

async function failureOf(test: Timed, mutant: number): Promise<unknown> {
  try {
    await disturbed(test, mutant);
    return undefined;
  } catch (error) {
    return error ?? new Error('something was thrown');
  }
}

/** Runs a test with a mistake. It is given many times as long as it takes without, in steps and in time. */
async function disturbed(test: Timed, mutant: number): Promise<void> {
  const run = loaded.get(test.id);
  if (run === undefined) throw new Error(`there is no test ${test.title}`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Endless()), 5000 + 20 * test.milliseconds);
  });
  [mistaken, steps, came, limit] = [mutant, 0, false, 1_000_000 + 20 * test.steps];
  try {
    await Promise.race([getFn(run)(), late]);
  } finally {
    clearTimeout(timer);
    ({ mistaken, limit } = usual);
  }
}
