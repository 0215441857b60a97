import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type Branch, Coverage } from './coverage.ts';
import { counters, type Findings, instrument } from './instrument.ts';
import { fuzz } from './loop.ts';
import type { Target } from './target.ts';

const findings = (): Findings => ({ branches: [] as Branch[], numbers: new Set(), texts: new Set() });

/** Runs code that was instrumented; gives its counts. */
function counts(code: string): readonly number[] {
  const found = findings();
  const counted = instrument(code, 'x.ts', found);
  const hits = new Uint8Array(found.branches.length);
  runInNewContext(`(${counters}) => {${counted}}`)(hits);
  return [...hits];
}

test('every branch has a counter, and the code does what it did', () => {
  expect(counts('let a = 1; if (a) a = 2; else a = 3; if (a !== 2) throw a;')).toEqual([1, 0, 0]);
  expect(counts('const f = (a) => a && (a > 2 ? "x" : "y"); if (f(3) !== "x") { throw 1; }')).toEqual([1, 1, 1, 0, 0]);
  expect(counts('const f = (a) => ({ a }); for (const b of [1, 2]) f(b).a.toFixed();')).toEqual([2, 2]);
  expect(counts('switch (2) { case 1: case 2: { break; } default: throw 1; }')).toEqual([1, 1, 0]);
  expect(counts('/* § */ let n = 0; while (n < 3) n++; do n--; while (n > 0);')).toEqual([3, 3]);
});

test('literals are collected', () => {
  const found = findings();
  instrument('if (a === 0x1301 || b === "http/1.1") c();', 'x.ts', found);
  expect([...found.numbers]).toEqual([0x1301]);
  expect([...found.texts]).toEqual(['http/1.1']);
});

/** Fails for one word of four letters, each of which is a branch. */
function hidden(hits: Uint8Array): Target {
  return {
    reaches: [''],
    seeds: () => [new Uint8Array(6)],
    run(input) {
      let at = 0;
      while (at < 4 && input[at] === 'FUZZ'.charCodeAt(at)) {
        hits[at] = 1;
        at++;
      }
      if (at === 4) throw new Error('found');
    },
  };
}

const run = (seed: number, runs = 2_000_000) => {
  const hits = new Uint8Array(8);
  const branches = Array.from({ length: 4 }, (_, line) => ({ file: 'x.ts', line }));
  const options = {
    seed,
    runs,
    milliseconds: Number.POSITIVE_INFINITY,
    tokens: [],
    corpus: [],
    starting: () => undefined,
  };
  return fuzz(hidden(hits), new Coverage(branches, hits), options);
};

test('coverage leads to what chance would not find, and what is found is made small', () => {
  const { failure, executions } = run(1);
  expect(failure?.error).toContain('found');
  expect(new TextDecoder().decode(failure?.input)).toBe('FUZZ');
  expect(executions).toBeLessThan(500_000);
});

test('the same seed does the same', () => {
  expect(run(7).executions).toBe(run(7).executions);
  expect(run(7, 100).executions).toBe(100);
});
