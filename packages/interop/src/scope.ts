/** What a case of the matrix has started ends with it, whatever it threw and however late it is. */

import { AsyncLocalStorage } from 'node:async_hooks';

type End = () => unknown;

const current = new AsyncLocalStorage<Set<End> | undefined>();

/** Calls `end` when the case is over in which this is called; returns what takes that back. Outside of cases it does nothing. */
export function untilOver(end: End): () => void {
  const ends = current.getStore();
  ends?.add(end);
  return () => void ends?.delete(end);
}

/** Runs what is to outlive the case that happens to need it first. */
export const outliving = <T>(run: () => T): T => current.run(undefined, run);

/** Runs a case, but not for ever; then ends what it left. Throws what it throws, or that it is late. */
export async function within<T>(milliseconds: number, run: () => Promise<T>): Promise<T> {
  const ends = new Set<End>();
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`not finished after ${milliseconds} ms`)), milliseconds);
  });
  const running = current.run(ends, run);
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(clock);
    // Of what is late nobody asks any more how it fails.
    running.catch(() => {});
    await Promise.allSettled([...ends].reverse().map(async (end) => end()));
  }
}
