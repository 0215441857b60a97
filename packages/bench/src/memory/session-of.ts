/** A session of TLS 1.2 as a server keeps it: of a client without a certificate. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import type { Credentials } from '../implementations/implementation.ts';

/** Makes one, and gives the bytes that the store got. */
export async function sessionOf({ ca, cert, key }: Credentials): Promise<Uint8Array> {
  const sessionCache = new MemoryStore();
  const server = createServer({ cert, key, tickets: false, sessionCache, versions: ['TLS 1.2'] }, (socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    socket.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ ca, host: '127.0.0.1', port, serverName: 'localhost', sessions: new MemoryStore() });
  socket.resume();
  socket.end();
  await once(socket, 'close');
  server.close();
  const [session] = sessionCache.sessions();
  if (session === undefined) throw new Error('the server kept no session');
  return session.value;
}
