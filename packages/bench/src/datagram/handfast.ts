/** Handfast under measurement: one server for all clients, options parsed once. Nobody says goodbye: werift cannot. */

import { once } from 'node:events';
import { connectDatagramConfig, connectDatagramWith, createDatagramServer, type DatagramSocket } from 'handfast/node';
import type { NegotiableVersionName } from 'handfast/registry';
import type { Credentials } from '../implementations/implementation.ts';
import { inTime, type Subject } from './subject.ts';

export async function handfast(version: NegotiableVersionName, { ca, cert, key }: Credentials): Promise<Subject> {
  let received = 0;
  let latest: DatagramSocket | undefined;
  const server = createDatagramServer({ cert, key, tickets: false }, (socket) => {
    latest?.destroy();
    latest = socket.on('message', (bytes) => {
      received += bytes.length;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const config = connectDatagramConfig({ versions: [version], groups: ['x25519', 'secp256r1'], ca });
  return {
    name: `handfast, ${version}`,
    async join() {
      const socket = connectDatagramWith(config, { host: '127.0.0.1', port, serverName: 'localhost' });
      await inTime((done, failed) => socket.once('secureConnect', done).once('error', failed));
      return { send: (data) => socket.send(data), received: () => received, close: () => socket.destroy() };
    },
    close: () => server.close(),
  };
}
