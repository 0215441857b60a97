import { describe, expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { changeCipherSpec } from '../../handshake/flow.ts';
import { legacy } from '../../legacy/index.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';
import { messagesClassic } from '../../wire/messages-classic.ts';
import type { ClientOptions, ServerOptions } from '../options.ts';
import { clientCredential } from '../testing/fixtures.ts';
import { Episode } from './episode.ts';
import { Reassembler } from './reassembler.ts';
import type { NetworkConditions } from './simulated-network.ts';
import { type LossyPair, lossyPairs, type NetworkEnd } from './testing/lossy-pair.ts';

const datagrams = { attempts: 60, longest: 5000 };
const secure = {
  versions: ['DTLS 1.2'],
  renegotiation: 'secure',
  datagrams,
  handshakeTimeout: 3_600_000,
  renegotiationLimit: 9,
} as const;

interface Plot {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly full?: boolean;
}

/** Makes pairs that renegotiate. */
const pairs = ({ client, server }: Plot = {}) =>
  lossyPairs({ client: { ...secure, ...client }, server: { ...secure, ...server } });

const ends = ({ client, server }: LossyPair): readonly NetworkEnd[] => [client, server];

function expectNoError(pair: LossyPair): void {
  for (const { error } of ends(pair)) expect(error?.message).toBeUndefined();
}

/** Lets things happen until this is so; nothing may fail. */
function until(pair: LossyPair, done: () => boolean): void {
  const end = pair.network.now + 3 * 3_600_000;
  while (!done() && pair.network.step(end));
  expectNoError(pair);
  expect(done()).toBe(true);
}

const established = (pair: LossyPair) => ends(pair).every(({ info }) => info !== undefined);
const renegotiated = (pair: LossyPair, times = 1) => ends(pair).every((end) => end.renegotiated === times);

function joined(conditions: NetworkConditions = { seed: 0 }, plot: Plot = {}): LossyPair {
  const pair = pairs(plot)(conditions);
  until(pair, () => established(pair));
  pair.network.run(pair.network.now + 60_000);
  return pair;
}

const texts = ({ data }: NetworkEnd) => data.map((bytes) => Buffer.from(bytes).toString());

/** Both say something in a network that is good now, and are heard. */
function talk(pair: LossyPair, text: string): void {
  pair.network.conditions = {};
  for (const end of ends(pair)) end.use((connection) => connection.write(utf8(text)));
  pair.network.run(pair.network.now + 60_000);
  expectNoError(pair);
  for (const end of ends(pair)) expect(texts(end).filter((one) => one === text)).toHaveLength(1);
  const keys = ends(pair).map(({ connection }) => connection.exportKeyingMaterial('EXPERIMENTAL', undefined, 32));
  expect(keys[0]).toEqual(keys[1]);
}

const clientCertificate: Plot = {
  client: { credentials: [clientCredential], datagrams: { ...datagrams, mtu: 256 } },
  server: { clientAuthentication: 'require', datagrams: { ...datagrams, mtu: 256 } },
};
const withTickets = (): Plot => ({
  client: { sessions: new MemoryStore() },
  server: { tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) } },
  full: false,
});
const withIds = (): Plot => ({
  client: { sessions: new MemoryStore() },
  server: { sessionCache: new MemoryStore() },
  full: false,
});
const plots = {
  'in full': () => ({}),
  'with a client certificate and tiny datagrams': () => clientCertificate,
  'by ticket': withTickets,
  'by session ID': withIds,
  'in DTLS 1.0': () => ({
    client: { versions: [], legacy: legacy({ versions: ['DTLS 1.0'] }) },
    server: { versions: [], legacy: legacy({ versions: ['DTLS 1.0'] }) },
  }),
} as const satisfies Record<string, () => Plot>;

for (const [name, plot] of Object.entries(plots)) {
  describe.each(['client', 'server'] as const)(`${name}, when the %s begins,`, (starter) => {
    test('[I01] RFC 6347 §4.2.2: handshakes follow each other, and their messages are counted anew', () => {
      const { full = true, ...options } = plot() as Plot;
      const pair = joined({ seed: 0 }, options);
      for (let times = 1; times <= 3; times++) {
        pair[starter].use((connection) => connection.renegotiate(full));
        until(pair, () => renegotiated(pair, times));
        expect(pair.client.info?.resumed).toBe(!full);
        talk(pair, `after ${times}`);
      }
    });
  });
}

const count = Number(process.env.HANDFAST_NETWORKS ?? 200);

test.each(Object.keys(plots) as (keyof typeof plots)[])(
  '[I01] RFC 6347 §4.2.4: renegotiations come to an end on bad networks (%s)',
  { timeout: Math.max(30_000, 60 * count) },
  (name) => {
    const { full = true, ...options } = plots[name]() as Plot;
    const make = pairs(options);
    for (let seed = 0; seed < Math.ceil(count / Object.keys(plots).length); seed++) {
      const share = (seed % 9) / 20;
      const pair = make({ seed, drop: share, duplicate: share / 2, delay: 20, jitter: (seed % 4) * 60 });
      try {
        const { client, server } = pair;
        const starters = [[client], [server], [client, server]][seed % 3] ?? [];
        // Some begin as soon as they can, when the other may not be ready.
        until(pair, () => starters.every(({ info }) => info !== undefined));
        for (const end of starters) end.use((connection) => connection.renegotiate(full));
        until(pair, () => renegotiated(pair));
        pair.network.run(pair.network.now + 600_000);
        expect(renegotiated(pair)).toBe(true);
        talk(pair, 'after');
      } catch (cause) {
        throw new Error(`${name}: seed ${seed}, ${share * 100} % loss`, { cause });
      }
    }
  },
);

test('[I03] RFC 5746 §4: by default nobody renegotiates over datagrams either', () => {
  const pair = joined({ seed: 0 }, { client: { renegotiation: 'refuse' } });
  expect(() => pair.client.connection.renegotiate()).toThrow(MisuseError);
  for (let times = 1; times <= 3; times++) {
    pair.server.use((connection) => connection.renegotiate());
    until(pair, () => pair.server.refused === times);
    talk(pair, `after ${times}`);
  }
});

test('[I01] RFC 6347 §4.2.4: HelloRequest and ClientHello are said again until they are answered', () => {
  for (const starter of ['client', 'server'] as const) {
    const pair = joined();
    pair.network.conditions = { drop: 1 };
    const { sent } = pair[starter];
    pair[starter].use((connection) => connection.renegotiate());
    pair.network.run(pair.network.now + 5_000);
    expect(pair[starter].sent - sent).toBeGreaterThan(2);
    pair.network.conditions = {};
    until(pair, () => renegotiated(pair));
    talk(pair, 'after');
  }
});

test('RFC 5246 §7.4.1.1: a wish that is never heard is given up, and the connection goes on', () => {
  for (const starter of ['client', 'server'] as const) {
    const impatient = { handshakeTimeout: 10_000, datagrams: { attempts: 2 } };
    const pair = joined({ seed: 0 }, { client: impatient, server: impatient });
    pair.network.conditions = { drop: 1 };
    pair[starter].use((connection) => connection.renegotiate());
    until(pair, () => pair[starter].refused === 1);
    talk(pair, 'after');
    pair[starter].use((connection) => connection.renegotiate());
    until(pair, () => renegotiated(pair));
    talk(pair, 'after that');
  }
});

test('[I01] RFC 6347 §4.2.2: a client that wished for it too may miss the HelloRequest before ServerHello', () => {
  const pair = joined();
  pair.network.conditions = { drop: 1 };
  pair.server.use((connection) => connection.renegotiate());
  pair.network.conditions = {};
  pair.client.use((connection) => connection.renegotiate());
  until(pair, () => renegotiated(pair));
  talk(pair, 'after');
});

test('[I01] RFC 6347 §4.1: data under the keys before is heard during the handshake and after it', () => {
  const pair = joined();
  pair.network.conditions = { delay: 5_000 };
  pair.server.use((connection) => connection.write(utf8('late')));
  pair.network.conditions = { delay: 100 };
  pair.client.use((connection) => connection.renegotiate());
  pair.server.use((connection) => connection.write(utf8('meanwhile')));
  pair.network.run(pair.network.now + 50);
  pair.client.use((connection) => connection.write(utf8('waiting')));
  until(pair, () => renegotiated(pair));
  expect(texts(pair.client)).toEqual(['meanwhile']);
  pair.network.run(pair.network.now + 10_000);
  expect(texts(pair.client)).toEqual(['meanwhile', 'late']);
  expect(texts(pair.server)).toEqual(['waiting']);
  talk(pair, 'after');
});

const awaitsChange = ({ connection }: NetworkEnd) => connection.waitingFor.includes(changeCipherSpec);

/** Says what this end says into the void, for so many milliseconds; what it said. */
function lost(pair: LossyPair, from: NetworkEnd, time: number): readonly Uint8Array[] {
  const said: Uint8Array[] = [];
  const { peer } = from;
  pair.network.onDatagram = (bytes) => said.push(bytes.slice());
  from.peer = undefined;
  pair.network.run(pair.network.now + time);
  from.peer = peer;
  pair.network.onDatagram = undefined;
  return said;
}

describe('[I01] RFC 6347 §4.2.4: the end of the handshake before', () => {
  test.each(['client', 'server'] as const)('is said again in the middle of the next, by a %s that was last', (last) => {
    const { full = true, ...options } = last === 'server' ? ({} as Plot) : withIds();
    const make = pairs(options);
    const first = make({ seed: 0 });
    until(first, () => established(first));
    const pair = make({ seed: 0 });
    const other = last === 'server' ? pair.client : pair.server;
    until(pair, () => awaitsChange(other));
    pair[last].peer = undefined;
    until(pair, () => pair[last].info !== undefined);
    pair[last].use((connection) => connection.renegotiate(full));
    pair.network.run(pair.network.now + 50);
    expect(other.info).toBeUndefined();
    pair[last].peer = other;
    until(pair, () => renegotiated(pair));
    talk(pair, 'after');
  });

  test('does not disturb the next when it comes late, before keys change and after that', () => {
    const pair = pairs({ client: { credentials: [clientCredential] } })({ seed: 0 });
    const { client, server, network } = pair;
    until(pair, () => awaitsChange(client));
    server.peer = undefined;
    until(pair, () => server.info !== undefined);
    const late = lost(pair, client, 4_000);
    expect(late.length).toBeGreaterThan(2);
    server.peer = client;
    until(pair, () => established(pair));
    server.use((connection) => connection.requestClientCertificate(true));
    until(pair, () => server.connection.waitingFor.includes('Certificate'));
    server.receive(late[0] as Uint8Array);
    until(pair, () => renegotiated(pair));
    server.receive(late[1] as Uint8Array);
    network.run(network.now + 60_000);
    expect(server.info?.peer?.chain).toHaveLength(1);
    talk(pair, 'after');
  });
});

test('[I01] RFC 6347 §4.2.2: a ServerHello may be the first of its handshake though a HelloRequest was', () => {
  const reassembler = new Reassembler(1000);
  const episode = new Episode('client', reassembler);
  const piece = (type: number, sequence: number) => ({ type, sequence, length: 0, offset: 0, data: new Uint8Array(0) });
  const { HelloRequest, ServerHello, Finished } = messagesClassic;
  episode.finish();
  episode.align(piece(HelloRequest.type, 0));
  reassembler.add(piece(HelloRequest.type, 0));
  expect(reassembler.take()?.[0]).toBe(HelloRequest.type);
  expect(episode.isBefore(piece(Finished.type, 1))).toBe(true);
  episode.align(piece(ServerHello.type, 0));
  expect(reassembler.add(piece(ServerHello.type, 0))).toBe('kept');
  episode.heard(reassembler.take() as Uint8Array);
  episode.align(piece(ServerHello.type, 0));
  expect(reassembler.add(piece(ServerHello.type, 0))).toBe('old');
});

test('[I05] RFC 9146 §3: connections that have names are not renegotiated, whoever asks', () => {
  const named = { datagrams: { ...datagrams, connectionIdLength: 4 } };
  const pair = joined({ seed: 0 }, { client: named, server: named });
  expect(pair.client.info?.connectionId).toBeDefined();
  for (const end of ends(pair)) expect(() => end.connection.renegotiate()).toThrow(MisuseError);
  talk(pair, 'after');
});
