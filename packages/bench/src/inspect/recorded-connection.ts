/** What one connection of node:tls sends over the wire, in the order in which it came. */

import { once } from 'node:events';
import { connect as dial, createServer as listen, type Server, type Socket } from 'node:net';
import { connect, createServer } from 'node:tls';
import { makeCredentials } from '../credentials.ts';

export interface Portion {
  readonly direction: 0 | 1;
  readonly bytes: Uint8Array;
}

/** The client asks, the server sends so many bytes; both say goodbye. */
export async function recordedConnection(payload: number): Promise<readonly Portion[]> {
  const { cert, key } = await makeCredentials();
  const portions: Portion[] = [];
  const server = createServer({ cert, key }, (socket) => {
    socket.once('data', () => socket.end(Buffer.alloc(payload, 0x5a)));
  });
  const relay = listen({ allowHalfOpen: true }, (near) => {
    const far = dial({ port: portOf(server), host: '127.0.0.1', allowHalfOpen: true });
    pass(near, far, 0, portions);
    pass(far, near, 1, portions);
  });
  for (const one of [server, relay]) await once(one.listen(0, '127.0.0.1'), 'listening');
  const client = connect({ port: portOf(relay), host: '127.0.0.1', rejectUnauthorized: false });
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  client.resume();
  await once(client, 'close');
  for (const one of [server, relay]) one.close();
  return portions;
}

function pass(from: Socket, to: Socket, direction: 0 | 1, portions: Portion[]): void {
  from.on('data', (bytes: Uint8Array) => portions.push({ direction, bytes: new Uint8Array(bytes) }));
  from.on('error', () => to.destroy());
  from.pipe(to);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
