import { expect, test } from 'vitest';
import { areaOf } from './areas.ts';
import { errorMap } from './error-map.ts';
import { declined, missing } from './exceptions.ts';
import { bogoPage } from './page.ts';
import { readResults } from './runner.ts';
import { judge } from './verdicts.ts';

const report = JSON.stringify({
  tests: {
    'Basic-Server': { actual: 'PASS', expected: 'PASS' },
    'Basic-QUIC': { actual: 'SKIP', expected: 'PASS' },
    'Odd|Name': { actual: 'FAIL', expected: 'PASS', error: 'why' },
  },
});

test('results of the runner are read and judged', () => {
  expect(judge(readResults(report)).map(({ name, status }) => [name, status])).toEqual([
    ['Basic-Server', 'passed'],
    ['Basic-QUIC', 'unimplemented'],
    ['Odd|Name', 'failed'],
  ]);
});

test('every exception has a reason, and tests it speaks of', () => {
  for (const { tests, reason } of [...missing, ...declined]) {
    expect(reason.length).toBeGreaterThan(5);
    expect(tests.length).toBeGreaterThan(0);
  }
});

test('the map of errors is in the form that the runner reads', () => {
  for (const [name, texts] of Object.entries(errorMap())) {
    expect(name).toMatch(/^(:\w+:?|[A-Za-z].*)$/);
    for (const text of texts) expect(text).toMatch(/^\[[a-z0-9_ ]+\]$/);
  }
});

test('the page counts by area and by list', () => {
  const facts = {
    lacks: new Map([['-quic', 1]]),
    shards: [0],
    totalShards: 8,
    core2: new Set(['Basic-Server']),
    core: undefined,
  };
  const page = bogoPage(judge(readResults(report)), facts);
  expect(page).toContain('| all | 3 | 1 | 1 | 1 | 0 | 33.3 % |');
  expect(page).toContain('| CORE2 | 1 | 1 | 0 | 0 | 0 | 100.0 % |');
  expect(page).toContain('| QUIC | 0 | 0 | 1 | 0 |');
  expect(page).toContain('| 1 | -quic |');
});

test('areas are found by name', () => {
  expect(areaOf('Resume-Server-DTLS')).toBe('DTLS');
  expect(areaOf('ALPNClient-TLS')).toBe('application protocols');
});
