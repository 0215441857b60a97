import { expect, test } from 'vitest';
import { RedisCommands } from './commands.ts';

test('an answer that waits because this process was busy is not late', async () => {
  const answering = () => new Promise((resolve) => setImmediate(resolve, 'PONG'));
  const redis = new RedisCommands({ client: { callBuffer: answering }, deadline: 2 });
  // From here timers come next, and answers after them.
  await new Promise((resolve) => setImmediate(resolve));
  const answer = redis.call('PING');
  const begin = performance.now();
  while (performance.now() - begin < 5);
  expect(await answer).toBe('PONG');
  expect(await redis.call('PING')).toBe('PONG');
});

test('one that does not come is given up, and nothing is asked for a while', async () => {
  let calls = 0;
  const silent = () => {
    calls++;
    return new Promise(() => {});
  };
  const redis = new RedisCommands({ client: { callBuffer: silent }, deadline: 2 });
  await expect(redis.call('PING')).rejects.toThrow('did not answer PING within 2 ms');
  await expect(redis.call('PING')).rejects.toThrow('late a moment ago');
  expect(calls).toBe(1);
});
