import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectNative, createServer as createNative, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { encodePem } from '../asn1/pem.ts';
import type { ConnectionInfo } from '../engine/info.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { connect } from './connect.ts';
import { type CreateServerOptions, createServer } from './server.ts';
import type { TlsSocket } from './tls-socket.ts';

const authority = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const leaf = await authority.issue(['localhost', '127.0.0.1']);
const ca = authority.certificate;
const secure = { versions: ['TLS 1.2'], renegotiation: 'secure' } as const;

const open: (Duplex | Server)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) {
    one.on('error', () => {});
    if ('destroy' in one) one.destroy();
    else one.close();
  }
});

function opened<T extends Duplex | Server>(one: T): T {
  open.push(one);
  return one;
}

async function listening(options: Partial<CreateServerOptions> = {}): Promise<[Promise<TlsSocket>, number]> {
  const server = opened(createServer({ cert: leaf.chain, key: leaf.key, ...secure, ...options }));
  server.listen(0, '127.0.0.1');
  const client = once(server, 'secureConnection').then(([socket]) => opened(socket as TlsSocket));
  await once(server, 'listening');
  return [client, (server.address() as AddressInfo).port];
}

async function heard(socket: Duplex, length: number): Promise<string> {
  let text = '';
  while (text.length < length) text += String((await once(socket, 'data'))[0]);
  return text;
}

test('[I01] RFC 5246 §7.4.1.1: both sides of a socket can renegotiate, and what is written meanwhile waits', async () => {
  const [accepted, port] = await listening();
  const client = opened(connect({ host: '127.0.0.1', port, ca, ...secure }));
  const [server] = await Promise.all([accepted, once(client, 'secureConnect')]);
  for (const side of [client, server]) {
    const news = Promise.all([once(client, 'renegotiated'), once(server, 'renegotiated')]);
    side.renegotiate();
    client.write('from the client');
    server.write('from the server');
    expect(await Promise.all([heard(server, 15), heard(client, 15)])).toEqual(['from the client', 'from the server']);
    const [[info]] = (await news) as [[ConnectionInfo], [ConnectionInfo]];
    expect(info).toMatchObject({ version: 'TLS 1.2', resumed: false });
  }
});

test('[I05] RFC 5246 §7.2.2: a socket says that the peer does not want to', async () => {
  const [accepted, port] = await listening({ renegotiation: 'refuse' });
  const client = opened(connect({ host: '127.0.0.1', port, ca, ...secure }));
  const [server] = await Promise.all([accepted, once(client, 'secureConnect')]);
  const refused = once(client, 'renegotiationRefused');
  client.renegotiate();
  client.write('after all');
  await refused;
  expect(await heard(server, 9)).toBe('after all');
});

test('[I04] RFC 5746 §3.7: a client of node:tls renegotiates with our server', async () => {
  const [accepted, port] = await listening();
  const client = opened(
    connectNative({ host: '127.0.0.1', port, ca: encodePem('CERTIFICATE', ca), maxVersion: 'TLSv1.2' }),
  );
  const [server] = await Promise.all([accepted, once(client, 'secureConnect')]);
  const news = once(server, 'renegotiated');
  await new Promise<void>((resolve, reject) => {
    client.renegotiate({}, (error) => (error === null ? resolve() : reject(error)));
  });
  await news;
  client.write('after');
  expect(await heard(server, 5)).toBe('after');
});

test('[I04] RFC 5746 §3.5: our client renegotiates with a server of node:tls, whoever begins', async () => {
  const key = encodePem('PRIVATE KEY', leaf.pkcs8);
  const native = opened(
    createNative({ cert: encodePem('CERTIFICATE', leaf.chain[0] as Uint8Array), key, maxVersion: 'TLSv1.2' }),
  );
  native.listen(0, '127.0.0.1');
  const arrived = once(native, 'secureConnection') as Promise<[TLSSocket]>;
  await once(native, 'listening');
  const { port } = native.address() as AddressInfo;
  const client = opened(connect({ host: '127.0.0.1', port, ca, ...secure }));
  const [[server]] = await Promise.all([arrived, once(client, 'secureConnect')]);
  opened(server);
  const ours = once(client, 'renegotiated');
  client.renegotiate();
  await ours;
  const theirs = once(client, 'renegotiated');
  server.renegotiate({}, () => {});
  await theirs;
  client.write('after');
  expect(await heard(server, 5)).toBe('after');
});

test('RFC 5246 §7.4.4: a server asks clients for a certificate when it needs one, ours and those of node:tls', async () => {
  const person = await authority.issue(['client.test'], { usages: ['clientAuth'] });
  const [cert] = person.chain as readonly [Uint8Array];
  const files = { cert: encodePem('CERTIFICATE', cert), key: encodePem('PRIVATE KEY', person.pkcs8) };
  for (const dial of [
    (port: number) => connect({ host: '127.0.0.1', port, ca, ...secure, ...files }),
    (port: number) =>
      connectNative({ host: '127.0.0.1', port, ca: encodePem('CERTIFICATE', ca), maxVersion: 'TLSv1.2', ...files }),
  ]) {
    const [accepted, port] = await listening({ ca });
    const client = opened(dial(port) as Duplex);
    client.resume();
    const server = await accepted;
    const peer = await server.requestClientCertificate(true);
    expect(peer?.chain[0]?.der).toEqual(cert);
    expect(server.info?.peer?.chain[0]?.der).toEqual(cert);
  }
});
