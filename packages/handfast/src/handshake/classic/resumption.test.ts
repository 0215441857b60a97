import { describe, expect, test } from 'vitest';
import { toHex, utf8 } from '../../base/bytes.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { clientConfig, clientConnection } from '../../engine/client-config.ts';
import type { MessageEvent } from '../../engine/observer.ts';
import type { ClientOptions, ServerOptions } from '../../engine/options.ts';
import { serverConfig, serverConnection } from '../../engine/server-config.ts';
import { Endpoint } from '../../engine/testing/endpoint.ts';
import { clientCredential, credential, now, serverCredential, trust } from '../../engine/testing/fixtures.ts';
import { connectedPair, type Pair, type PairOptions, pair, pump, serverEnd } from '../../engine/testing/pair.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { TicketKeyRing } from '../../session/ticket-key-ring.ts';
import { decode, encode } from '../../wire/codec.ts';
import type { SessionStore } from '../stores.ts';
import { ClientSession } from './session.ts';

const versions = ['TLS 1.2'] as const;

const byTicket = (): Partial<ServerOptions> => ({ tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) } });
const byId = (): Partial<ServerOptions> => ({ sessionCache: new MemoryStore() });

/** Two handshakes between one client and one server; what the second one does differently. */
async function twoHandshakes(
  server: Partial<ServerOptions>,
  second: PairOptions = {},
  first: PairOptions = {},
): Promise<{ readonly first: Pair; readonly second: Pair; readonly sessions: MemoryStore }> {
  const sessions = new MemoryStore();
  const side = (options: PairOptions): PairOptions => ({
    ...options,
    client: { versions, sessions, ...options.client },
    server: { ...server, ...options.server },
  });
  const one = await connectedPair(side(first));
  const two = pair(side(second));
  await pump(two);
  return { first: one, second: two, sessions };
}

const resumed = ({ client, server }: Pair) => [client.info?.resumed, server.info?.resumed];

describe.each([
  ['by ticket (RFC 5077 §3.1)', byTicket],
  ['by session ID (RFC 5246 §7.3)', byId],
  ['by ticket, where both are on offer (RFC 5077 §3.4)', () => ({ ...byTicket(), ...byId() })],
])('[C25] a session is resumed %s', (_how, options) => {
  test('with Finished of the server first, and without certificates', async () => {
    const { first, second } = await twoHandshakes(options());
    expect(resumed(first)).toEqual([false, false]);
    expect(resumed(second)).toEqual([true, true]);
    expect(second.client.messages).toEqual(['> ClientHello', '< ServerHello', '< Finished', '> Finished']);
    expect(second.client.info?.peer?.chain[0]?.der).toEqual(first.client.info?.peer?.chain[0]?.der);
    expect(second.client.info).toMatchObject({ version: 'TLS 1.2', group: undefined, signatureScheme: undefined });
  });

  test('[C08, H08] with other keys, under which data flow both ways', async () => {
    const { first, second } = await twoHandshakes(options());
    const { client, server } = second;
    client.use((connection) => connection.write(utf8('one')));
    server.use((connection) => connection.write(utf8('two')));
    await pump(second);
    expect([server.data, client.data]).toEqual([utf8('one'), utf8('two')]);
    const exported = [first.client, client, server].map(({ connection }) =>
      toHex(connection.exportKeyingMaterial('EXPORTER-test', undefined, 16)),
    );
    expect(exported[1]).toBe(exported[2]);
    expect(exported[0]).not.toBe(exported[1]);
  });

  test('[D06] with the same master secret', async () => {
    const { first, second } = await twoHandshakes(options());
    expect(second.client.secrets.get('CLIENT_RANDOM')).toEqual(first.client.secrets.get('CLIENT_RANDOM'));
  });

  test('any number of times', async () => {
    const server = options();
    const { sessions } = await twoHandshakes(server);
    for (let i = 0; i < 3; i++) {
      const again = await connectedPair({ client: { versions, sessions }, server });
      expect(resumed(again)).toEqual([true, true]);
    }
  });

  test('and the client stays who it proved to be', async () => {
    const mutual = { client: { credentials: [clientCredential] } };
    const server = { ...options(), clientAuthentication: 'require' } as const;
    const { second } = await twoHandshakes(server, mutual, mutual);
    expect(resumed(second)).toEqual([true, true]);
    expect(second.server.info?.peer?.chain[0]?.der).toEqual(clientCredential.chain[0]);
  });

  test.each<[string, PairOptions, PairOptions]>([
    [
      'RFC 5246 §7.4.1.2: another suite is asked for',
      { client: { cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'] } },
      {},
    ],
    ['RFC 6066 §3: another name is asked for', { serverName: 'other.test' }, {}],
    ['the client has another certificate to show', { client: { credentials: [clientCredential] } }, {}],
    [
      'RFC 5246 §F.1.4: a client certificate is required now',
      { client: { credentials: [clientCredential] }, server: { clientAuthentication: 'require' } },
      { client: { credentials: [clientCredential] } },
    ],
    ['RFC 8446 §4.2.1: both sides speak a newer version now', { client: { versions: ['TLS 1.2', 'TLS 1.3'] } }, {}],
  ])('but not when %s', async (_why, second, first) => {
    const two = await credential({ names: ['server.test', 'other.test'] });
    const server = { credentials: [two], ...options() };
    const { second: pairOfTwo } = await twoHandshakes(server, second, first);
    expect(pairOfTwo.client.error).toBeUndefined();
    expect(resumed(pairOfTwo)).toEqual([false, false]);
  });

  test('RFC 5246 §F.1.4: but not after its time', async () => {
    const { sessions, second } = await twoHandshakes(options());
    const entries = [...sessions.sessions()];
    expect(resumed(second)).toEqual([true, true]);
    expect(entries).toHaveLength(1);
    for (const { expires } of entries) expect(expires).toBeLessThanOrEqual(now + 24 * 3_600_000);
  });
});

test('two servers that share ticket keys resume the sessions of each other', async () => {
  const keys = [nodeProvider.random(48)];
  const ring = (): Partial<ServerOptions> => ({
    tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider, keys }) },
  });
  const { second } = await twoHandshakes({}, { server: ring() }, { server: ring() });
  expect(resumed(second)).toEqual([true, true]);
});

test('[H18] RFC 5077 §1: a server keeps nothing of those who take its tickets, and something of those who do not', async () => {
  const sessionCache = new MemoryStore();
  const server = { ...byTicket(), sessionCache };
  for (let visit = 0; visit < 5; visit++) await twoHandshakes(server);
  expect([...sessionCache.sessions()]).toHaveLength(0);
  const without = { client: { asksForTickets: false } };
  for (let visit = 1; visit < 4; visit++) {
    await twoHandshakes(server, without, without);
    expect([...sessionCache.sessions()]).toHaveLength(visit);
  }
});

test('[H14] a server that has lost its keys or its store makes a full handshake', async () => {
  for (const options of [byTicket, byId]) {
    const { second } = await twoHandshakes({}, { server: options() }, { server: options() });
    expect(second.client.error).toBeUndefined();
    expect(resumed(second)).toEqual([false, false]);
  }
});

test('sessions can be written down and read by another process', async () => {
  const server = byTicket();
  const { sessions } = await twoHandshakes(server);
  const elsewhere = new MemoryStore();
  for (const { key, value, expires } of sessions.sessions()) elsewhere.put(key, value, expires);
  expect(resumed(await connectedPair({ client: { versions, sessions: elsewhere }, server }))).toEqual([true, true]);
});

test('a store that fails costs a full handshake, never a failed one', async () => {
  const broken = (fail: () => never): SessionStore => ({ put: fail, get: fail, take: fail, remove: fail });
  const throws = broken(() => {
    throw new Error('no store');
  });
  const rejects: SessionStore = {
    put: () => Promise.reject(new Error('no store')),
    get: () => Promise.reject(new Error('no store')),
    take: () => Promise.reject(new Error('no store')),
    remove: () => Promise.reject(new Error('no store')),
  };
  for (const store of [throws, rejects]) {
    const client: Partial<ClientOptions> = { versions, sessions: store };
    expect(resumed(await connectedPair({ client, server: { sessionCache: store } }))).toEqual([false, false]);
    expect(resumed(await connectedPair({ client, server: { sessionCache: store } }))).toEqual([false, false]);
  }
});

test('[H15] RFC 5077 §3.3: a ticket is replaced when half its life is over, but the session does not live longer', async () => {
  const sessions = new MemoryStore();
  const client = clientConfig({ crypto: nodeProvider, trust, versions, sessions });
  const server = serverConfig({ crypto: nodeProvider, credentials: [serverCredential], ...byTicket() });
  const handshake = async (hours: number): Promise<Pair> => {
    const at = now + hours * 3_600_000;
    const both = {
      client: new Endpoint((observer) => clientConnection(client, { serverName: 'server.test', now: at, observer })),
      server: new Endpoint((observer) => serverConnection(server, { now: at, observer })),
    };
    await pump(both);
    return both;
  };
  const tickets = ({ client: { messages } }: Pair) => messages.filter((name) => name === '< NewSessionTicket').length;
  const seen = [];
  for (const hours of [0, 1, 13, 23, 25]) {
    const both = await handshake(hours);
    seen.push([...resumed(both), tickets(both)]);
  }
  expect(seen).toEqual([
    [false, false, 1],
    [true, true, 0],
    [true, true, 1],
    [true, true, 1],
    [false, false, 1],
  ]);
});

test('[G03] RFC 5246 §7.2.2: a fatal alert invalidates the session on both sides', async () => {
  const [sessions, sessionCache] = [new MemoryStore(), new MemoryStore()];
  const both = await connectedPair({ client: { versions, sessions }, server: { sessionCache } });
  expect([...sessions.sessions()]).toHaveLength(1);
  expect([...sessionCache.sessions()]).toHaveLength(1);
  both.client.receive(Uint8Array.of(23, 3, 3, 0, 30, ...new Uint8Array(30)));
  await pump(both);
  expect(both.client.error).toMatchObject({ code: 'bad_record' });
  expect(both.server.error).toMatchObject({ alert: 'bad_record_mac' });
  expect([...sessions.sessions(), ...sessionCache.sessions()]).toEqual([]);
});

test('[H06] RFC 5246 §F.1.4: a client shows a session ID to the port that it has it from, and to no other', async () => {
  const sessions = new MemoryStore();
  const client = clientConfig({ crypto: nodeProvider, trust, versions, sessions });
  const server = byId();
  const seen = [];
  for (const origin of ['server.test:443', 'server.test:8443', 'server.test:443']) {
    const both = {
      client: new Endpoint((observer) =>
        clientConnection(client, { serverName: 'server.test', origin, now, observer }),
      ),
      server: serverEnd({ versions, ...server }),
    };
    await pump(both);
    seen.push(both.server.info?.resumed);
  }
  expect(seen).toEqual([false, false, true]);
});

test('[H07] RFC 5246 §F.1.4: who has a session ID and not its secret gets nowhere', async () => {
  const [sessions, server] = [new MemoryStore(), byId()];
  await connectedPair({ client: { versions, sessions }, server: { versions, ...server } });
  const [{ key, value, expires }] = [...sessions.sessions()] as [{ key: string; value: Uint8Array; expires: number }];
  const kept = decode(ClientSession, value);
  sessions.remove(key);
  sessions.put(key, encode(ClientSession, { ...kept, masterSecret: new Uint8Array(48) }), expires);
  const both = pair({ client: { versions, sessions }, server: { versions, ...server } });
  await pump(both);
  expect(both.client.error).toMatchObject({ code: 'bad_record' });
  expect(both.server.info).toBeUndefined();
});

test('[H12, F10] RFC 5077 §3.1: an empty session_ticket asks for a ticket, an empty one says that it comes, without a session ID', async () => {
  const hellos: Record<string, object> = {};
  const observer = { message: ({ name, body }: MessageEvent) => void (hellos[name] ??= body as object) };
  await connectedPair({ client: { versions, sessions: new MemoryStore(), observer }, server: byTicket() });
  const session_ticket = new Uint8Array(0);
  expect(hellos['ClientHello']).toMatchObject({ legacySessionId: session_ticket, extensions: { session_ticket } });
  expect(hellos['ServerHello']).toMatchObject({ legacySessionIdEcho: session_ticket, extensions: { session_ticket } });
});

test('RFC 5246 §7.4.9: a client whose Finished is wrong resumes nothing, and nobody resumes that session again', async () => {
  /** What this computes with the label of the client's Finished is wrong; keys are right. */
  const crypto: CryptoProvider = {
    ...nodeProvider,
    hmac(name, key) {
      const inner = nodeProvider.hmac(name, key);
      const isAboutFinished = (part: Uint8Array): boolean =>
        new TextDecoder('latin1').decode(part).includes('client finished');
      return {
        compute: (...parts) => inner.compute(...parts).map((byte) => byte ^ (parts.some(isAboutFinished) ? 1 : 0)),
      };
    },
  };
  const sessionCache = new MemoryStore();
  const { second } = await twoHandshakes({ versions, sessionCache }, { client: { crypto } });
  expect(second.client.messages).toContain('> Finished');
  expect(second.client.messages).not.toContain('< Certificate');
  expect(second.server.error).toMatchObject({ code: 'bad_finished' });
  expect(second.server.info).toBeUndefined();
  expect([...sessionCache.sessions()]).toEqual([]);
});
