import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { failures } from '../src/base/failures.ts';
import { behaviourTests } from './source-files.ts';

const page = readFileSync(new URL('../../../docs/attacks.md', import.meta.url), 'utf8');

/** Cells of the rows of its tables: attack, defence, test. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| **'))
  .map((line) => line.slice(2, -2).split(' | '));

test('every row of docs/attacks.md has an attack, a defence and a test', () => {
  expect(rows.filter((row) => row.length !== 3)).toEqual([]);
});

test('every test that docs/attacks.md names exists', () => {
  const titles = rows.flatMap(([, , cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string));
  expect(titles.filter((title) => !behaviourTests.some(({ text }) => text.includes(title)))).toEqual([]);
});

test('every failure that docs/attacks.md names exists', () => {
  const codes = rows.flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map((match) => match[1] as string),
  );
  expect(codes.filter((code) => !(code in failures))).toEqual([]);
});
