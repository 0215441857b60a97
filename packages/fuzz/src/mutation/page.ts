/** `docs/generated/mutation.md`: how many small mistakes the tests notice. */

import { limits } from './choice.ts';
import { judgementOf } from './judged.ts';
import { survived, type Tried } from './sample.ts';
import { folders, type Source } from './sources.ts';

export interface Run {
  readonly seed: string;
  /** How many there are to try mutants with. */
  readonly tests: number;
}

export function page(sources: readonly Source[], tried: readonly Tried[], { seed, tests }: Run): string {
  const rows = folders.map((folder) =>
    row(
      folder,
      sources.filter((source) => source.folder === folder),
      tried.filter((one) => one.folder === folder),
    ),
  );
  const left = tried
    .filter(survived)
    .sort((one, other) => one.mutant.file.localeCompare(other.mutant.file) || one.mutant.line - other.mutant.line)
    .map(({ mutant }) => {
      const { file, line, told } = mutant;
      return `| ${file}:${line} | ${code(told)} | ${judgementOf(mutant) ?? 'not looked at yet'} |`;
    });
  const late = tried.filter(({ isLate }) => isLate).length;
  const since =
    late === 0
      ? ''
      : ` When the sample was first tried, ${late} more survived, which tests that were written then notice (\`--again\`).`;
  return `# Mutation testing

\`node packages/fuzz/dist/mutation/main.js --seed ${seed} --sample ${tried.length} --page\`: small mistakes in a random sample of places. Compared operators are swapped, conditions negated, numbers made larger by one, throws and calls left out. ${tests} tests of the library were run once (without those that open sockets), to see how long each takes and where it comes. A mistake is then tried against the tests that come to it, those of its folder first and then the quickest, until one fails: those under ${limits.test / 1000} s each, and as many as take ${limits.mutant / 1000} s together. What runs for ever is noticed too. A test that fails without the mistake too does not count, nor does a rejected promise that nobody handles, which ends a run of vitest otherwise.${since}

| folder | mutants | tried | noticed | of them for ever | score | without equivalents |
|---|--:|--:|--:|--:|--:|--:|
${rows.join('\n')}
${row('together', sources, tried)}

What nobody noticed, and what came of looking at it:

| place | with the mistake | |
|---|---|---|
${left.join('\n')}
`;
}

function row(name: string, sources: readonly Source[], tried: readonly Tried[]): string {
  const all = sources.reduce((sum, { mutants }) => sum + mutants.length, 0);
  const left = tried.filter(survived);
  const endless = tried.filter(({ kind }) => kind === 'endless').length;
  const equivalent = left.filter(({ mutant }) => judgementOf(mutant)?.startsWith('equivalent')).length;
  const noticed = tried.length - left.length;
  const percent = (of: number): string => (of === 0 ? '–' : `${((100 * noticed) / of).toFixed(1)} %`);
  const scores = `${percent(tried.length)} | ${percent(tried.length - equivalent)}`;
  return `| ${name} | ${all} | ${tried.length} | ${noticed} | ${endless} | ${scores} |`;
}

const code = (text: string): string => `\`\` ${text.replaceAll('|', '\\|')} \`\``;
