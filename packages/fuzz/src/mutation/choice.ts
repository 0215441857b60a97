/** Which tests a mutant is tried against, and in which order. */

import { dirname } from 'node:path';
import type { Measured, Measurement, Timed } from './messages.ts';
import type { Source } from './sources.ts';

/** In milliseconds: of one test, of all that a mutant is tried against, and of those for which everything is loaded anew. */
export const limits = { test: 1000, mutant: 10_000, afresh: 4000 } as const;

/** Those that come to its switch, those of its own folder first and then the quickest, as many as there is time for. */
export function testsFor(mutant: number, { path, first, mutants }: Source, { tests }: Measurement): readonly Timed[] {
  const reaching = (numbers: readonly number[]): readonly Measured[] =>
    tests.filter(({ reached }) => numbers.some((number) => reached[number] === 1));
  const isNear = ({ file }: Timed): boolean => dirname(file) === dirname(path);
  const ofSameFile = mutants.map((_, index) => first + index);
  const direct = reaching([mutant]);
  // A constant is computed once, before any test: whoever comes to its file, or lies beside it, may use it.
  const around = new Set([...tests.filter(isNear), ...reaching(ofSameFile)]);
  const candidates = [direct, [...around], tests].find(({ length }) => length > 0) ?? [];
  const sorted = candidates
    .filter(({ milliseconds }) => milliseconds <= limits.test)
    .sort((one, other) => Number(isNear(other)) - Number(isNear(one)) || one.milliseconds - other.milliseconds)
    .map(({ reached: _, ...test }) => test);
  return within(limits.mutant, sorted);
}

/** As many of the first as take so long together. */
export function within(milliseconds: number, tests: readonly Timed[]): readonly Timed[] {
  let time = 0;
  return tests.filter((test) => {
    time += test.milliseconds;
    return time <= milliseconds;
  });
}
