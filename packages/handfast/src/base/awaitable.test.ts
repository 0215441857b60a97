import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { all, isPromise, job, run, type Task, whenReady } from './awaitable.ts';

function* sum(...parts: readonly (number | Promise<number>)[]): Task<number> {
  let total = 0;
  for (const part of parts) total += yield* job(part);
  return total;
}

test('a task whose jobs are ready is done at once, otherwise later', async () => {
  expect(run(sum(1, 2, 3))).toBe(6);
  const later = run(sum(1, Promise.resolve(2), 3));
  expect(isPromise(later)).toBe(true);
  expect(await later).toBe(6);
});

test('a job that fails throws inside the task, which may go on', async () => {
  function* careful(): Task<string> {
    try {
      yield* job(Promise.reject(new Error('lost')));
    } catch (error) {
      return `caught ${(error as Error).message}`;
    }
    return 'nothing happened';
  }
  expect(await run(careful())).toBe('caught lost');
  await expect(run(sum(1, Promise.reject(new Error('lost'))))).rejects.toThrow('lost');
});

test('a promise of another realm is one too', () => {
  const foreign: unknown = runInNewContext('Promise.resolve(1)');
  expect(foreign instanceof Promise).toBe(false);
  expect(isPromise(foreign)).toBe(true);
  expect(isPromise<unknown>(null)).toBe(false);
  expect(isPromise('then')).toBe(false);
});

test('several results are ready if each is', async () => {
  expect(all([1, 'a'])).toEqual([1, 'a']);
  const mixed = all([1, Promise.resolve('a')]);
  expect(isPromise(mixed)).toBe(true);
  expect(await mixed).toEqual([1, 'a']);
  expect(whenReady(2, (value) => value + 1)).toBe(3);
  expect(await whenReady(Promise.resolve(2), (value) => value + 1)).toBe(3);
});
