import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { differences, differentialRun } from './differential.ts';
import { differentialReport } from './differential-report.ts';
import { goJudge } from './judge-go.ts';
import { opensslJudge } from './judge-openssl.ts';
import { Random } from './random.ts';

const page = readFileSync(new URL('../../../../docs/x509-differences.md', import.meta.url), 'utf8');

test('every known difference has its heading in docs/x509-differences.md, and every heading is a known difference', () => {
  const headings = [...page.matchAll(/^### `([a-z0-9-]+)`/gm)].map(([, id]) => id);
  expect(headings.toSorted()).toEqual([...new Set(differences.map(({ id }) => id))].toSorted());
});

test('a seed repeats its choices', () => {
  const choices = (seed: number): readonly number[] => {
    const random = new Random(seed);
    return Array.from({ length: 100 }, () => random.below(1000));
  };
  expect(choices(7)).toEqual(choices(7));
  expect(choices(7)).not.toEqual(choices(8));
  expect(new Set(choices(7)).size).toBeGreaterThan(80);
});

const missing = await opensslJudge.prepare();

describe.skipIf(missing !== undefined)(
  `a sample of chains${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    test('RFC 5280 §6.1: we and OpenSSL agree, or a known difference explains why not', async () => {
      const outcome = await differentialRun([opensslJudge], 42, 240);
      expect(outcome.accepted).toBeGreaterThan(60);
      expect(outcome.accepted).toBeLessThan(180);
      expect(
        outcome.judges.flatMap(({ unexplained }) => unexplained),
        differentialReport(outcome),
      ).toEqual([]);
    });
  },
);

test('a judge that is not here is named and skipped', async () => {
  const absent = { ...goJudge, prepare: () => Promise.resolve('no go command') };
  expect(differentialReport(await differentialRun([absent], 1, 6))).toContain('go: skipped, no go command');
});

test('a disagreement that nothing explains is reported with what both say', async () => {
  const contrary = {
    ...goJudge,
    prepare: () => Promise.resolve(undefined),
    judge: (questions: readonly unknown[]) => Promise.resolve(questions.map(() => ({ accepted: false, why: 'no' }))),
  };
  const outcome = await differentialRun([contrary], 1, 30);
  expect(outcome.judges[0]?.unexplained.length).toBeGreaterThan(0);
  expect(differentialReport(outcome)).toMatch(/UNEXPLAINED \w+ \d+: handfast accepts \| the other refuses: no/);
});
