import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientCredential, credential, now as start } from '../engine/testing/fixtures.ts';
import { Returning, takesEarlyData, type Visit } from '../engine/testing/returning.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryReplayGuard } from './memory-replay-guard.ts';
import { MemoryStore } from './memory-store.ts';
import { TicketKeyRing } from './ticket-key-ring.ts';

const serverOfBoth = await credential({ names: ['server.test', 'other.test'] });
const servers = ['north', 'south'] as const;

type Event =
  | {
      readonly does: 'visit';
      readonly who: 'anonymous' | 'known';
      readonly at: (typeof servers)[number];
      readonly name: string;
    }
  | { readonly does: 'wait'; readonly hours: number }
  | { readonly does: 'rotate' }
  | { readonly does: 'lose the store of the client' }
  | { readonly does: 'restart with other keys'; readonly at: (typeof servers)[number] }
  | { readonly does: 'replay' };

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('visit' as const),
      who: fc.constantFrom('anonymous' as const, 'known' as const),
      at: fc.constantFrom(...servers),
      name: fc.constantFrom('server.test', 'other.test'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 50 }) }) },
  fc.constant({ does: 'rotate' } as const),
  fc.constant({ does: 'lose the store of the client' } as const),
  fc.record({ does: fc.constant('restart with other keys' as const), at: fc.constantFrom(...servers) }),
  { weight: 2, arbitrary: fc.constant({ does: 'replay' } as const) },
);

/** Two servers with one ring and one guard, and two clients; some of what can happen to them. */
class World {
  readonly #shared = new TicketKeyRing({ crypto: nodeProvider });
  readonly #guard = new MemoryReplayGuard();
  readonly #rings = { north: this.#shared, south: this.#shared };
  readonly #stores = { anonymous: new MemoryStore(), known: new MemoryStore() };
  readonly #flights: Uint8Array[] = [];
  #now = start;
  /** How often each early message was delivered as early data. */
  readonly #delivered = new Map<string, number>();
  #visits = 0;

  async happen(event: Event): Promise<void> {
    if (event.does === 'visit') return this.#visit(event);
    if (event.does === 'wait') this.#now += event.hours * 3_600_000;
    if (event.does === 'rotate') this.#shared.rotate(this.#now);
    if (event.does === 'lose the store of the client') this.#stores.known = new MemoryStore();
    if (event.does === 'restart with other keys') this.#rings[event.at] = new TicketKeyRing({ crypto: nodeProvider });
    if (event.does === 'replay')
      for (const at of servers) for (const flight of this.#flights.slice(-4)) this.#replay(at, flight);
  }

  /** No handshake ever fails, nobody is taken for somebody else, and early data arrives once. */
  async #visit({ who, at, name }: Extract<Event, { does: 'visit' }>): Promise<void> {
    const text = `visit ${this.#visits++}`;
    const both = await this.#returning().visit({
      ...this.#options(at),
      client: { sessions: this.#stores[who], credentials: who === 'known' ? [clientCredential] : [] },
      target: { serverName: name, origin: name, earlyData: new TextEncoder().encode(text) },
      wire: (bytes, from) => {
        if (from === 'client' && bytes[0] === 22) this.#flights.push(bytes.slice());
        return bytes;
      },
    });
    expect(both.client.error ?? both.server.error).toBeUndefined();
    expect(both.client.info?.resumed).toBe(both.server.info?.resumed);
    expect(both.server.info?.peer !== undefined).toBe(who === 'known');
    expect(both.server.info?.serverName).toBe(name);
    expect(both.client.info?.peer?.path).toBeDefined();
    expect(new TextDecoder().decode(both.server.data)).toBe(text);
    this.#count(both.server.outputs);
    this.#now += 1000;
  }

  #replay(at: (typeof servers)[number], flight: Uint8Array): void {
    const { server } = this.#returning().pair(this.#options(at));
    server.receive(flight);
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
    }
  }

  #returning(): Returning {
    const returning = new Returning();
    returning.now = this.#now;
    return returning;
  }

  #options(at: (typeof servers)[number]): Visit {
    const keys = { ring: this.#rings[at], guard: this.#guard };
    const early = takesEarlyData(keys);
    return { server: { ...early, clientAuthentication: 'request', credentials: [serverOfBoth] } };
  }
}

test('[H20, H34] RFC 8446 §8: whatever the order of visits, rotations, losses and replays, nothing fails, nobody is confused, and no early data is accepted twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(events, { minLength: 5, maxLength: 25 }), async (story) => {
      const world = new World();
      for (const event of story) await world.happen(event);
    }),
    { numRuns: 40 },
  );
}, 60_000);
