import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CryptoProvider } from '../crypto/provider.ts';
import { clientCredential, credential, now as start } from '../engine/testing/fixtures.ts';
import { Returning, type Visit } from '../engine/testing/returning.ts';
import type { SessionStore } from '../handshake/stores.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryReplayGuard } from './memory-replay-guard.ts';
import { MemoryStore } from './memory-store.ts';
import { SharedTicketKeys } from './shared-ticket-keys.ts';

const names = ['server.test', 'other.test'] as const;
const serverOfBoth = await credential({ names: [...names] });
const places = ['north', 'south', 'west'] as const;
type Place = (typeof places)[number];

type Event =
  | {
      readonly does: 'visit';
      readonly who: 'anonymous' | 'known';
      readonly at: Place;
      readonly name: (typeof names)[number];
      readonly version: 'TLS 1.2' | 'TLS 1.3';
    }
  | { readonly does: 'wait'; readonly hours: number }
  | { readonly does: 'restart'; readonly at: Place }
  | { readonly does: 'store'; readonly becomes: 'empty' | 'away' | 'slow' | 'well' }
  | { readonly does: 'replay'; readonly age: number };

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('visit' as const),
      who: fc.constantFrom('anonymous' as const, 'known' as const),
      at: fc.constantFrom(...places),
      name: fc.constantFrom(...names),
      version: fc.constantFrom('TLS 1.2' as const, 'TLS 1.3' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 50 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('restart' as const), at: fc.constantFrom(...places) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('store' as const),
      becomes: fc.constantFrom('empty' as const, 'away' as const, 'slow' as const, 'well' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('replay' as const), age: fc.nat({ max: 4 }) }) },
);

/** Real but for key shares, of which anybody can tell the secret: they are no matter here, and most of the time. */
const quick: CryptoProvider = {
  ...nodeProvider,
  keyExchange(group) {
    const agree = (...shares: readonly Uint8Array[]) =>
      shares.reduce((hash, share) => hash.update(share), nodeProvider.hash('sha256')).digest();
    if (group !== 'x25519') return undefined;
    return {
      offer() {
        const share = nodeProvider.random(32);
        return { share, complete: (answer) => agree(share, answer) };
      },
      answer(offered) {
        const share = nodeProvider.random(32);
        return { share, secret: agree(offered, share) };
      },
    };
  },
};

/** What the servers share: sometimes it is gone, or answers later. */
class Shared implements SessionStore {
  state: 'away' | 'slow' | 'well' = 'well';
  inner = new MemoryStore();

  put = (...args: Parameters<SessionStore['put']>) => this.#answer(() => this.inner.put(...args));
  get = (...args: Parameters<SessionStore['get']>) => this.#answer(() => this.inner.get(...args));
  take = (...args: Parameters<SessionStore['take']>) => this.#answer(() => this.inner.take(...args));
  remove = (...args: Parameters<SessionStore['remove']>) => this.#answer(() => this.inner.remove(...args));

  #answer<T>(ask: () => T): T | Promise<T> {
    if (this.state === 'away') throw new Error('the store is away');
    return this.state === 'slow' ? Promise.resolve().then(ask) : ask();
  }
}

/** Three servers that share a store and a guard, and two clients of each server name. */
class World {
  readonly #shared = new Shared();
  #guard = new MemoryReplayGuard();
  readonly #keys = new Map<Place, SharedTicketKeys>();
  readonly #stores = { anonymous: new MemoryStore(), known: new MemoryStore() };
  readonly #flights: Uint8Array[] = [];
  readonly #delivered = new Map<string, number>();
  #now = start;
  #visits = 0;
  resumed = 0;
  early = 0;

  async happen(event: Event): Promise<void> {
    if (event.does === 'visit') return this.#visit(event);
    if (event.does === 'wait') this.#now += event.hours * 3_600_000;
    if (event.does === 'restart') this.#keys.delete(event.at);
    if (event.does === 'store') this.#change(event.becomes);
    if (event.does === 'replay') {
      const flight = this.#flights.at(-1 - event.age);
      if (flight !== undefined) for (const at of places) await this.#replay(at, flight);
    }
  }

  #change(becomes: Extract<Event, { does: 'store' }>['becomes']): void {
    if (becomes !== 'empty') this.#shared.state = becomes;
    else {
      this.#shared.inner = new MemoryStore();
      // A guard that has forgotten waits until the flights from before are too old.
      this.#guard = new MemoryReplayGuard({ opens: this.#now + 20_001 });
    }
  }

  async #visit({ who, at, name, version }: Extract<Event, { does: 'visit' }>): Promise<void> {
    const text = `visit ${this.#visits++}`;
    const options = this.#options(at);
    const both = await this.#returning().visit({
      server: { ...options.server, versions: [version] },
      client: {
        crypto: quick,
        sessions: this.#stores[who],
        versions: [version],
        credentials: who === 'known' ? [clientCredential] : [],
      },
      target: { serverName: name, origin: name, earlyData: new TextEncoder().encode(text) },
      wire: (bytes, from) => {
        if (from === 'client' && bytes[0] === 22 && bytes[5] === 1) this.#flights.push(bytes.slice());
        return bytes;
      },
    });
    expect(both.client.error ?? both.server.error).toBeUndefined();
    expect(both.client.info?.resumed).toBe(both.server.info?.resumed);
    expect(both.server.info?.peer !== undefined).toBe(who === 'known');
    expect(both.server.info?.serverName).toBe(name);
    expect(both.client.info?.peer?.path).toBeDefined();
    expect(new TextDecoder().decode(both.server.data)).toBe(text);
    if (both.client.info?.resumed) this.resumed++;
    this.#count(both.server.outputs);
    this.#now += 1000;
  }

  async #replay(at: Place, flight: Uint8Array): Promise<void> {
    const { server } = this.#returning().pair(this.#options(at));
    server.receive(flight);
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.error).toBeUndefined();
    this.#count(server.outputs);
  }

  #count(outputs: readonly object[]): void {
    for (const output of outputs) {
      if (!('early' in output) || !('bytes' in output)) continue;
      const text = new TextDecoder().decode(output.bytes as Uint8Array);
      const times = (this.#delivered.get(text) ?? 0) + 1;
      expect(times, `${text} was accepted early`).toBe(1);
      this.#delivered.set(text, times);
      this.early++;
    }
  }

  #returning(): Returning {
    const returning = new Returning();
    returning.now = this.#now;
    return returning;
  }

  #options(at: Place): Visit {
    const keys = this.#keys.get(at) ?? new SharedTicketKeys({ crypto: nodeProvider, store: this.#shared });
    this.#keys.set(at, keys);
    return {
      server: {
        crypto: quick,
        versions: ['TLS 1.3', 'TLS 1.2'],
        sessionCache: this.#shared,
        tickets: { sealer: keys },
        earlyData: { most: 1000, guard: this.#guard },
        clientAuthentication: 'request',
        credentials: [serverOfBoth],
      },
    };
  }
}

/** So many orders take a few seconds. `HANDFAST_RUNS=5000 npx vitest run shared-visits` tries thousands, in minutes. */
const runs = Number(process.env['HANDFAST_RUNS'] ?? 200);

test('[H20, H34, H35] RFC 8446 §8: whatever the order in which clients come, servers restart, keys change and the store they share is lost, nothing fails, nobody is confused, and no early data is accepted twice', async () => {
  let [resumed, early] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(events, { minLength: 5, maxLength: 16 }), async (story) => {
      const world = new World();
      for (const event of story) await world.happen(event);
      resumed += world.resumed;
      early += world.early;
    }),
    { numRuns: runs },
  );
  // All of this means nothing if nobody ever resumes.
  expect(resumed).toBeGreaterThan(runs / 2);
  expect(early).toBeGreaterThan(0);
}, 3_600_000);
