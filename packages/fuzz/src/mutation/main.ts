/**
 * Mutation testing: `node packages/fuzz/dist/mutation/main.js --sample 600 --seed 1`. Works on a copy of the library in
 * which every mistake stands behind a switch, so that a mutant costs no more than the tests that come to it, until one
 * fails. Writes docs/generated/mutation.md with `--page`. One core is busy.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { limits, testsFor, within } from './choice.ts';
import { Conversation } from './conversation.ts';
import { copyOfLibrary, repository } from './copy.ts';
import type { Measurement, Trial, Verdict } from './messages.ts';
import { page } from './page.ts';
import { type Candidate, lineOf, sampleAgain, sampleOf, survived, type Tried } from './sample.ts';
import { everySource } from './sources.ts';

const { values } = parseArgs({
  options: {
    /** Only those whose line of output holds this expression, such as `^record/` or `without throw`. */
    only: { type: 'string', default: '' },
    sample: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** No mutant is begun after so many. */
    minutes: { type: 'string', default: 'Infinity' },
    /** The output of an earlier run: the same mutants, as far as they are there still; those noticed are not tried. */
    again: { type: 'string' },
    page: { type: 'boolean', default: false },
  },
});

const copy = copyOfLibrary();
const [warm, fresh] = [new Conversation(copy), new Conversation(copy)];
try {
  const sources = everySource(copy);
  const { again, sample: size, seed, only } = values;
  const sample =
    again === undefined
      ? sampleOf(sources, { size: Number(size), seed: Number(seed), only: new RegExp(only) })
      : sampleAgain(sources, readFileSync(again, 'utf8'));
  const start = performance.now();
  const minutes = (): number => (performance.now() - start) / 60_000;
  const measurement = await measure();
  console.log(`${measurement.tests.length} tests pass as things are, in ${minutes().toFixed(1)} minutes`);
  const tried: Tried[] = [];
  for (const candidate of sample) {
    if (minutes() > Number(values.minutes)) break;
    tried.push(await attempt(candidate, measurement));
  }
  console.log(`${tried.length} tried, ${tried.filter(survived).length} survived, ${minutes().toFixed(1)} minutes`);
  const run = { tests: measurement.tests.length, seed };
  if (values.page) writeFileSync(join(repository, 'docs/generated/mutation.md'), page(sources, tried, run));
} finally {
  warm.end();
  fresh.end();
  rmSync(copy, { recursive: true });
}

async function measure(): Promise<Measurement> {
  const answer = await warm.ask({ begin: 'measure' });
  if (answer === undefined || !('measurement' in answer)) throw new Error('the tests do not end');
  return answer.measurement;
}

async function attempt(candidate: Candidate, measurement: Measurement): Promise<Tried> {
  const { number, mutant, source, earlier } = candidate;
  const start = performance.now();
  let tried: Tried = { mutant, folder: source.folder, ...earlier, kind: earlier?.kind ?? 'survived' };
  let by = '';
  if (survived(tried)) {
    const trial = { mutant: number, tests: testsFor(number, source, measurement) };
    const reached = measurement.tests.some((test) => test.reached[number] === 1);
    const verdict = await verdictOf(trial, reached, measurement.loading[number] === 1);
    if (verdict.kind === 'unclear') by = ` (by ${verdict.by})`;
    tried = { ...tried, kind: verdict.kind };
    tried = { ...tried, isLate: earlier !== undefined && !survived(tried) };
  }
  console.log(lineOf(tried, (performance.now() - start) / 1000) + by);
  return tried;
}

/** With modules that are loaded already, as far as that can show the mistake, and with fresh ones where it cannot. */
async function verdictOf(trial: Trial, reached: boolean, atLoading: boolean): Promise<Verdict> {
  let left = trial.tests;
  if (reached) {
    const verdict = await verdictIn(warm, { attempt: trial });
    if (verdict.kind === 'noticed' || verdict.kind === 'endless') return verdict;
    if (verdict.kind === 'survived' && !atLoading) left = verdict.missed;
    if (verdict.kind === 'unclear') warm.end();
  }
  if (left.length === 0 || !(reached || atLoading)) return { kind: 'survived', missed: [] };
  return verdictIn(fresh, { attemptAfresh: { ...trial, tests: within(limits.afresh, left) } });
}

async function verdictIn(
  conversation: Conversation,
  question: { readonly attempt: Trial } | { readonly attemptAfresh: Trial },
): Promise<Verdict> {
  if ('attempt' in question && !conversation.isOpen) await conversation.ask({ begin: 'load' });
  const answer = await conversation.ask(question);
  if (answer === undefined) return { kind: 'endless', by: 'whatever was run' };
  if (!('verdict' in answer)) throw new Error('a tester has answered something else');
  return answer.verdict;
}
