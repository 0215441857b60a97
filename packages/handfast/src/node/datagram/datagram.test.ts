import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { serverCredential } from '../../engine/testing/fixtures.ts';
import { MemoryStore } from '../../session/index.ts';
import {
  connectDatagram,
  createDatagramServer,
  type DatagramServer,
  type DatagramSocket,
  type DatagramTransport,
} from '../index.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const future = { credentials: [serverCredential] } as const;

async function listening(options: Partial<Parameters<typeof createDatagramServer>[0]> = {}): Promise<DatagramServer> {
  const server = createDatagramServer({ ...future, ...options }, (socket) =>
    socket.on('message', (data) => socket.send(data)),
  );
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function client(server: DatagramServer, options: Partial<Parameters<typeof connectDatagram>[0]> = {}): DatagramSocket {
  const { port } = server.address();
  const socket = connectDatagram({ host: '127.0.0.1', port, insecureAcceptAnyCertificate: true, ...options });
  open.push(socket);
  return socket;
}

test.each(['DTLS 1.2', 'DTLS 1.3'] as const)(
  '[A25] %s over UDP: what is sent comes back, one datagram at a time',
  async (version) => {
    const server = await listening();
    const sockets = Array.from({ length: 5 }, () => client(server, { versions: [version] }));
    const echoes = await Promise.all(
      sockets.map((socket, i) => {
        socket.send(`number ${i}`);
        return once(socket, 'message') as Promise<[Uint8Array]>;
      }),
    );
    expect(echoes.map(([data]) => Buffer.from(data).toString())).toEqual(sockets.map((_, i) => `number ${i}`));
    expect(sockets[0]?.info?.version).toBe(version);
    expect(server.connections).toBe(5);
    const label = 'EXPORTER-test';
    expect(sockets[0]?.exportKeyingMaterial(label, undefined, 20)).toHaveLength(20);
  },
);

test('[A25] RFC 6347 §4.2.1: a server keeps nothing of those who do not answer, and sends them little', () => {
  const [left, right] = wire();
  const server = createDatagramServer({ ...future, transport: right });
  open.push(server);
  const sizes: number[] = [];
  const answers: number[] = [];
  const mute = {
    ...left,
    send: (hello: Uint8Array) => {
      sizes.push(hello.length);
      right.onMessage?.(hello, 'victim');
    },
  };
  right.send = (answer) => {
    answers.push(answer.length);
  };
  const socket = connectDatagram({ transport: mute, address: 'right', insecureAcceptAnyCertificate: true });
  return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    socket.destroy();
    expect([sizes.length, answers.length, server.connections]).toEqual([1, 1, 0]);
    expect(answers[0]).toBeLessThan(3 * (sizes[0] as number));
  });
});

test.each([
  { cookies: false, fate: 'accepted' },
  { cookies: true, fate: 'rejected' },
])('RFC 9147 §4.2.1: early data is heard once, cookies: $cookies', async ({ cookies, fate }) => {
  const heard: [string, boolean][] = [];
  const server = createDatagramServer({ ...future, cookies, earlyData: { most: 1000 } }, (socket) =>
    socket.on('message', (data, early) => {
      heard.push([Buffer.from(data).toString(), early]);
      socket.send(data);
    }),
  );
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sessions = new MemoryStore();
  for (const text of ['first', 'second']) {
    const socket = client(server, { serverName: 'server.test', sessions, earlyData: Buffer.from(text) });
    const [echo] = (await once(socket, 'message')) as [Uint8Array];
    expect(Buffer.from(echo).toString()).toBe(text);
    expect(socket.info?.earlyData).toBe(text === 'first' ? 'none' : fate);
    // Tickets follow the handshake.
    await vi.waitFor(() => expect([...sessions.sessions()].length).toBeGreaterThan(0));
    socket.close();
  }
  expect(heard).toEqual([
    ['first', false],
    ['second', !cookies],
  ]);
});

test('RFC 6347 §4.2.1: there is a limit to how many handshakes go on at a time', async () => {
  const server = await listening({ halfOpen: 0 });
  const socket = client(server, { datagrams: { first: 20, attempts: 3 } });
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error).toHaveProperty('code', 'no_answer');
});

test('[A26] RFC 5238, RFC 6083: any transport for datagrams will do', async () => {
  const [left, right] = wire();
  const server = createDatagramServer({ ...future, transport: right }, (socket) =>
    socket.on('message', (data) => socket.send(data)),
  );
  open.push(server);
  const socket = connectDatagram({ transport: left, address: 'right', insecureAcceptAnyCertificate: true });
  open.push(socket);
  socket.send('over anything');
  const [data] = (await once(socket, 'message')) as [Uint8Array];
  expect(Buffer.from(data).toString()).toBe('over anything');
});

test.each([
  ['DCCP, RFC 5238 §3', 0.2],
  ['SCTP, RFC 6083 §3', 0],
])('[A26] %s: a socket with a connection of its own carries both ends', async (_, lost) => {
  const [near, far] = connectedSockets(lost);
  const times = { datagrams: { first: 10 } };
  const server = createDatagramServer({ ...future, ...times, transport: overConnected(far) }, (socket) =>
    socket.on('message', (data) => socket.send(data)),
  );
  open.push(server);
  const over = { transport: overConnected(near), address: 'peer' };
  const socket = connectDatagram({ ...times, ...over, insecureAcceptAnyCertificate: true });
  open.push(socket);
  await once(socket, 'secureConnect');
  const again = setInterval(() => socket.send('over a connection'), 5);
  const [data] = (await once(socket, 'message')) as [Uint8Array];
  clearInterval(again);
  expect(Buffer.from(data).toString()).toBe('over a connection');
});

/** What sockets of the kernel do that know one peer alone, and keep the borders of messages. */
interface ConnectedSocket {
  write(message: Uint8Array): void;
  onRead: ((message: Uint8Array) => void) | undefined;
}

/** Both ends of a connection that loses this share of all messages: evenly, so that tests do not depend on luck. */
function connectedSockets(lost: number): readonly [ConnectedSocket, ConnectedSocket] {
  const sides: [ConnectedSocket, ConnectedSocket] = [side(() => sides[1]), side(() => sides[0])];
  let count = 0;
  function side(other: () => ConnectedSocket): ConnectedSocket {
    const write = (message: Uint8Array): void => {
      count++;
      const copy = new Uint8Array(message);
      if (lost === 0 || count % Math.round(1 / lost) !== 0) setImmediate(() => other().onRead?.(copy));
    };
    return { write, onRead: undefined };
  }
  return sides;
}

/** There is one address: whoever is at the other end. */
function overConnected(socket: ConnectedSocket): DatagramTransport {
  const transport: DatagramTransport = {
    send: (datagram) => socket.write(datagram),
    close: () => undefined,
    onMessage: undefined,
    onError: undefined,
  };
  socket.onRead = (message) => transport.onMessage?.(message, 'peer');
  return transport;
}

/** Two ends that hear each other. */
function wire() {
  const end = (name: string) => ({
    onMessage: undefined as ((datagram: Uint8Array, from: string) => void) | undefined,
    onError: undefined,
    close: () => undefined,
    send(datagram: Uint8Array, to: string): void {
      queueMicrotask(() => ends[to]?.onMessage?.(datagram, name));
    },
  });
  const ends: Record<string, ReturnType<typeof end>> = {};
  const [left, right] = [end('left'), end('right')];
  Object.assign(ends, { left, right });
  return [left, right] as const;
}

describe.each(['DTLS 1.2', 'DTLS 1.3'] as const)('a client of %s with a connection ID', (version) => {
  /** A client that sends from `first`, and from `second` when told so. */
  async function movable() {
    const ids = { connectionIdLength: 8 };
    const ends = new Map<string, ReturnType<typeof wire>[0]>();
    const server = { ...end('server', ends) };
    const first = end('first', ends);
    const second = end('second', ends);
    const third = end('third', ends);
    ends.set('server', server).set('first', first).set('second', second).set('third', third);
    const answers: string[] = [];
    const accepted = createDatagramServer({ ...future, transport: server, datagrams: ids }, (socket) =>
      socket.on('message', (data) => socket.send(data)),
    );
    open.push(accepted);
    const way = { from: first };
    const transport = { ...first, send: (datagram: Uint8Array, to: string) => way.from.send(datagram, to) };
    for (const [name, place] of Object.entries({ first, second })) {
      place.onMessage = (datagram, sender) => {
        answers.push(name);
        transport.onMessage?.(datagram, sender);
      };
    }
    const options = { versions: [version], datagrams: ids, insecureAcceptAnyCertificate: true } as const;
    const socket = connectDatagram({ ...options, transport, address: 'server' });
    open.push(socket);
    const echo = async (text: string): Promise<string | undefined> => {
      socket.send(text);
      const [data] = (await once(socket, 'message')) as [Uint8Array];
      expect(Buffer.from(data).toString()).toBe(text);
      return answers.at(-1);
    };
    expect(await echo('here')).toBe('first');
    return { way, first, second, third, echo, accepted, socket };
  }

  test('RFC 9146 §6, RFC 9853 §5.1: may move, once it was seen to hear what is sent there', async () => {
    const { way, second, echo, accepted, socket } = await movable();
    expect(socket.checksPaths).toBe(true);
    way.from = second;
    await echo('there');
    expect(await echo('and there again')).toBe('second');
    expect(accepted.connections).toBe(1);
  });

  test('RFC 9853 §6.2: stays where it is when somebody else passes on what it says', async () => {
    const { way, first, third, echo, accepted } = await movable();
    let lured = 0;
    third.onMessage = () => void lured++;
    way.from = third;
    await echo('on a detour');
    await vi.waitFor(() => expect(lured).toBe(1));
    way.from = first;
    expect(await echo('and directly')).toBe('first');
    expect([lured, accepted.connections]).toEqual([1, 1]);
  });
});

function end(name: string, ends: ReadonlyMap<string, ReturnType<typeof wire>[0]>): ReturnType<typeof wire>[0] {
  return {
    onMessage: undefined,
    onError: undefined,
    close: () => undefined,
    send(datagram: Uint8Array, to: string): void {
      queueMicrotask(() => ends.get(to)?.onMessage?.(datagram, name));
    },
  };
}
