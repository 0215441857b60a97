/** Servers on loopback that share what a test gives them, and clients that come back to them. */

import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import type { ConnectionInfo } from '../../engine/info.ts';
import type { SessionStore } from '../../handshake/stores.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { SharedTicketKeys } from '../../session/shared-ticket-keys.ts';
import { createDevelopmentCa } from '../../x509/create/development-ca.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { type CreateServerOptions, createServer, type TlsServer } from '../server.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const credentials = [await authority.issue(['localhost'])];

/** A server that sends back what it gets, and its port. It counts data that came early. */
export async function echoServer(
  options: CreateServerOptions,
): Promise<{ port: number; earlyBytes: () => number; server: TlsServer }> {
  let early = 0;
  const server = createServer({ credentials, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('close', () => (early += socket.earlyBytes));
    socket.pipe(socket);
  });
  server.listen(0);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, earlyBytes: () => early, server };
}

/** Ticket keys from a store, ready to seal. */
export async function sharedKeys(store: SessionStore): Promise<SharedTicketKeys> {
  const keys = new SharedTicketKeys({ crypto: nodeProvider, store });
  await keys.prepare(Date.now());
  return keys;
}

/** Says hello, waits for it to come back, and closes. Sessions are kept under one origin, whichever port it is. */
export async function visit(options: ConnectOptions): Promise<ConnectionInfo | undefined> {
  const socket = connect({ ca: authority.certificate, host: 'localhost', ...options });
  if (options.earlyData === undefined) socket.end('hello');
  else socket.once('secureConnect', () => socket.end());
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await once(socket, 'close');
  expect(heard).toBe('hello');
  return socket.info;
}

/** What a client sends before it hears anything, up to the end of its early data, as somebody on the way would keep it. */
export async function firstFlight(options: ConnectOptions): Promise<Buffer> {
  const way = createTcpServer();
  way.listen(0);
  await once(way, 'listening');
  const client = connect({
    ca: authority.certificate,
    host: 'localhost',
    port: (way.address() as AddressInfo).port,
    ...options,
  });
  client.on('error', () => {});
  const [socket] = await once(way, 'connection');
  let flight = Buffer.alloc(0);
  while (!endsInData(flight)) {
    const [chunk] = await once(socket, 'data');
    flight = Buffer.concat([flight, chunk]);
  }
  client.destroy();
  socket.destroy();
  way.close();
  return flight;
}

/** Whether these are whole records, the last of which hides its content. RFC 8446 §5.1 */
function endsInData(bytes: Buffer): boolean {
  let last = 0;
  let start = 0;
  for (; start + 5 <= bytes.length; start += 5 + bytes.readUInt16BE(start + 3)) last = bytes[start] ?? 0;
  return start === bytes.length && last === 23;
}

/** Sends these bytes and nothing else, and waits for the server to hang up. */
export async function deliver(port: number, bytes: Buffer): Promise<void> {
  const socket = connectTcp(port, 'localhost');
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'data');
  socket.end();
  socket.resume();
  await once(socket, 'close');
}
