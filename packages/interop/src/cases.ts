/** What is tried between a client and a server: every group with every suite, and the features around the handshake. */

import { type Certificates, serverName } from './certificates.ts';
import type { GroupName, KeyKind, SuiteName } from './facts.ts';
import { groupNames, keyKinds, suiteNames } from './facts.ts';
import type { Abilities, ClientOptions, Peer, ServerOptions } from './peer.ts';
import { lineStart } from './peers/commands.ts';

/** A peer that was found, and what it can do. */
export interface FoundPeer {
  readonly peer: Peer;
  readonly abilities: Abilities;
}

export interface Case {
  readonly client: Peer;
  readonly server: Peer;
  /** What is tried, and with what: a row of the table and one entry in it. */
  readonly topic: string;
  readonly variant: string;
  readonly clientOptions: Omit<ClientOptions, 'port'>;
  readonly serverOptions: ServerOptions;
  readonly expected: Expectation;
  /** A fault of the peer for which the case may be tried again. */
  readonly excuse?: string;
}

/** What must come of a case. Fields that are absent may be anything. */
export type Expectation =
  | {
      readonly outcome: 'done';
      readonly group?: GroupName;
      readonly suite?: SuiteName;
      readonly retried?: boolean;
      readonly cookie?: boolean;
      readonly alpn?: string;
      /** Who begins a key update. */
      readonly keyUpdate?: 'client' | 'server';
    }
  /** The alert is checked where the refusing side is ours. */
  | { readonly outcome: 'refused'; readonly by: 'client' | 'server'; readonly alert: RegExp };

/** A case that cannot be tried between these two, and why. */
export interface Skip {
  readonly client: string;
  readonly server: string;
  readonly topic: string;
  readonly variant: string;
  readonly reason: string;
}

/** All that is tried with these two in these roles. */
export function casesBetween(client: FoundPeer, server: FoundPeer, certificates: Certificates): (Case | Skip)[] {
  const pair = new Pair(client, server, certificates);
  return [
    ...pair.ownDefaults(),
    ...pair.handshakes(),
    ...pair.retries(),
    ...pair.cookies(),
    ...pair.serverCertificates(),
    ...pair.clientCertificates(),
    ...pair.protocols(),
    ...pair.longLines(),
    ...pair.keyUpdates(),
    ...pair.refusals(),
  ];
}

interface Changes {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly expected?: Expectation;
}

class Pair {
  readonly #client: FoundPeer;
  readonly #server: FoundPeer;
  readonly #certificates: Certificates;

  constructor(client: FoundPeer, server: FoundPeer, certificates: Certificates) {
    this.#client = client;
    this.#server = server;
    this.#certificates = certificates;
  }

  ownDefaults(): Case[] {
    return [this.#case('own defaults', 'both', {})];
  }

  *handshakes(): Generator<Case | Skip> {
    for (const group of groupNames) {
      const without = this.#without('groups', group);
      if (without !== undefined) yield this.#skip('other groups', group, without);
      else for (const suite of suiteNames) yield this.#handshake(group, suite);
    }
  }

  #handshake(group: GroupName, suite: SuiteName): Case | Skip {
    const without = this.#without('suites', suite);
    if (without !== undefined) return this.#skip(group, shortSuite(suite), without);
    const both = { groups: [group], suites: [suite] };
    const expected: Expectation = { outcome: 'done', group, suite, retried: false };
    return this.#case(group, shortSuite(suite), { client: both, server: both, expected });
  }

  /** The client offers the group without a share for it; the server has nothing else. RFC 8446 §4.1.4 */
  *retries(): Generator<Case | Skip> {
    const topic = 'HelloRetryRequest';
    const { cookie } = this.#server.abilities;
    for (const group of groupNames) {
      const decoy = this.#client.peer.decoy(group);
      const without = this.#without('groups', group);
      if (without !== undefined) yield this.#skip(topic, group, without);
      else if (decoy === undefined || !this.#client.abilities.groups.includes(decoy))
        yield this.#skip(topic, group, `${this.#client.peer.name} always sends a share for it`);
      else
        yield this.#case(topic, group, {
          client: { groups: [decoy, group], oneShare: true },
          server: { groups: [group] },
          expected: { outcome: 'done', group, retried: true, ...(cookie === 'always' && { cookie: true }) },
        });
    }
  }

  *cookies(): Generator<Case> {
    if (this.#server.abilities.cookie !== 'asked') return;
    const group = 'secp384r1';
    const decoy = this.#client.peer.decoy(group);
    if (decoy === undefined) return;
    yield this.#case('HelloRetryRequest', 'with a cookie', {
      client: { groups: [decoy, group], oneShare: true },
      server: { groups: [group], cookie: true },
      expected: { outcome: 'done', group, retried: true, cookie: true },
    });
  }

  *serverCertificates(): Generator<Case | Skip> {
    for (const kind of keyKinds) {
      const without = this.#without('keys', kind);
      const changes = { server: { identity: this.#certificates.server[kind] } };
      yield without === undefined
        ? this.#case('server certificate', kind, changes)
        : this.#skip('server certificate', kind, without);
    }
  }

  *clientCertificates(): Generator<Case | Skip> {
    const request = { clientAuth: 'request' } as const;
    const identity = this.#certificates.client['ecdsa-secp256r1'];
    yield this.#case('client certificate', 'asked for, none', { server: request });
    yield this.#case('client certificate', 'asked for, given', { server: request, client: { identity } });
    for (const kind of keyKinds) {
      const without = this.#without('keys', kind);
      const changes = {
        server: { clientAuth: 'require' },
        client: { identity: this.#certificates.client[kind] },
      } as const;
      yield without === undefined
        ? this.#case('client certificate', kind, changes)
        : this.#skip('client certificate', kind, without);
    }
  }

  *protocols(): Generator<Case> {
    yield this.#case('ALPN', 'one in common', {
      client: { alpn: ['x/1', 'x/2'] },
      server: { alpn: ['x/3', 'x/2'] },
      expected: { outcome: 'done', alpn: 'x/2' },
    });
    yield this.#case('ALPN', 'only the client', { client: { alpn: ['x/1'] } });
    yield this.#case('ALPN', 'none in common', {
      client: { alpn: ['x/1'] },
      server: { alpn: ['x/3'] },
      expected: { outcome: 'refused', by: 'server', alert: /no_application_protocol/ },
    });
  }

  /** More than one record each way. */
  *longLines(): Generator<Case> {
    yield this.#case('long line', '50,000 bytes', { client: { line: `${lineStart} ${'x'.repeat(50_000)}` } });
  }

  *keyUpdates(): Generator<Case | Skip> {
    for (const [role, { peer, abilities }] of [
      ['client', this.#client],
      ['server', this.#server],
    ] as const) {
      const variant = `by the ${role}`;
      const changes: Changes = { [role]: { updateKeys: true }, expected: { outcome: 'done', keyUpdate: role } };
      yield abilities.keyUpdate?.includes(role) === true
        ? this.#case('key update', variant, changes)
        : this.#skip('key update', variant, `${peer.name} cannot begin one`);
    }
  }

  *refusals(): Generator<Case> {
    const { stranger, strangeRoot } = this.#certificates;
    const refusal = (
      variant: string,
      by: 'client' | 'server',
      alert: RegExp,
      changes: Omit<Changes, 'expected'>,
    ): Case => this.#case('refusal', variant, { ...changes, expected: { outcome: 'refused', by, alert } });
    yield refusal('unknown root', 'client', /unknown_ca/, { client: { roots: strangeRoot } });
    yield refusal('another name', 'client', /bad_certificate|certificate_unknown/, {
      client: { serverName: 'elsewhere.example' },
    });
    const require = { clientAuth: 'require' } as const;
    yield refusal('no client certificate', 'server', /certificate_required/, { server: require });
    // Some clients show nothing when none of their certificates is from an authority that the server announces.
    yield refusal('unknown client root', 'server', /unknown_ca|certificate_required/, {
      server: require,
      client: { identity: stranger },
    });
  }

  #case(topic: string, variant: string, changes: Changes): Case {
    const { root, server } = this.#certificates;
    const expected = changes.expected ?? { outcome: 'done' };
    const excuse = this.#excuse(expected);
    return {
      client: this.#client.peer,
      server: this.#server.peer,
      topic,
      variant,
      clientOptions: {
        roots: root,
        serverName,
        line: `${lineStart} ${topic} ${variant}`.replace(/\W/g, ' '),
        ...changes.client,
      },
      serverOptions: { roots: root, identity: server['ecdsa-secp256r1'], clientAuth: 'none', ...changes.server },
      expected,
      ...(excuse !== undefined && { excuse }),
    };
  }

  #excuse(expected: Expectation): string | undefined {
    const { group } = expected.outcome === 'done' ? expected : {};
    const faults = [this.#client, this.#server].map(({ abilities }) => abilities.unsteady);
    return faults.find((fault) => group !== undefined && fault?.groups.includes(group))?.because;
  }

  #skip(topic: string, variant: string, reason: string): Skip {
    return { client: this.#client.peer.name, server: this.#server.peer.name, topic, variant, reason };
  }

  /** Which of the two does not have it; nothing if both do. */
  #without(what: 'groups' | 'suites' | 'keys', name: GroupName | SuiteName | KeyKind): string | undefined {
    const lacking = [this.#client, this.#server].find(({ abilities }) => !has(abilities[what], name));
    return lacking === undefined ? undefined : `not in ${lacking.peer.name}`;
  }
}

function has(list: readonly string[], name: string): boolean {
  return list.includes(name);
}

/** 'AES_128_GCM' for TLS_AES_128_GCM_SHA256. */
function shortSuite(suite: SuiteName): string {
  return suite
    .replace(/^TLS_/, '')
    .replace(/_SHA\d+$/, '')
    .replace('_POLY1305', '');
}
