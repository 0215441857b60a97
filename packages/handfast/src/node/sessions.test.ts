import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectNode, createServer as createNodeServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { encodePem } from '../asn1/pem.ts';
import type { CredentialOptions } from '../engine/options.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { type CreateServerOptions, createServer } from './server.ts';
import type { TlsSocket } from './tls-socket.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const issued = await authority.issue(['localhost'], {});
const credentials: readonly CredentialOptions[] = [issued];
const ca = authority.certificate;

/** A server that sends back what it gets, and its port. */
async function echo(options: CreateServerOptions = {}): Promise<{ port: number; sockets: TlsSocket[] }> {
  const sockets: TlsSocket[] = [];
  const server = createServer({ credentials, ...options }, (socket) => {
    sockets.push(socket);
    // Clients of node:tls leave without close_notify.
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  server.listen(0);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, sockets };
}

/** Says hello, waits for it to come back, and closes. */
async function visit(options: ConnectOptions): Promise<TlsSocket> {
  const socket = connect({ ca, host: 'localhost', ...options });
  if (options.earlyData === undefined) socket.end('hello');
  else socket.once('secureConnect', () => socket.end());
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await once(socket, 'close');
  expect(heard).toBe('hello');
  return socket;
}

test('[H01, H22, P04] RFC 8446 §2.2: servers give tickets, and clients with a store come back with them', async () => {
  const { port, sockets } = await echo();
  const sessions = new MemoryStore();
  expect((await visit({ port, sessions })).info?.resumed).toBe(false);
  expect((await visit({ port, sessions })).info?.resumed).toBe(true);
  expect(sockets.map((socket) => socket.info?.resumed)).toEqual([false, true]);
});

test('RFC 8446 §4.6.1: a server without tickets gives none', async () => {
  const { port } = await echo({ tickets: false });
  const sessions = new MemoryStore();
  await visit({ port, sessions, versions: ['TLS 1.3'] });
  expect([...sessions.sessions()]).toEqual([]);
});

test('RFC 8446 §2.3: early data comes first in the stream, and is counted', async () => {
  const { port, sockets } = await echo({ earlyData: { most: 1000 } });
  const sessions = new MemoryStore();
  const earlyData = Buffer.from('hello');
  expect((await visit({ port, sessions, earlyData })).info?.earlyData).toBe('none');
  expect((await visit({ port, sessions, earlyData })).info?.earlyData).toBe('accepted');
  expect(sockets.map((socket) => socket.earlyBytes)).toEqual([0, 5]);
});

test('a client of node:tls resumes with our server, and ours with its', async () => {
  const rootPem = encodePem('CERTIFICATE', authority.certificate);
  const { port } = await echo();
  const options = { host: 'localhost', port, ca: rootPem };
  const first = connectNode(options);
  const [session] = (await once(first, 'session')) as [Buffer];
  first.destroy();
  const second = connectNode({ ...options, session });
  await once(second, 'secureConnect');
  expect(second.isSessionReused()).toBe(true);
  second.destroy();

  const cert = issued.chain.map((der) => encodePem('CERTIFICATE', der)).join('');
  const theirs = createNodeServer({ cert, key: encodePem('PRIVATE KEY', issued.pkcs8) }, (socket) =>
    socket.pipe(socket),
  );
  theirs.listen(0);
  await once(theirs, 'listening');
  onTestFinished(() => void theirs.close());
  const sessions = new MemoryStore();
  const ours = { port: (theirs.address() as AddressInfo).port, sessions };
  expect((await visit(ours)).info?.resumed).toBe(false);
  expect((await visit(ours)).info?.resumed).toBe(true);
});
