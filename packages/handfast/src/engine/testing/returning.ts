/** A client that comes back to a server: both keep what they need for that, and time goes by in between. */

import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryReplayGuard } from '../../session/memory-replay-guard.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';
import { type ClientTarget, clientConfig, clientConnection } from '../client-config.ts';
import type { ClientOptions, ServerOptions } from '../options.ts';
import { serverConfig, serverConnection } from '../server-config.ts';
import { Endpoint } from './endpoint.ts';
import { serverCredential, now as start, trust } from './fixtures.ts';
import { type Pair, pump, type Wire } from './pair.ts';

/** How one visit differs from the others. */
export interface Visit {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly target?: Partial<ClientTarget>;
  readonly wire?: Wire;
}

export class Returning {
  readonly sessions = new MemoryStore();
  readonly guard = new MemoryReplayGuard();
  ring = new TicketKeyRing({ crypto: nodeProvider });
  /** The time of the next visit. */
  now = start;
  readonly #always: Visit;

  /** What holds for every visit. */
  constructor(always: Visit = {}) {
    this.#always = always;
  }

  /** Both ends, with the client's first flight ready to go. */
  pair({ client, server, target }: Visit = {}): Pair {
    const ours = clientConfig({
      crypto: nodeProvider,
      versions: ['TLS 1.3'],
      trust,
      sessions: this.sessions,
      ...this.#always.client,
      ...client,
    });
    const theirs = serverConfig({
      crypto: nodeProvider,
      versions: ['TLS 1.3'],
      trust,
      credentials: [serverCredential],
      tickets: { sealer: this.ring },
      ...this.#always.server,
      ...server,
    });
    const { now } = this;
    return {
      client: new Endpoint((observer) =>
        clientConnection(ours, { serverName: 'server.test', now, observer, ...this.#always.target, ...target }),
      ),
      server: new Endpoint((observer) => serverConnection(theirs, { now, observer })),
    };
  }

  /** One visit, up to the point where nobody has anything to say. A second later the next may follow. */
  async visit(visit: Visit = {}): Promise<Pair> {
    const both = this.pair(visit);
    await pump(both, visit.wire);
    this.now += 1000;
    return both;
  }
}

/** Options of a server that takes so much early data. */
export const takesEarlyData = (
  { ring, guard }: Pick<Returning, 'ring' | 'guard'>,
  most = 1024,
): Partial<ServerOptions> => ({
  tickets: { sealer: ring },
  earlyData: { most, guard },
});
