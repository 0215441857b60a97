/** What every store that processes share must do, whatever it is made of. */

import { expect, test } from 'vitest';
import type { ReplayGuard, SessionStore } from '../../handshake/stores.ts';

/** `open` gives one more view of the same store, as another process would have it. */
export function behavesAsStore(open: () => SessionStore): void {
  const value = (fill: number): Uint8Array => new Uint8Array(100).fill(fill);
  const firsts = (values: readonly Uint8Array[]): (number | undefined)[] => values.map(([first]) => first);
  let keys = 0;
  const fresh = () => ({ one: open(), other: open(), key: `server.test:443 ${keys++}`, now: Date.now() });

  test('what one process puts, another gets, the newest first, and takes once', async () => {
    const { one, other, key, now } = fresh();
    for (const fill of [1, 2, 3]) await one.put(key, value(fill), now + 60_000);
    expect(firsts(await other.get(key, now))).toEqual([3, 2, 1]);
    expect(firsts(await other.take(key, now, 2))).toEqual([3, 2]);
    expect(firsts(await one.take(key, now, 2))).toEqual([1]);
    expect(await other.take(key, now, 2)).toEqual([]);
  });

  test('what two processes want to take at the same moment goes to one of them', async () => {
    const { one, other, key, now } = fresh();
    for (let fill = 0; fill < 8; fill++) await one.put(key, value(fill), now + 60_000);
    const taken = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => (i % 2 ? one : other).take(key, now, 1)),
    );
    expect(firsts(taken.flat()).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('what has expired is not given out, and keys have so many values', async () => {
    const { one, key, now } = fresh();
    await one.put(key, value(1), now + 1000);
    await one.put(key, value(2), now + 60_000);
    expect(firsts(await one.get(key, now + 1000))).toEqual([2]);
    expect(firsts(await one.take(key, now + 1000, 5))).toEqual([2]);
    for (let fill = 0; fill < 12; fill++) await one.put(key, value(fill), now + 60_000);
    expect(firsts(await one.get(key, now))).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
    await one.remove(key);
    expect(await one.get(key, now)).toEqual([]);
  });
}

/** Milliseconds for which marks are kept where it must be short. */
const kept = 250;

/** `open` gives one more view of the same guard; `wipe` empties what is behind it. */
export function behavesAsGuard(open: (name: string) => ReplayGuard, wipe: (name: string) => Promise<unknown>): void {
  const mark = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

  test('RFC 8446 §8.2: a guard that begins lets nothing through until it remembers for long enough', async () => {
    const guard = open('begins');
    expect(await guard.first(mark(1), Date.now(), Date.now() + 60_000)).toBe(false);
    expect(await guard.first(mark(2), Date.now(), Date.now() + 60_000)).toBe(false);
  });

  test('RFC 8446 §8.1: each mark comes first once, whichever process is asked', async () => {
    const name = 'shared';
    const [one, other] = [open(name), open(name)] as const;
    await one.first(mark(0), Date.now(), Date.now() + 1);
    // The guard must have remembered for as long as a mark is kept, and that is longer than a busy machine takes to ask.
    await waited(kept + 5);
    for (let fill = 1; fill < 20; fill++) {
      const now = Date.now();
      const asked = [one, other, one, other].map(async (guard) => guard.first(mark(fill), now, now + kept));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
    }
  });

  test('RFC 8446 §8.1: a guard that was emptied begins again', async () => {
    const name = 'wiped';
    const guard = open(name);
    await guard.first(mark(0), Date.now(), Date.now() + 1);
    await waited(5);
    expect(await guard.first(mark(1), Date.now(), Date.now() + 3)).toBe(true);
    await wipe(name);
    const now = Date.now();
    expect(await guard.first(mark(1), now, now + 60_000)).toBe(false);
    expect(await guard.first(mark(2), now, now + 60_000)).toBe(false);
  });
}

/** Until the clock of the system has gone on by so much. */
async function waited(milliseconds: number): Promise<void> {
  const until = Date.now() + milliseconds;
  while (Date.now() <= until) await new Promise((resolve) => setImmediate(resolve));
}
