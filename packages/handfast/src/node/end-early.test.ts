import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { connect } from './connect.ts';
import { createServer } from './server.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const credentials = [await authority.issue(['localhost'])];

test.each(['TLS 1.2', 'TLS 1.3'] as const)(
  'a client of %s that ends at once still hears the server',
  async (version) => {
    const server = createServer({ credentials, versions: [version] }, (socket) => {
      socket.resume();
      socket.end('hello');
    });
    server.listen(0);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const client = connect({ ca: authority.certificate, host: 'localhost', port });
    client.end();
    let heard = '';
    client.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    await once(client, 'close');
    expect(heard).toBe('hello');
  },
);
