import { expect, test } from 'vitest';
import { triedAgain } from './again.ts';
import type { Named, Result } from './run-case.ts';

const one = (variant: string, status: Result['status']): Result => ({
  client: 'handfast',
  server: 'gnutls',
  topic: 'session',
  variant,
  status,
});
const first = [one('ticket', 'ok'), one('early data', 'failed'), one('session ID', 'failed'), one('other', 'skipped')];

test('what failed is tried again, alone, and what goes well then says that it was the second attempt', async () => {
  const tried: string[] = [];
  const results = await triedAgain(first, async (wanted: (named: Named) => boolean) => {
    const again = first.filter(wanted);
    tried.push(...again.map(({ variant }) => variant));
    return again.map(({ variant }) => one(variant, variant === 'early data' ? 'ok' : 'failed'));
  });
  expect(tried).toEqual(['early data', 'session ID']);
  expect(results.map(({ status }) => status)).toEqual(['ok', 'ok', 'failed', 'skipped']);
  expect(results[1]?.reason).toBe('at the second attempt');
});

test('many failures are no accident, and none need no second run', async () => {
  const never = () => Promise.reject(new Error('nothing is to be tried again'));
  const many = Array.from({ length: 9 }, (_, i) => one(`${i}`, 'failed'));
  expect(await triedAgain(many, never)).toBe(many);
  expect(await triedAgain([one('ticket', 'ok')], never)).toHaveLength(1);
});
