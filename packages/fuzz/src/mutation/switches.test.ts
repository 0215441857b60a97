import { compileFunction } from 'node:vm';
import { expect, test } from 'vitest';
import { mutantsOf } from './mutants.ts';
import { withSwitches } from './switches.ts';

test('every mistake stands behind its switch, and parts of it behind theirs', () => {
  expect(withSwitches('f(a < 3);', mutantsOf('f(a < 3);', 'x.ts'), 7)).toBe(
    '{if(!$isMistaken(7)){f(($isMistaken(8)?(a <= 3):(a < ($isMistaken(9)?(4):(3)))));}}',
  );
});

test('one switch at a time is on, or none', () => {
  const code = 'if (!(a < 3) && b) throw 1; else f(2);';
  const mutants = mutantsOf(code, 'x.ts');
  const run = compileFunction(withSwitches(code, mutants, 1), ['$isMistaken', 'a', 'b', 'f']);
  const outcomes = [undefined, ...mutants].map((_, mistaken) => {
    const outcome: string[] = [];
    try {
      run(
        (number: number) => number === mistaken,
        5,
        true,
        (value: number) => outcome.push(`f(${value})`),
      );
    } catch (thrown) {
      outcome.push(`throw ${thrown}`);
    }
    return outcome.join();
  });
  const usual = 'throw 1';
  expect(outcomes).toEqual([usual, 'f(2)', 'f(2)', usual, usual, usual, '', 'throw 2', usual, usual]);
});
