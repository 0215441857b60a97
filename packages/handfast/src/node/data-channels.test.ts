/** What FTP over TLS asks of TLS: data channels that resume the session of their control channel. RFC 4217 §10 */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { TicketKeyRing } from '../session/ticket-key-ring.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { createServer, type TlsServer } from './server.ts';
import type { TlsSocket } from './tls-socket.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const credentials = [await authority.issue(['localhost'])];
const open: (TlsSocket | TlsServer)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) {
    if ('destroy' in one) one.destroy();
    else one.close();
  }
});

/** A control channel, and a listener for data that says nothing to strangers. They share what servers of one host share. */
async function strictServer(): Promise<{ readonly control: number; readonly data: number }> {
  const shared = {
    credentials,
    tickets: { sealer: new TicketKeyRing({ crypto: nodeProvider }) },
    sessionCache: new MemoryStore(),
  };
  const control = createServer(shared, (socket) => {
    open.push(socket);
    socket.on('error', () => {});
    socket.write('220 ready\r\n');
  });
  const data = createServer(shared, (socket) => {
    socket.on('error', () => {});
    if (socket.info?.resumed) socket.end('a file');
    else socket.destroy();
  });
  open.push(control, data);
  for (const server of [control, data]) await once(server.listen(0), 'listening');
  const [first, second] = [control.address() as AddressInfo, data.address() as AddressInfo];
  return { control: first.port, data: second.port };
}

const dial = (options: ConnectOptions): TlsSocket => {
  const socket = connect({ ca: authority.certificate, host: 'localhost', ...options });
  open.push(socket);
  return socket;
};

/** What comes through a data channel, or the code of what ends it. */
async function transfer(options: ConnectOptions): Promise<string> {
  const socket = dial(options);
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', (error: Error & { code?: string }) => (heard = error.code ?? error.message));
  socket.end();
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
}

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  '[H32] RFC 4217 §10: a server that insists on resumption gives twelve files one after another, and none to strangers, in %s',
  async (version) => {
    const server = await strictServer();
    const same = { versions: [version], sessions: new MemoryStore(), origin: 'the host' };
    const control = dial({ ...same, port: server.control });
    await once(control, 'data');
    const files: string[] = [];
    for (let i = 0; i < 12; i++) files.push(await transfer({ ...same, port: server.data }));
    expect(files).toEqual(Array.from({ length: 12 }, () => 'a file'));
    expect(control.destroyed).toBe(false);
    const stranger = { ...same, sessions: new MemoryStore(), port: server.data };
    expect(await transfer(stranger)).toMatch(/truncated_connection|ECONNRESET|EPIPE/);
  },
);
