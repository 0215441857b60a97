/**
 * Mutation testing: `node packages/fuzz/dist/mutation/main.js --sample 600 --seed 1`. Works on a copy of the library in
 * which every mistake stands behind a switch, so that a mutant costs no more than the tests that come to it, until one
 * fails. Writes docs/generated/mutation.md with `--page`. One core is busy.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../random.ts';
import { limits, testsFor, within } from './choice.ts';
import { Conversation } from './conversation.ts';
import { copyOfLibrary, repository } from './copy.ts';
import type { Measurement, Trial, Verdict } from './messages.ts';
import type { Mutant } from './mutants.ts';
import { page, type Tried } from './page.ts';
import { everySource, type Source } from './sources.ts';

const { values } = parseArgs({
  options: {
    /** Only those whose line of output holds this expression, such as `^record/` or `without throw`. */
    only: { type: 'string', default: '' },
    sample: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** No mutant is begun after so many. */
    minutes: { type: 'string', default: 'Infinity' },
    /** The output of an earlier run: the same mutants, as far as they are there still; those noticed are not tried again. */
    again: { type: 'string' },
    page: { type: 'boolean', default: false },
  },
});

interface Candidate {
  readonly number: number;
  readonly mutant: Mutant;
  readonly source: Source;
  /** What came of it in an earlier run. */
  readonly earlier?: Outcome;
}

const copy = copyOfLibrary();
const [warm, fresh] = [new Conversation(copy), new Conversation(copy)];
try {
  const sources = everySource(copy);
  const earlier = values.again === undefined ? [] : outcomesIn(readFileSync(values.again, 'utf8'));
  const sample = values.again === undefined ? sampleOf(sources) : sampleAgain(sources, earlier);
  const start = performance.now();
  const minutes = (): number => (performance.now() - start) / 60_000;
  const measurement = await measure();
  console.log(`${measurement.tests.length} tests pass as things are, in ${minutes().toFixed(1)} minutes`);
  const tried: Tried[] = [];
  for (const candidate of sample) {
    if (minutes() > Number(values.minutes)) break;
    tried.push(await attempt(candidate, measurement));
  }
  const survived = tried.filter(({ kind }) => kind === 'survived' || kind === 'unclear').length;
  console.log(`${tried.length} tried, ${survived} survived, ${minutes().toFixed(1)} minutes`);
  const survivedEarlier = earlier.filter(({ kind }) => kind === 'survived' || kind === 'unclear').length;
  const run = {
    tests: measurement.tests.length,
    seed: values.seed,
    earlier: earlier.length > 0 ? survivedEarlier : undefined,
  };
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

/** Each at most once, in any order. */
function sampleOf(sources: readonly Source[]): readonly Candidate[] {
  const random = new Random(Number(values.seed));
  const wanted = new RegExp(values.only);
  const left = candidatesIn(sources).filter(({ mutant }) => wanted.test(placeAndChange(mutant)));
  const size = Math.min(left.length, Number(values.sample));
  return Array.from({ length: size }, () => left.splice(random.below(left.length), 1)[0] as Candidate);
}

function candidatesIn(sources: readonly Source[]): Candidate[] {
  return sources.flatMap((source) =>
    source.mutants.map((mutant, index) => ({ number: source.first + index, mutant, source })),
  );
}

/** Those of an earlier run, in its order. Lines may have other numbers by now. */
function sampleAgain(sources: readonly Source[], outcomes: readonly Outcome[]): readonly Candidate[] {
  const left = candidatesIn(sources);
  return outcomes.flatMap((earlier) => {
    const at = left.findIndex(({ mutant: { file, told } }) => file === earlier.file && told === earlier.told);
    return at < 0 ? [] : left.splice(at, 1).map((candidate) => ({ ...candidate, earlier }));
  });
}

function placeAndChange({ file, line, told }: Mutant): string {
  return `${file}:${line} ${told}`;
}

interface Outcome {
  readonly kind: Verdict['kind'];
  readonly file: string;
  readonly told: string;
}

function outcomesIn(output: string): readonly Outcome[] {
  const lines = output.matchAll(/^(noticed|endless|survived|unclear) +[\d.]+ s (\S+):\d+ (.*?)(?: \(by .*\))?$/gm);
  return Array.from(lines, ([, kind, file, told]) => ({ kind, file, told }) as Outcome);
}

async function attempt(candidate: Candidate, measurement: Measurement): Promise<Tried> {
  const { number, mutant, source, earlier } = candidate;
  const tried = { mutant, folder: source.folder };
  if (earlier?.kind === 'noticed' || earlier?.kind === 'endless') return { ...tried, kind: earlier.kind };
  const start = performance.now();
  const trial = { mutant: number, tests: testsFor(number, source, measurement) };
  const reached = measurement.tests.some((test) => test.reached[number] === 1);
  const verdict = await verdictOf(trial, reached, measurement.loading[number] === 1);
  const by = verdict.kind === 'unclear' ? ` (by ${verdict.by})` : '';
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${verdict.kind.padEnd(9)} ${seconds} s ${placeAndChange(mutant)}${by}`);
  return { ...tried, kind: verdict.kind };
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
