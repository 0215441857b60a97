/** `docs/generated/mutation.md`: how many small mistakes the tests notice. */

import { judged } from './judged.ts';
import type { Mutant } from './mutants.ts';

export interface Score {
  readonly folder: string;
  /** How many there are. */
  readonly mutants: number;
  /** How many were tried. */
  readonly tried: number;
  readonly survivors: readonly Mutant[];
}

export function page(scores: readonly Score[], seed: number): string {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  const percent = (survived: number, tried: number): string =>
    tried === 0 ? '–' : `${(100 * (1 - survived / tried)).toFixed(0)} %`;
  const rows = scores.map(
    ({ folder, mutants, tried, survivors }) =>
      `| ${folder} | ${mutants} | ${tried} | ${tried - survivors.length} | ${percent(survivors.length, tried)} |`,
  );
  const [tried, survived] = [sum((score) => score.tried), sum(({ survivors }) => survivors.length)];
  const code = (text: string): string => `\`${text.split('\n')[0]?.replaceAll('|', '\\|')}\``;
  const left = scores.flatMap(({ survivors }) =>
    survivors.map(({ file, line, before, after }) => {
      const since = judged[`${file} ${before} → ${after}`] ?? 'not looked at yet';
      return `| ${file}:${line} | ${code(before)} | ${code(after)} | ${since} |`;
    }),
  );
  return `# Mutation testing

\`node packages/fuzz/dist/mutation/main.js --seed ${seed} --page\`: small mistakes in a random sample of places, as many as there was time for, each tried against those tests of its own folder and of the folders where it is used most that import its file (\`packages/fuzz/src/mutation/main.ts\` names them). Compared operators are swapped, conditions negated, numbers made larger by one, throws and calls left out. A test that fails without the mistake too does not count.

| folder | mutants | tried | noticed | score |
|---|--:|--:|--:|--:|
${rows.join('\n')}
| together | ${sum((score) => score.mutants)} | ${tried} | ${tried - survived} | ${percent(survived, tried)} |

What nobody noticed, and what came of looking at it since:

| place | before | after | |
|---|---|---|---|
${left.join('\n')}
`;
}
