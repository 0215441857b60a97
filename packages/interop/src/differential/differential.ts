/** The differential run: many questions made from a seed, every disagreement with another judge explained or reported. */

import type { ChainCase, Judge, Verdict } from './chain-case.ts';
import { chainCase } from './chains.ts';
import { crlCase } from './crls.ts';
import { crlDifferences } from './differences-crls.ts';
import { goDifferences } from './differences-go.ts';
import { opensslDifferences } from './differences-openssl.ts';
import type { Difference, Disagreement } from './disagreement.ts';
import { type OwnVerdict, ownVerdict } from './judge-handfast.ts';
import { KeyRing } from './key-ring.ts';
import { policyCase } from './policies.ts';
import { Random } from './random.ts';

/** The first that applies explains. */
export const differences: readonly Difference[] = [...goDifferences, ...crlDifferences, ...opensslDifferences];

export interface Outcome {
  readonly questions: number;
  /** How many of them we accept. */
  readonly accepted: number;
  readonly judges: readonly JudgeOutcome[];
}

export interface JudgeOutcome {
  readonly judge: Judge['name'];
  /** Why the judge could not be asked, if it could not. */
  readonly missing?: string | undefined;
  readonly asked: number;
  /** Disagreements by the heading that explains them. */
  readonly explained: ReadonlyMap<string, readonly Disagreement[]>;
  readonly unexplained: readonly Disagreement[];
}

/** Asks each judge about `count` questions. */
export async function differentialRun(judges: readonly Judge[], seed: number, count: number): Promise<Outcome> {
  const questions = await makeQuestions(seed, count);
  const own: OwnVerdict[] = [];
  for (const question of questions) own.push(await ownVerdict(question));
  const outcomes: JudgeOutcome[] = [];
  for (const judge of judges) outcomes.push(await compare(judge, questions, own));
  return { questions: questions.length, accepted: own.filter(({ accepted }) => accepted).length, judges: outcomes };
}

/** Four kinds, so that each gets its share. */
async function makeQuestions(seed: number, count: number): Promise<readonly ChainCase[]> {
  const keys = await KeyRing.make();
  const random = new Random(seed);
  return Array.from({ length: count }, (_, number) => {
    switch (number % 6) {
      case 0:
        return policyCase(random, keys, number);
      case 1:
        return crlCase(random, keys, number);
      case 2:
        return chainCase(random, keys, number, true);
      default:
        return chainCase(random, keys, number, false);
    }
  });
}

async function compare(
  judge: Judge,
  questions: readonly ChainCase[],
  own: readonly OwnVerdict[],
): Promise<JudgeOutcome> {
  const missing = await judge.prepare();
  if (missing !== undefined) return { judge: judge.name, missing, asked: 0, explained: new Map(), unexplained: [] };
  const asked = questions.flatMap((question, i) =>
    judge.answers(question) ? [{ question, own: own[i] as OwnVerdict }] : [],
  );
  const verdicts = await judge.judge(asked.map(({ question }) => question));
  const different = asked
    .map((one, i) => ({ ...one, other: verdicts[i] as Verdict }))
    .filter((one) => one.own.accepted !== one.other.accepted);
  const explained = new Map<string, Disagreement[]>();
  const unexplained: Disagreement[] = [];
  for (const disagreement of await withSecondOpinions(judge, different)) {
    const difference = differences.find((known) => isExplainedBy(disagreement, known));
    if (difference === undefined) unexplained.push(disagreement);
    else explained.set(difference.id, [...(explained.get(difference.id) ?? []), disagreement]);
  }
  return { judge: judge.name, asked: asked.length, explained, unexplained };
}

/** Asks again about what we accept, with the certificates of our path alone: was it only not found? */
async function withSecondOpinions(
  judge: Judge,
  different: readonly Omit<Disagreement, 'judge' | 'otherAboutOurPath'>[],
): Promise<readonly Disagreement[]> {
  const accepted = different.filter(({ own, question }) => own.path !== undefined && question.crls === undefined);
  const verdicts = await judge.judge(
    accepted.map(({ question, own }) => ({ ...question, intermediates: own.path?.slice(1) ?? [] })),
  );
  const second = new Map(accepted.map(({ question }, i) => [question, verdicts[i]]));
  return different.map((one) => ({ ...one, judge: judge.name, otherAboutOurPath: second.get(one.question) }));
}

function isExplainedBy(disagreement: Disagreement, { judge, weAccept, explains }: Difference): boolean {
  return judge === disagreement.judge && weAccept === disagreement.own.accepted && explains(disagreement);
}
