import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serverCredential } from '../engine/testing/fixtures.ts';
import { encodePublicKey } from '../x509/public-key.ts';
import { connect, connectConfig } from './connect.ts';
import { createServer } from './server.ts';

const { key } = serverCredential;
const trustedKeys = [encodePublicKey(key.info)];

test('RFC 7250: whoever names keys trusts no roots beside them that it has not named', () => {
  expect(connectConfig({ trustedKeys }).peerCertificateTypes).toEqual(['RawPublicKey']);
  expect(connectConfig({}).peerCertificateTypes).toEqual(['X509']);
});

test('RFC 7250: a key on both ends of a socket', async () => {
  const server = createServer({ credentials: [{ key }] }, (socket) => void socket.end('by key'));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, trustedKeys });
  onTestFinished(() => void socket.destroy());
  const [data] = (await once(socket, 'data')) as [Uint8Array];
  expect(`${data}`).toBe('by key');
  expect(socket.info?.peer?.publicKey?.der).toEqual(trustedKeys[0]);
});
