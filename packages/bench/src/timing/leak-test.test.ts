import { expect, test } from 'vitest';
import { testForLeak, threshold, welch } from './leak-test.ts';

test('Welch’s t of two lists that differ by one standard deviation', () => {
  const list = (shift: number): number[] => Array.from({ length: 1000 }, (_, i) => shift + (i % 2 === 0 ? -1 : 1));
  expect(welch(list(0), list(0))).toBe(0);
  // The variance is 1000/999, so the error of the difference is the root of 2/999.
  expect(welch(list(0), list(1))).toBeCloseTo(-Math.sqrt(999 / 2), 6);
  expect(welch([1, 2], [3, 4])).toBe(0);
});

test('a comparison that ends at the first difference is found out', () => {
  const right = new Uint8Array(4096);
  const left = new Uint8Array(4096);
  let equal = 0;
  const leaks = {
    prepare(isSecond: boolean) {
      left.fill(0);
      left[isSecond ? 4095 : 0] = 1;
    },
    run() {
      let at = 0;
      while (at < left.length && left[at] === right[at]) at++;
      equal += at;
    },
    repeats: 4,
  };
  expect(testForLeak(leaks, 300).t).toBeGreaterThan(threshold);
  expect(equal).toBeGreaterThan(0);
});
