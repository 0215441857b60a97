import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { connect } from './connect.ts';
import { createServer } from './server.ts';
import type { TlsSocket } from './tls-socket.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const credentials = [await authority.issue(['localhost'])];
const ca = authority.certificate;

/** Both ends of a connection. */
async function joined(): Promise<{ client: TlsSocket; server: TlsSocket }> {
  const listening = createServer({ credentials, ca });
  listening.listen(0);
  await once(listening, 'listening');
  onTestFinished(() => void listening.close());
  const { port } = listening.address() as AddressInfo;
  const client = connect({ ca, host: 'localhost', port, credentials, postHandshakeAuthentication: true });
  client.on('error', () => {});
  onTestFinished(() => void client.destroy());
  const [server] = (await once(listening, 'secureConnection')) as [TlsSocket];
  server.on('error', () => {});
  client.resume();
  server.resume();
  return { client, server };
}

test('RFC 8446 §4.6.2: a server asks for a certificate when it needs one', async () => {
  const { server } = await joined();
  expect(server.info?.peer).toBeUndefined();
  const peer = await server.requestClientCertificate();
  expect(peer?.chain).toHaveLength(1);
  expect(server.info?.peer).toBe(peer);
});

test('a client that leaves instead of answering is an error', async () => {
  const { client, server } = await joined();
  const asked = server.requestClientCertificate();
  client.destroy();
  await expect(asked).rejects.toThrow();
});
