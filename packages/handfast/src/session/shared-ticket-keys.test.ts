import { expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { SessionStore } from '../handshake/stores.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from './memory-store.ts';
import { SharedTicketKeys } from './shared-ticket-keys.ts';

const hour = 3_600_000;
const begin = 1000 * 12 * hour;
const state = utf8('the state of a session');
const keys = (store: SessionStore): SharedTicketKeys => new SharedTicketKeys({ crypto: nodeProvider, store });

/** The store, answering later. */
const late = (store: SessionStore): SessionStore => ({
  put: async (...args) => store.put(...args),
  get: async (...args) => store.get(...args),
  take: async (...args) => store.take(...args),
  remove: async (...args) => store.remove(...args),
});
const broken: SessionStore = {
  put: () => Promise.reject(new Error('gone')),
  get: () => Promise.reject(new Error('gone')),
  take: () => Promise.reject(new Error('gone')),
  remove: () => Promise.reject(new Error('gone')),
};

test.each([
  ['at once', (store: SessionStore) => store],
  ['late', late],
])(
  '[H20] servers that share a store which answers %s open each other’s tickets, through all rotations',
  async (_when, through) => {
    const store = new MemoryStore();
    const servers = [keys(through(store)), keys(through(store)), keys(through(store))];
    const tickets: { readonly at: number; readonly ticket: Uint8Array }[] = [];
    for (let now = begin; now < begin + 60 * hour; now += 5 * hour) {
      for (const server of servers) tickets.push({ at: now, ticket: await server.seal(state, now) });
      for (const [i, { at, ticket }] of tickets.entries()) {
        const other = servers[(i + 1) % 3] as SharedTicketKeys;
        if (now - at < 1000 * other.lifetime) expect(await other.open(ticket, now)).toEqual(state);
        if (now - at >= 48 * hour) expect(await other.open(ticket, now)).toBeUndefined();
      }
    }
    expect(new Set(tickets.map(({ ticket }) => ticket.subarray(0, 16).join())).size).toBe(5);
  },
);

test('[H20] servers that begin at the same moment settle on one key, and need not ask again', async () => {
  const store = late(new MemoryStore());
  const [one, other] = [keys(store), keys(store)] as const;
  const [first, second] = await Promise.all([one.seal(state, begin), other.seal(state, begin)]);
  expect(await one.open(second, begin)).toEqual(state);
  expect(await other.open(first, begin)).toEqual(state);
});

test('a server that was started later opens what others sealed before', async () => {
  const store = new MemoryStore();
  const ticket = await keys(store).seal(state, begin);
  expect(await keys(store).open(ticket, begin + 35 * hour)).toEqual(state);
});

test('without the store each server seals with a key of its own, and shares it when the store is back', async () => {
  const store = new MemoryStore();
  let answering: SessionStore = broken;
  const flaky: SessionStore = {
    put: (...args) => answering.put(...args),
    get: (...args) => answering.get(...args),
    take: (...args) => answering.take(...args),
    remove: (...args) => answering.remove(...args),
  };
  const [one, other] = [keys(flaky), keys(flaky)] as const;
  const ticket = await one.seal(state, begin);
  expect(await one.open(ticket, begin)).toEqual(state);
  expect(await other.open(ticket, begin)).toBeUndefined();
  answering = store;
  await one.seal(state, begin + 2000);
  expect(await other.open(ticket, begin + 4000)).toEqual(state);
});

test('when the store was wiped, the keys of those who have them come back', async () => {
  const whole = new MemoryStore();
  let store: SessionStore = whole;
  const through: SessionStore = {
    put: (...args) => store.put(...args),
    get: (...args) => store.get(...args),
    take: (...args) => store.take(...args),
    remove: (...args) => store.remove(...args),
  };
  const [one, other] = [keys(through), keys(through)] as const;
  const ticket = await one.seal(state, begin);
  store = new MemoryStore();
  const foreign = await other.seal(state, begin + 2000);
  expect(await one.open(foreign, begin + 4000)).toEqual(state);
  expect(await other.open(ticket, begin + 6000)).toEqual(state);
});

test('names that anybody can make up do not keep the store busy', async () => {
  let asked = 0;
  const store = new MemoryStore();
  const counting: SessionStore = {
    put: (...args) => store.put(...args),
    get: (...args) => (asked++, store.get(...args)),
    take: (...args) => store.take(...args),
    remove: (...args) => store.remove(...args),
  };
  const ring = keys(counting);
  for (let i = 0; i < 1000; i++) await ring.open(nodeProvider.random(100), begin + i);
  // Each of four periods once, and the present again after our key was put there.
  expect(asked).toBeLessThanOrEqual(5);
});

test('is wiped at its end, and refuses rings that keep one key', async () => {
  const ring = keys(new MemoryStore());
  const ticket = await ring.seal(state, begin);
  ring[Symbol.dispose]();
  expect(await ring.open(ticket, begin)).toBeUndefined();
  const wrong = { crypto: nodeProvider, store: new MemoryStore() };
  expect(() => new SharedTicketKeys({ ...wrong, kept: 1 })).toThrow(MisuseError);
  expect(() => new SharedTicketKeys({ ...wrong, rotateEvery: 0 })).toThrow(MisuseError);
});

test('CVE-2020-13777: a key of zeros in the store is nobody’s', async () => {
  const zeros = Uint8Array.of(1, ...new Uint8Array(48));
  const poisoned: SessionStore = { ...broken, put: () => undefined, get: () => [zeros.slice()] };
  const ticket = await keys(poisoned).seal(state, begin);
  expect(ticket.subarray(0, 16)).not.toEqual(new Uint8Array(16));
});
