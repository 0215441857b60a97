import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MemoryStore } from '../../session/memory-store.ts';
import type { CreateServerOptions } from '../server.ts';
import { hasRedis, redisServer } from '../testing/redis-server.ts';
import { behavesAsGuard, behavesAsStore } from '../testing/store-contract.ts';
import { deliver, echoServer, firstFlight, sharedKeys, visit } from '../testing/visits.ts';
import type { TlsSocket } from '../tls-socket.ts';
import { connectRedis, type RedisConnection, RedisReplayGuard, RedisStore } from './index.ts';

const redis = redisServer();
const clients: RedisConnection[] = [];
const connected = async (): Promise<RedisConnection> => {
  const client = await connectRedis(redis.socket);
  clients.push(client);
  return client;
};
/** Nothing but this Redis is shared: as two processes would be. */
const node = async (options: CreateServerOptions = {}) => {
  const client = await connected();
  const store = new RedisStore({ client, deadline: 100, pause: 20 });
  const guard = new RedisReplayGuard({ client, deadline: 100, pause: 20 });
  const earlyData = { most: 1000, guard };
  return echoServer({ sessionCache: store, tickets: { sealer: await sharedKeys(store) }, earlyData, ...options });
};
/** Until the guard remembers for twice the window. */
const remembering = async (): Promise<void> => {
  const until = Date.now() + 25;
  while (Date.now() <= until) await new Promise((resolve) => setImmediate(resolve));
};

describe.skipIf(!hasRedis)('redis-server', () => {
  const [first, second] = [{} as RedisConnection, {} as RedisConnection];
  let views = 0;
  const view = (): RedisConnection => (views++ % 2 === 0 ? first : second);
  beforeAll(async () => {
    await redis.start();
    for (const one of [first, second]) {
      const client = await connected();
      one.callBuffer = (command, ...args) => client.callBuffer(command, ...args);
    }
  });
  afterEach(() => redis.thaw());
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await redis.stop();
  });

  describe('sessions in Redis', () => behavesAsStore(() => new RedisStore({ client: view() })));

  describe('marks in Redis', () => {
    behavesAsGuard(
      (name) => new RedisReplayGuard({ client: view(), prefix: name }),
      () => first.callBuffer('FLUSHALL'),
    );

    test('RFC 8446 §8.1: another run of the server may have forgotten, and begins again', async () => {
      const guard = new RedisReplayGuard({ client: first, prefix: 'runs' });
      const ask = (fill: number): Promise<boolean> =>
        guard.first(new Uint8Array(32).fill(fill), Date.now(), Date.now() + 3);
      await ask(0);
      await remembering();
      expect(await ask(1)).toBe(true);
      await first.callBuffer('HSET', 'runs:{replay}:since', 'run', 'another');
      expect(await ask(2)).toBe(false);
    });
  });

  for (const versions of [['TLS 1.3'], ['TLS 1.2']] as const) {
    test(`[H05, H20] servers that share Redis resume each other’s sessions of ${versions[0]}`, async () => {
      const ports = [(await node()).port, (await node()).port];
      const client = { versions, sessions: new MemoryStore(), origin: 'both' };
      const visits = [];
      for (const at of [0, 1, 0, 1]) visits.push(await visit({ ...client, port: ports[at] }));
      expect(visits.map((info) => info?.resumed)).toEqual([false, true, true, true]);
    });
  }

  test('[H05] by session ID alone, too', async () => {
    const server = async () =>
      echoServer({ sessionCache: new RedisStore({ client: await connected() }), tickets: false });
    const ports = [(await server()).port, (await server()).port];
    const client = { versions: ['TLS 1.2'] as const, sessions: new MemoryStore(), origin: 'both' };
    expect((await visit({ ...client, port: ports[0] }))?.resumed).toBe(false);
    expect((await visit({ ...client, port: ports[1] }))?.resumed).toBe(true);
  });

  test('RFC 8446 §8: an early flight that is sent to both servers is accepted by one of them', async () => {
    const nodes = [await node(), await node()] as const;
    const sessions = new MemoryStore();
    const early = { sessions, origin: 'both', earlyData: Buffer.from('hello') };
    await visit({ ...early, port: nodes[0].port });
    await visit({ ...early, port: nodes[0].port });
    // As if the guard had remembered for long.
    await first.callBuffer('HSET', 'handfast:{replay}:since', 'since', '1');
    const saved = [...sessions.sessions()];
    const fates = [];
    for (const { port } of [nodes[1], nodes[0], nodes[1]]) {
      const copy = new MemoryStore();
      for (const { key, value, expires } of saved) copy.put(key, value, expires);
      fates.push((await visit({ ...early, sessions: copy, port }))?.earlyData);
    }
    expect(fates).toEqual(['accepted', 'rejected', 'rejected']);
  });

  test('[H20] RFC 8446 §8: a flight that is replayed byte for byte gives its early data to one of two servers, once', async () => {
    const nodes = [await node({ halfRttData: true }), await node({ halfRttData: true })] as const;
    const sessions = new MemoryStore();
    const early = { sessions, origin: 'both', earlyData: Buffer.from('hello') };
    await visit({ ...early, port: nodes[0].port });
    await visit({ ...early, port: nodes[0].port });
    await first.callBuffer('HSET', 'handfast:{replay}:since', 'since', '1');
    const taken: string[] = [];
    for (const { server } of nodes) {
      server.on('halfOpenConnection', (socket: TlsSocket) => socket.on('data', (chunk) => taken.push(String(chunk))));
    }
    const flight = await firstFlight(early);
    // At the same moment, and again and again.
    await Promise.all(nodes.map(({ port }) => deliver(port, flight)));
    for (const { port } of nodes) await deliver(port, flight);
    expect(taken).toEqual(['hello']);
  });

  /** Each costs full handshakes and nothing else: `visit` insists that data comes and goes. */
  const troubles: readonly (readonly [string, () => unknown, () => unknown])[] = [
    ['slow', () => redis.freeze(), () => redis.thaw()],
    ['wiped', () => first.callBuffer('FLUSHALL'), () => undefined],
    ['stopped', () => redis.stop(), () => redis.start()],
  ];
  test.each(troubles)('Redis that is %s costs full handshakes', async (_how, begin, end) => {
    const nodes = [await node(), await node()] as const;
    const clientOf = (version: 'TLS 1.2' | 'TLS 1.3') => ({
      versions: [version],
      sessions: new MemoryStore(),
      origin: 'both',
      earlyData: Buffer.from('hello'),
    });
    const clients = [clientOf('TLS 1.3'), clientOf('TLS 1.2')] as const;
    for (const client of clients) await visit({ ...client, port: nodes[0].port });
    await begin();
    for (const { port } of nodes) for (const client of clients) expect(await visit({ ...client, port })).toBeDefined();
    await end();
    for (const { port } of nodes) for (const client of clients) expect(await visit({ ...client, port })).toBeDefined();
  });
});
