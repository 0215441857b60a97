import { expect, test } from 'vitest';
import { mutantsOf } from './mutants.ts';
import { lineOf, sampleAgain, sampleOf } from './sample.ts';
import type { Source } from './sources.ts';

const mutants = mutantsOf('if (a < 3) throw b;\n', 'record/x.ts');
const source: Source = { folder: 'record', file: 'record/x.ts', path: '/record/x.ts', mutants, first: 7 };

test('a sample depends on its seed alone, and holds nothing twice', () => {
  const sample = (only: RegExp) => sampleOf([source], { size: 9, seed: 3, only }).map(({ number }) => number);
  expect(sample(/x/)).toEqual(sample(/x/));
  expect(sample(/x/).toSorted((one, other) => one - other)).toEqual([7, 8, 9, 10]);
  expect(sample(/without throw/)).toHaveLength(1);
});

test('what a run says, a later run reads', () => {
  const tried = mutants.map((mutant, i) => {
    return { mutant, folder: 'record', kind: i === 0 ? 'survived' : 'noticed', isLate: i === 2 } as const;
  });
  const output = tried.map((one) => lineOf(one, 0.5)).join('\n');
  expect(sampleAgain([source], `${output}\nnoticed  0.1 s record/x.ts:3 of another time`)).toEqual(
    tried.map(({ mutant, kind, isLate }, i) => ({ number: 7 + i, mutant, source, earlier: { kind, isLate } })),
  );
});
