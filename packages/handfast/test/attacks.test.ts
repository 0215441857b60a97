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

test('every attack of the checklist, K01 to K25, is on the page with its test', () => {
  const titles = rows.flatMap(([, , cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string));
  const lines = behaviourTests.flatMap(({ text }) => text.split('\n'));
  const shown = titles.flatMap((title) => lines.filter((line) => line.includes(title)));
  const ids = new Set(shown.join(' ').match(/\bK\d\d\b/g));
  const all = Array.from({ length: 25 }, (_, i) => `K${String(i + 1).padStart(2, '0')}`);
  expect(all.filter((id) => !ids.has(id))).toEqual([]);
});

test('every failure that docs/attacks.md names exists', () => {
  const codes = rows.flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map((match) => match[1] as string),
  );
  expect(codes.filter((code) => !(code in failures))).toEqual([]);
});
