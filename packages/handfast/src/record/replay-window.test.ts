import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReplayWindow } from './replay-window.ts';

test('RFC 6347 §4.1.2.6: no number is new twice, and none that lags behind by 256', () => {
  const steps = fc.array(fc.oneof(fc.nat(20), fc.nat(300), fc.integer({ min: 250, max: 260 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.array(fc.nat(300), { minLength: 60, maxLength: 60 }), (forward, back) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      const check = (number: number): void => {
        const { highest } = window;
        const isNew = number > highest || (number > highest - 256 && !seen.has(number));
        expect(window.isNew(number), `${number} after ${highest}`).toBe(isNew);
        if (!isNew) return;
        window.add(number);
        seen.add(number);
        expect(window.isNew(number)).toBe(false);
      };
      for (const [i, step] of forward.entries()) {
        check(Math.max(0, window.highest + step));
        check(Math.max(0, window.highest - (back[i] as number)));
      }
      for (let number = Math.max(0, window.highest - 300); number <= window.highest; number++) check(number);
    }),
    { numRuns: 40 },
  );
});
