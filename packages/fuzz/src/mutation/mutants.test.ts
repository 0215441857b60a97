import { expect, test } from 'vitest';
import { mutantsOf, mutated } from './mutants.ts';

const all = (code: string): readonly string[] => mutantsOf(code, 'x.ts').map((mutant) => mutated(code, mutant));

test('operators, conditions, numbers, and steps that are left out', () => {
  expect(all('if (a < 3) throw b;')).toEqual([
    'if (!(a < 3)) throw b;',
    'if (a <= 3) throw b;',
    'if (a < 4) throw b;',
    'if (a < 3) {}',
  ]);
  expect(all('f(!a && true);')).toEqual(['{}', 'f(a && true);', 'f(!a || true);', 'f(!a && false);']);
});

test('types stay as they are', () => {
  expect(all('let a: 3 = b as 3;')).toEqual([]);
});
