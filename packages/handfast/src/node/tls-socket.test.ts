import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, duplexPair } from 'node:stream';
import { connect as connectNative, createServer as createNative } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { PeerAlert, ProtocolError } from '../base/errors.ts';
import { late } from '../crypto/testing/late.ts';
import { serverConnection } from '../engine/server-config.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { createDevelopmentCa, type DevelopmentCa } from '../x509/create/development-ca.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { keyLogFile } from './key-log.ts';
import { type CreateServerOptions, createServer, createServerConfig, type TlsServer } from './server.ts';
import { TlsSocket } from './tls-socket.ts';

// Sockets live in real time, and so do their certificates.
const authority: DevelopmentCa = await createDevelopmentCa(nodeProvider, { now: Date.now() });
const leaf = await authority.issue(['localhost', '127.0.0.1']);
const ca = authority.certificate;
const identity = { cert: leaf.chain, key: leaf.key };
const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;

const open: (Duplex | Server)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) {
    // What is cut off here has a right to complain, but nobody to listen.
    one.on('error', () => {});
    if ('destroy' in one) one.destroy();
    else one.close();
  }
});

/** A listening server and its port; clients that fail are the test's business. */
async function listening(
  options: Partial<CreateServerOptions> = {},
  listener?: (socket: TlsSocket) => void,
): Promise<[TlsServer, number]> {
  const server = createServer({ ...identity, ...options }, (socket) => {
    open.push(socket);
    listener?.(socket);
  });
  open.push(server);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, (server.address() as AddressInfo).port];
}

function dial(port: number, options: Partial<ConnectOptions> = {}): TlsSocket {
  const socket = connect({ host: '127.0.0.1', port, ca, ...options });
  open.push(socket);
  return socket;
}

const echo = (socket: TlsSocket): void => void socket.pipe(socket);

/** Everything that a stream says until its end. It may go on to speak: an iterator would destroy it. */
async function everything(stream: Duplex): Promise<string> {
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(stream, 'end');
  return text;
}

/** The error that a stream ends in. */
const failure = async (stream: Duplex): Promise<Error & { code?: string }> => (await once(stream, 'error'))[0] as Error;

/** Both ends of a connection over any pair of streams. */
function over(
  [one, other]: readonly [Duplex, Duplex],
  options: Partial<ConnectOptions & CreateServerOptions> = {},
): [TlsSocket, TlsSocket] {
  const { crypto, allowHalfOpen } = options;
  const client = connect({ host: 'localhost', ca, socket: one, ...options });
  const config = createServerConfig({ ...identity, crypto });
  const server = new TlsSocket(serverConnection(config, { now: Date.now() }), other, allowHalfOpen);
  open.push(client, server);
  return [client, server];
}

describe('[A27] RFC 8446 §1: any reliable stream carries it', () => {
  test('TCP', async () => {
    const [, port] = await listening({}, echo);
    const socket = dial(port);
    const [info] = await once(socket, 'secureConnect');
    expect(info).toMatchObject({ version: 'TLS 1.3' });
    socket.end('through TCP');
    expect(await everything(socket)).toBe('through TCP');
  });

  test('a UNIX socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handfast-'));
    const server = createServer(identity, echo);
    open.push(server);
    server.listen(join(folder, 'socket'));
    await once(server, 'listening');
    const socket = connect({ host: 'localhost', ca, socket: connectTcp(join(folder, 'socket')) });
    open.push(socket);
    socket.end('through a file');
    expect(await everything(socket)).toBe('through a file');
    rmSync(folder, { recursive: true });
  });

  test('a pair of streams in memory', async () => {
    const [client, server] = over(duplexPair());
    server.pipe(server);
    client.end('in memory');
    expect(await everything(client)).toBe('in memory');
  });

  test('another TLS connection', async () => {
    const [outerClient, outerServer] = over(duplexPair());
    const [client, server] = over([outerClient, outerServer]);
    server.pipe(server);
    client.end('inside');
    expect(await everything(client)).toBe('inside');
    expect(outerClient.info?.version).toBe('TLS 1.3');
  });
});

describe('RFC 8446 §6.1: the ends of a connection', () => {
  test('either side may stop first, if both allow that the other goes on', async () => {
    const [client, server] = over(duplexPair(), { allowHalfOpen: true });
    server.end('all I have to say');
    expect(await everything(client)).toBe('all I have to say');
    client.end('and still an answer');
    expect(await everything(server)).toBe('and still an answer');
  });

  test('[G07] a transport that is cut is no end of data', async () => {
    const [near, far] = duplexPair();
    const [client, server] = over([near, far]);
    await once(client, 'secureConnect');
    const failed = Promise.all([failure(client), failure(server)]);
    near.push(null);
    const truncated = { code: 'truncated_connection' };
    expect(await failed).toMatchObject([truncated, truncated]);
  });

  test('what came before a clean end can be read when the transport is gone already', async () => {
    const [near, far] = duplexPair();
    const [client, server] = over([near, far]);
    const gone = once(near, 'close');
    server.pipe(server);
    client.end('read me later');
    await gone;
    expect(await everything(client)).toBe('read me later');
  });

  test('a server is told of clients that hang up in the middle, and goes on', async () => {
    const [server, port] = await listening({}, echo);
    const raw = connectTcp(port, '127.0.0.1');
    raw.end(Buffer.from([22, 3, 1]));
    const [error] = await once(server, 'tlsClientError');
    expect(error).toMatchObject({ code: 'truncated_connection' });
    const socket = dial(port);
    socket.end('still there');
    expect(await everything(socket)).toBe('still there');
  });

  test('a handshake that nobody answers is given up', async () => {
    const silent = createTcpServer((socket: Socket) => void open.push(socket));
    open.push(silent);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const socket = dial((silent.address() as AddressInfo).port, { handshakeTimeout: 20 });
    expect(await failure(socket)).toMatchObject({ code: 'handshake_timeout' });
  });

  test('the last alert arrives before the transport is closed', async () => {
    const [server, port] = await listening({ protocols: ['h2'] });
    const told = once(server, 'tlsClientError');
    const error = await failure(dial(port, { protocols: ['h3'] }));
    expect(error).toBeInstanceOf(PeerAlert);
    expect(error).toMatchObject({ alert: 'no_application_protocol' });
    expect((await told)[0]).toMatchObject({ code: 'no_common_protocol' });
  });

  test('a peer that speaks something else gets an alert, and we a sentence', async () => {
    const [server, port] = await listening();
    const told = once(server, 'tlsClientError');
    const raw = connectTcp(port, '127.0.0.1');
    raw.write('GET / HTTP/1.1\r\n\r\n');
    const [alert] = await once(raw, 'data');
    expect([...(alert as Uint8Array)]).toEqual([21, 3, 3, 0, 2, 2, 10]);
    expect(String((await told)[0])).toContain('the peer may not speak TLS');
    raw.destroy();
  });

  test('[G10] RFC 8446 §6.2: a server that nobody trusts is refused in words', async () => {
    const [server, port] = await listening();
    const told = once(server, 'tlsClientError');
    const stranger = await createDevelopmentCa(nodeProvider, { now: Date.now(), commonName: 'Somebody else' });
    const error = await failure(dial(port, { ca: stranger.certificate }));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: 'unknown_issuer' });
    expect((await told)[0]).toMatchObject({ alert: 'unknown_ca' });
  });
});

describe('flow', () => {
  test('each flight is one write', async () => {
    const [near, far] = duplexPair();
    const writes = { client: 0, server: 0 };
    const counted = (stream: Duplex, side: keyof typeof writes): Duplex => {
      const write = stream.write.bind(stream);
      stream.write = ((...all: Parameters<typeof write>) => {
        writes[side]++;
        return write(...all);
      }) as typeof stream.write;
      return stream;
    };
    const [client, server] = over([counted(near, 'client'), counted(far, 'server')]);
    await Promise.all([once(client, 'secureConnect'), once(server, 'secureConnect')]);
    expect(writes).toEqual({ client: 2, server: 1 });
  });

  test('a peer that does not read stops us from taking more, with little in memory', async () => {
    const [client, server] = over(duplexPair());
    await once(client, 'secureConnect');
    let taken = 0;
    const chunk = Buffer.alloc(64 * 1024);
    client.on('error', () => {});
    const accept = (): void => {
      while (taken < 64 * 2 ** 20) {
        taken += chunk.length;
        if (!client.write(chunk)) {
          client.once('drain', accept);
          return;
        }
      }
    };
    accept();
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(2 ** 20);
    expect(server.readableLength).toBeLessThan(512 * 1024);
    // As soon as somebody reads, it goes on.
    const before = taken;
    server.resume();
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeGreaterThan(before);
  });

  test('what is written before the handshake is finished waits, and the stream says that it is full', async () => {
    const [near] = duplexPair();
    const client = connect({ host: 'localhost', ca, socket: near });
    open.push(client);
    let full = false;
    for (let i = 0; i < 10 && !full; i++) full = !client.write(Buffer.alloc(16 * 1024));
    expect(full).toBe(true);
  });

  test('megabytes arrive whole in both directions at once', async () => {
    const [, port] = await listening({}, echo);
    const socket = dial(port);
    const sent = Buffer.alloc(4 * 2 ** 20, 'some text that does not repeat at powers of two. ');
    socket.end(sent);
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    await once(socket, 'end');
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
  });

  test('a provider that answers late loses nothing, not even the last word', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const [client, server] = over(duplexPair(), { crypto: late(nodeProvider, seed) });
      server.pipe(server);
      for (let i = 0; i < 20; i++) client.write(`${i} `);
      client.end('the end');
      expect(await everything(client)).toBe(`${Array.from({ length: 20 }, (_, i) => i).join(' ')} the end`);
    }
  });

  test('keys change under way', async () => {
    const [client, server] = over(duplexPair());
    server.pipe(server);
    await once(client, 'secureConnect');
    client.write('before ');
    client.updateKeys(true);
    client.end('and after');
    expect(await everything(client)).toBe('before and after');
  });
});

describe('around the sockets', () => {
  test('a server takes another certificate for the clients that come from now on', async () => {
    const [server, port] = await listening({}, echo);
    const renewed = await authority.issue(['localhost', '127.0.0.1', 'renewed.test']);
    server.setConfig(createServerConfig({ cert: renewed.chain, key: renewed.key }));
    const socket = dial(port, { serverName: 'renewed.test' });
    socket.end('new');
    expect(await everything(socket)).toBe('new');
  });

  test('[D17] the key log is a file that only its owner can read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handfast-'));
    const path = join(folder, 'keys.log');
    const [, port] = await listening({}, echo);
    const socket = dial(port, { observer: keyLogFile(path) });
    socket.end('x');
    await everything(socket);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toContain('SERVER_TRAFFIC_SECRET_0');
    rmSync(folder, { recursive: true });
  });

  test('RFC 8446 §7.5: both ends export the same keying material', async () => {
    const [client, server] = over(duplexPair());
    await Promise.all([once(client, 'secureConnect'), once(server, 'secureConnect')]);
    const context = Buffer.from('context');
    expect(client.exportKeyingMaterial('EXPORTER-test', context, 32)).toEqual(
      server.exportKeyingMaterial('EXPORTER-test', context, 32),
    );
  });

  test('options that cannot work are refused at once', () => {
    expect(() => createServer({ cert: leaf.chain })).toThrow('cert and key must be given together');
    expect(() => createServer({})).toThrow('credentials');
    expect(() => connect({ ca: '' })).toThrow('no certificate among the roots');
    expect(() => connect({ ca, cert: leaf.chain, key: 'no key at all' })).toThrow('no private key');
    expect(() => connect({ ca, groups: [] })).toThrow('group');
  });

  test('node:tls understands us, and we it', async () => {
    const [, port] = await listening({ protocols: ['h2'] }, echo);
    const native = connectNative({
      host: '127.0.0.1',
      port,
      ca: pem('CERTIFICATE', ca),
      servername: 'localhost',
      ALPNProtocols: ['h2'],
    });
    open.push(native);
    native.end('from node:tls');
    expect(await everything(native)).toBe('from node:tls');
    expect(native.alpnProtocol).toBe('h2');

    const server = createNative(
      { cert: pem('CERTIFICATE', leaf.chain[0] as Uint8Array), key: pem('PRIVATE KEY', leaf.pkcs8) },
      (socket) => void socket.pipe(socket),
    );
    open.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = dial((server.address() as AddressInfo).port);
    socket.end('to node:tls');
    expect(await everything(socket)).toBe('to node:tls');
  });
});
