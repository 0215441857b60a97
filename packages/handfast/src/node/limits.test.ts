import { once } from 'node:events';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MisuseError } from '../base/errors.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { type CreateServerOptions, createServer, type TlsServer } from './server.ts';
import type { TlsSocket } from './tls-socket.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const leaf = await authority.issue(['127.0.0.1']);
const identity = { cert: leaf.chain, key: leaf.key };

/** Idle times pass when a test says so, however busy the machine is. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number): void => void vi.advanceTimersByTime(milliseconds);

const open: (Duplex | Server)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) {
    one.on('error', () => {});
    if ('destroy' in one) one.destroy();
    else one.close();
  }
});

async function listening(options: Partial<CreateServerOptions>): Promise<readonly [TlsServer, number]> {
  const server = createServer({ ...identity, ...options }, (socket) => {
    open.push(socket);
    socket.on('error', () => {});
    socket.resume();
  });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, (server.address() as AddressInfo).port];
}

const dial = (port: number, options: Partial<ConnectOptions> = {}): TlsSocket => {
  const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate, ...options });
  open.push(socket);
  return socket;
};

const silent = (port: number): Socket => {
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => {});
  open.push(socket);
  return socket;
};

test('RFC 8446 §6.1: a server says good-bye to a client that is silent for too long', async () => {
  const [server, port] = await listening({ idleTimeout: 30_000 });
  const client = dial(port);
  const [socket] = (await once(server, 'secureConnection')) as [TlsSocket];
  const closed = Promise.all([once(socket, 'timeout'), once(socket, 'close')]);
  // The end comes with close_notify: otherwise it would be the error truncated_connection.
  client.resume();
  pass(30_000);
  await once(client, 'end');
  await closed;
});

test('RFC 8446 §6.1: a client gives up a server that is silent for too long, before or after the handshake', async () => {
  const [, port] = await listening({});
  const client = dial(port, { idleTimeout: 30_000 });
  await once(client, 'secureConnect');
  const closed = Promise.all([once(client, 'timeout'), once(client, 'close')]);
  pass(30_000);
  await closed;

  const mute = createTcpServer((socket) => void open.push(socket));
  open.push(mute);
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const early = dial((mute.address() as AddressInfo).port, { idleTimeout: 30_000 });
  early.on('error', () => {});
  await once(mute, 'connection');
  const given = once(early, 'timeout');
  pass(30_000);
  await given;
});

test('bytes that come or go keep a connection open, and what only waits does not', async () => {
  const [server, port] = await listening({ idleTimeout: 40_000 });
  const client = dial(port);
  const [socket] = (await once(server, 'secureConnection')) as [TlsSocket];
  let timeouts = 0;
  socket.on('timeout', () => timeouts++);
  for (let i = 0; i < 4; i++) {
    pass(39_000);
    client.write('x');
    await once(socket, 'data');
  }
  expect(timeouts).toBe(0);
  // From here on the client reads nothing: the server writes as long as it is let.
  client.transport.pause();
  const chunk = new Uint8Array(1 << 20);
  while (!socket.transport.writableNeedDrain) {
    socket.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  pass(39_000);
  expect(timeouts).toBe(0);
  socket.write(chunk);
  pass(1000);
  expect(timeouts).toBe(1);
});

test('a client too many in the middle of its handshake drops the oldest one, and honest clients come through', async () => {
  const [server, port] = await listening({ mostHandshakes: 2 });
  const dropped: string[] = [];
  server.on('tlsClientError', (error: Error & { code: string }) => dropped.push(error.code));
  const first = silent(port);
  await once(server, 'connection');
  const gone = once(first, 'close');
  for (let i = 0; i < 2; i++) {
    silent(port);
    await once(server, 'connection');
  }
  await gone;
  expect(dropped).toEqual(['handshake_timeout']);
  for (let i = 0; i < 3; i++) await once(dial(port), 'secureConnect');
  expect(dropped).toHaveLength(2);
});

test('limits that make no sense are refused', () => {
  expect(() => createServer({ ...identity, mostHandshakes: 0 })).toThrow(MisuseError);
  expect(() => createServer({ ...identity, idleTimeout: -1 })).toThrow(MisuseError);
});
