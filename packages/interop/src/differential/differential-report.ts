/** The outcome of a differential run, for people. */

import type { JudgeOutcome, Outcome } from './differential.ts';
import type { Disagreement } from './disagreement.ts';

/** One line for each judge and each known difference; every disagreement that nothing explains in full. */
export function differentialReport({ questions, accepted, judges }: Outcome): string {
  return [`${questions} chains, of which handfast accepts ${accepted}`, ...judges.flatMap(judgeLines)].join('\n');
}

function judgeLines({ judge, missing, asked, explained, unexplained }: JudgeOutcome): readonly string[] {
  if (missing !== undefined) return [`${judge}: skipped, ${missing}`];
  const count = [...explained.values()].reduce((sum, found) => sum + found.length, unexplained.length);
  const known = [...explained].sort(([, left], [, right]) => right.length - left.length);
  return [
    `${judge}: asked about ${asked}, of another opinion about ${count}`,
    ...known.map(([id, found]) => `  ${String(found.length).padStart(4)}  ${id}`),
    ...unexplained.map(unexplainedLine),
  ];
}

function unexplainedLine({ question, own, other }: Disagreement): string {
  const say = (accepted: boolean, why: string): string => (accepted ? 'accepts' : `refuses: ${why}`);
  return `  UNEXPLAINED ${question.id}: handfast ${say(own.accepted, own.why)} | the other ${say(other.accepted, other.why)}`;
}
