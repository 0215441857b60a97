import { describe, expect, test } from 'vitest';
import { equalBytes, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryReplayGuard } from './memory-replay-guard.ts';
import { MemoryStore } from './memory-store.ts';
import { TicketKeyRing } from './ticket-key-ring.ts';

const hour = 3_600_000;
const state = utf8('the state of a session');
const opened = (ring: TicketKeyRing, ticket: Uint8Array, now: number): Uint8Array | undefined =>
  ring.open(ticket, now) as Uint8Array | undefined;
const sealed = (ring: TicketKeyRing, now: number): Uint8Array => ring.seal(state, now) as Uint8Array;

describe('RFC 5077 §4: a ring of ticket keys', () => {
  test('opens what it sealed, and no two tickets are alike', () => {
    const ring = new TicketKeyRing({ crypto: nodeProvider });
    const tickets = [sealed(ring, 0), sealed(ring, 1)] as const;
    for (const ticket of tickets) expect(opened(ring, ticket, 2)).toEqual(state);
    expect(equalBytes(...tickets)).toBe(false);
  });

  test('opens nothing that was altered in any byte, or cut anywhere', () => {
    const ring = new TicketKeyRing({ crypto: nodeProvider });
    const ticket = sealed(ring, 0);
    for (let i = 0; i < ticket.length; i++) {
      expect(opened(ring, ticket.with(i, (ticket[i] as number) ^ 1), 1)).toBeUndefined();
      expect(opened(ring, ticket.subarray(0, i), 1)).toBeUndefined();
    }
  });

  test('[H20] changes keys every twelve hours and opens for at least as long as tickets live', () => {
    const ring = new TicketKeyRing({ crypto: nodeProvider });
    expect(ring.lifetime).toBe(36 * 3600);
    const tickets: { readonly at: number; readonly ticket: Uint8Array }[] = [];
    for (let now = 0; now < 100 * hour; now += hour) {
      tickets.push({ at: now, ticket: sealed(ring, now) });
      for (const { at, ticket } of tickets) {
        if (now - at < 1000 * ring.lifetime) expect(opened(ring, ticket, now)).toEqual(state);
        if (now - at > 48 * hour) expect(opened(ring, ticket, now)).toBeUndefined();
      }
    }
    expect(new Set(tickets.map(({ ticket }) => ticket.subarray(0, 16).join())).size).toBe(9);
  });

  test('that seals nothing for days opens nothing old', () => {
    const ring = new TicketKeyRing({ crypto: nodeProvider });
    const ticket = sealed(ring, 0);
    expect(opened(ring, ticket, 47 * hour)).toEqual(state);
    expect(opened(ring, ticket, 48 * hour)).toBeUndefined();
  });

  test('[H20] shares keys with others, old ones for opening only', () => {
    const [first, second] = [nodeProvider.random(48), nodeProvider.random(48)] as const;
    const one = new TicketKeyRing({ crypto: nodeProvider, keys: [first] });
    const other = new TicketKeyRing({ crypto: nodeProvider, keys: [second, first] });
    expect(opened(other, sealed(one, 0), 1)).toEqual(state);
    expect(opened(one, sealed(other, 0), 1)).toBeUndefined();
    one.rotate(2, second);
    expect(opened(one, sealed(other, 3), 4)).toEqual(state);
    expect(one.lifetime).toBe(604_800);
  });

  test('is wiped at its end', () => {
    const ring = new TicketKeyRing({ crypto: nodeProvider });
    const ticket = sealed(ring, 0);
    ring[Symbol.dispose]();
    expect(opened(ring, ticket, 1)).toBeUndefined();
  });

  test('CVE-2020-13777: refuses keys that nobody has drawn, for they open every ticket', () => {
    const zeros = new Uint8Array(48);
    const named = Uint8Array.from({ length: 48 }, (_, at) => (at < 16 ? at : 7));
    for (const key of [zeros, new Uint8Array(48).fill(0xff), named]) {
      expect(() => new TicketKeyRing({ crypto: nodeProvider, keys: [key] })).toThrow(MisuseError);
      expect(() => new TicketKeyRing({ crypto: nodeProvider }).rotate(0, key)).toThrow(MisuseError);
    }
  });

  test('refuses keys that are too short or none, and rings that keep one', () => {
    expect(() => new TicketKeyRing({ crypto: nodeProvider, keys: [] })).toThrow(MisuseError);
    expect(() => new TicketKeyRing({ crypto: nodeProvider, keys: [new Uint8Array(32)] })).toThrow(MisuseError);
    expect(() => new TicketKeyRing({ crypto: nodeProvider, kept: 1 })).toThrow(MisuseError);
    expect(() => new TicketKeyRing({ crypto: nodeProvider, rotateEvery: 0 })).toThrow(MisuseError);
  });
});

describe('a store in memory', () => {
  const value = (fill: number): Uint8Array => new Uint8Array(100).fill(fill);

  test('gives values back, the newest first, and takes them once', () => {
    const store = new MemoryStore();
    for (const fill of [1, 2, 3]) store.put('a', value(fill), 10);
    expect(store.get('a', 0).map(([first]) => first)).toEqual([3, 2, 1]);
    expect(store.take('a', 0, 2).map(([first]) => first)).toEqual([3, 2]);
    expect(store.take('a', 0, 2).map(([first]) => first)).toEqual([1]);
    expect(store.take('a', 0, 2)).toEqual([]);
    expect(store.bytes).toBe(0);
  });

  test('keeps its own copy', () => {
    const store = new MemoryStore();
    const mine = value(1);
    store.put('a', mine, 10);
    mine.fill(0);
    store.get('a', 0)[0]?.fill(0);
    expect(store.get('a', 0)[0]).toEqual(value(1));
  });

  test('forgets what has expired, and what is removed', () => {
    const store = new MemoryStore();
    store.put('a', value(1), 10);
    store.put('a', value(2), 20);
    expect(store.get('a', 10)).toHaveLength(1);
    expect(store.take('a', 20, 5)).toEqual([]);
    store.put('b', value(3), 10);
    store.remove('b');
    expect(store.get('b', 0)).toEqual([]);
    expect(store.bytes).toBe(0);
  });

  test('[H10] stays within its budget: the least recently used go first', () => {
    const store = new MemoryStore({ budget: 10_000 });
    for (let i = 0; i < 1000; i++) {
      store.put(`key ${i}`, value(i), 10);
      store.get('key 0', 0);
      expect(store.bytes).toBeLessThanOrEqual(10_000);
    }
    expect(store.get('key 0', 0)).toHaveLength(1);
    expect(store.get('key 1', 0)).toHaveLength(0);
    expect(store.get('key 999', 0)).toHaveLength(1);
  });

  test('keeps so many values of one key', () => {
    const store = new MemoryStore({ perKey: 2 });
    for (const fill of [1, 2, 3]) store.put('a', value(fill), 10);
    expect(store.get('a', 0).map(([first]) => first)).toEqual([3, 2]);
  });

  test('lists everything for another process', () => {
    const store = new MemoryStore();
    store.put('a', value(1), 10);
    store.put('b', value(2), 20);
    expect([...store.sessions()]).toEqual([
      { key: 'a', value: value(1), expires: 10 },
      { key: 'b', value: value(2), expires: 20 },
    ]);
  });
});

describe('RFC 8446 §8.2: a memory against replay', () => {
  test('lets each mark through once, until it has expired', () => {
    const guard = new MemoryReplayGuard();
    expect(guard.first(state, 0, 10)).toBe(true);
    expect(guard.first(state, 9, 19)).toBe(false);
    expect(guard.first(utf8('another'), 9, 19)).toBe(true);
    expect(guard.first(state, 10, 20)).toBe(true);
  });

  test('that has forgotten what came before a restart lets nothing through for a while', () => {
    const guard = new MemoryReplayGuard({ opens: 20 });
    expect(guard.first(state, 19, 39)).toBe(false);
    expect(guard.first(state, 20, 40)).toBe(true);
  });

  test('that is full lets nothing through rather than forget', () => {
    const guard = new MemoryReplayGuard({ most: 2 });
    expect([1, 2, 3].map((fill) => guard.first(Uint8Array.of(fill), 0, 10))).toEqual([true, true, false]);
    expect(guard.first(Uint8Array.of(1), 5, 15)).toBe(false);
    expect(guard.first(Uint8Array.of(3), 10, 20)).toBe(true);
  });
});

test('a store in memory copies what comes as Buffer, whose slices share their memory', () => {
  const store = new MemoryStore();
  const mine = Buffer.from('value');
  store.put('a', mine, 10);
  mine.fill(0);
  expect(store.get('a', 0)[0]).toEqual(utf8('value'));
});
