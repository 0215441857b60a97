/** A client and a server that were found, and the cases that they make: everything a case does not say has a default here. */

import type { Case, Expectation, Skip } from './case.ts';
import { type Certificates, serverName } from './certificates.ts';
import type { Abilities, ClientOptions, Peer, ServerOptions } from './peer.ts';
import { lineStart } from './peers/commands.ts';

/** A peer that is here, and what it can do. */
export interface FoundPeer {
  readonly peer: Peer;
  readonly abilities: Abilities;
}

/** What both sides must have for a case. */
export type Resource = 'groups' | 'suites' | 'classicSuites' | 'keys';

export type Role = 'client' | 'server';
export const roles: readonly Role[] = ['client', 'server'];

/** How a case differs from a conversation in which nothing is asked for. */
export interface Changes {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly expected?: Expectation;
}

export class Pair {
  readonly client: FoundPeer;
  readonly server: FoundPeer;
  readonly certificates: Certificates;

  constructor(client: FoundPeer, server: FoundPeer, certificates: Certificates) {
    this.client = client;
    this.server = server;
    this.certificates = certificates;
  }

  try(topic: string, variant: string, changes: Changes = {}): Case {
    const { root, server } = this.certificates;
    const line = `${lineStart} ${topic} ${variant}`.replace(/\W/g, ' ');
    const expected = changes.expected ?? { outcome: 'done' };
    const excuse = this.#excuse(expected);
    return {
      client: this.client.peer,
      server: this.server.peer,
      topic,
      variant,
      clientOptions: { roots: root, serverName, line, ...changes.client },
      serverOptions: { roots: root, identity: server['ecdsa-secp256r1'], clientAuth: 'none', ...changes.server },
      expected,
      ...(excuse !== undefined && { excuse }),
    };
  }

  skip(topic: string, variant: string, reason: string): Skip {
    return { client: this.client.peer.name, server: this.server.peer.name, topic, variant, reason };
  }

  /** Tries it where both have the thing that it needs, else skips it and says who lacks it. */
  tryWith(what: Resource, needed: string, topic: string, variant: string, changes: Changes) {
    const reason = this.lacking(what, needed);
    return reason === undefined ? this.try(topic, variant, changes) : this.skip(topic, variant, reason);
  }

  /** Which of the two does not have it; nothing if both do. */
  lacking(what: Resource, name: string): string | undefined {
    const without = [this.client, this.server].find(({ abilities }) => !has(abilities[what] ?? [], name));
    return without === undefined ? undefined : `not in ${without.peer.name}`;
  }

  #excuse(expected: Expectation): string | undefined {
    const group = expected.outcome === 'done' ? expected.group : undefined;
    if (group === undefined) return undefined;
    const faults = [this.client, this.server].map(({ abilities }) => abilities.unsteady);
    return faults.find((fault) => fault?.groups.includes(group))?.because;
  }
}

function has(list: readonly string[], name: string): boolean {
  return list.includes(name);
}
