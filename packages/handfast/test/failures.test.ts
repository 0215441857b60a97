import { expect, test } from 'vitest';
import { type FailureCode, failures } from '../src/base/failures.ts';
import { behaviourTests, sourceFiles } from './source-files.ts';

const codes = Object.keys(failures) as FailureCode[];

/** Tests of the registry speak of alerts, some of which share their name with a code. */
const behaviour = behaviourTests.filter((file) => file.floor !== 'registry').map((file) => file.text);

const names = (text: string, code: string): boolean => text.includes(`'${code}'`);

test('every failure is raised somewhere', () => {
  const rules = sourceFiles.filter((file) => !['base', 'registry'].includes(file.floor));
  expect(codes.filter((code) => !rules.some((file) => names(file.text, code)))).toEqual([]);
});

test('every failure is provoked by some test', () => {
  expect(codes.filter((code) => !behaviour.some((text) => names(text, code)))).toEqual([]);
});

test('every failure names its rule and speaks in a sentence without capital and full stop', () => {
  for (const [code, { rule, text }] of Object.entries(failures)) {
    expect(`${code}: ${rule}`).toMatch(/: (RFC \d{4}|X\.\d+|FIPS \d+|SP 800-\d+)/);
    expect(`${code}: ${text}`).toMatch(/: [^A-Z].*[^.]$|: [A-Z][A-Za-z]+[A-Z ]/);
  }
});
