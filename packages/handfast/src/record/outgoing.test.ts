import { expect, test } from 'vitest';
import { OutgoingQueue } from './outgoing.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

test('RFC 8446 §5.3: what is ready early waits for what was asked for before it', async () => {
  let ready = 0;
  const queue = new OutgoingQueue(() => ready++);
  let finish: (late: Uint8Array) => void = () => undefined;
  queue.push(bytes(1));
  queue.push(new Promise<Uint8Array>((resolve) => (finish = resolve)));
  queue.push(bytes(3));
  expect(queue.take()).toEqual([bytes(1)]);
  expect(queue.empty).toBe(false);
  finish(bytes(2));
  await settled();
  expect(ready).toBe(1);
  expect(queue.take()).toEqual([bytes(2, 3)]);
  expect(queue.empty).toBe(true);
});

test('RFC 8446 §5.3: after a record that could not be protected nothing more is sent, for the numbers would be wrong', async () => {
  const failures: unknown[] = [];
  const queue = new OutgoingQueue((failure) => failures.push(failure?.thrown));
  queue.push(bytes(1));
  queue.push(Promise.reject(new Error('no key')));
  queue.push(bytes(3));
  await settled();
  expect(failures).toEqual([new Error('no key')]);
  queue.push(bytes(4));
  queue.push(Promise.reject(new Error('nobody asks')));
  await settled();
  expect(queue.take()).toEqual([bytes(1)]);
  expect(queue.empty).toBe(true);
  expect(failures).toHaveLength(1);
});

test('small pieces are one write, large ones are not copied', () => {
  const queue = new OutgoingQueue(() => undefined, 4);
  for (const piece of [bytes(1, 2), bytes(3, 4)]) queue.push(piece);
  expect(queue.take()).toEqual([bytes(1, 2, 3, 4)]);
  for (const piece of [bytes(1, 2), bytes(3, 4, 5)]) queue.push(piece);
  expect(queue.take()).toEqual([bytes(1, 2), bytes(3, 4, 5)]);
  expect(queue.take()).toEqual([]);
});
