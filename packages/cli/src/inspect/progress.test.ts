import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { progressOn } from './progress.ts';
import type { Source } from './source.ts';

const source = (size: number | undefined): Source => ({
  chunks: { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }) },
  size,
  read: () => 250,
});

function terminal(isTTY = true) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  return { stream, text: () => String(stream.read() ?? '') };
}

afterEach(() => {
  vi.useRealTimers();
});

test('after 300 ms a terminal sees how far the file is read, and in the end nothing is left of it', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { stream, text } = terminal();
  const progress = progressOn(stream, source(1000), false);
  progress.tick();
  expect(text()).toBe('');
  vi.advanceTimersByTime(500);
  progress.tick();
  progress.tick();
  expect(text()).toBe('\r[######..................] 25 %, 2 s left \x1b[K');
  progress.done();
  progress.done();
  expect(text()).toBe('\r\x1b[K');
});

test.each([
  ['a pipe', false, 1000, false],
  ['--quiet', true, 1000, true],
  ['standard input', true, undefined, false],
] as const)('nothing is shown on or for %s', (_, isTTY, size, isQuiet) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { stream, text } = terminal(isTTY);
  const progress = progressOn(stream, source(size), isQuiet);
  vi.advanceTimersByTime(5000);
  progress.tick();
  progress.done();
  expect(text()).toBe('');
});
