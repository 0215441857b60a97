import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { connect } from './connect.ts';
import { createServer } from './server.ts';
import type { TlsSocket } from './tls-socket.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const credentials = [await authority.issue(['localhost'])];
const ca = authority.certificate;

test('RFC 8446 §2.3: a server answers early data before the client has finished', async () => {
  const server = createServer({ credentials, halfRttData: true, earlyData: { most: 1000 } });
  const answeredBefore: boolean[] = [];
  server.on('halfOpenConnection', (socket: TlsSocket) => {
    socket.once('data', (chunk: Buffer) => {
      answeredBefore.push(socket.info === undefined);
      socket.end(`echo ${chunk.toString()}`);
    });
  });
  server.listen(0);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const sessions = new MemoryStore();
  for (const earlyData of ['accepted', 'rejected']) {
    const client = connect({ ca, host: 'localhost', port, sessions, earlyData: Buffer.from('hello') });
    let heard = '';
    client.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    client.once('secureConnect', () => client.end());
    await once(client, 'close');
    expect(heard, earlyData).toBe('echo hello');
  }
  expect(answeredBefore).toEqual([false, true]);
});
