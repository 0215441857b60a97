/** What unauthenticated peers do to a server. Each attack is one peer; how many there are is the attacker's affair. */

import { connect, type Socket } from 'node:net';
import { type ClientConfig, clientConnection } from 'handfast';
import { connectConfig, connectWith, type TlsSocket } from 'handfast/node';
import type { Credentials } from '../implementations/implementation.ts';

/** What an attack needs to know. */
export interface Scene {
  readonly port: number;
  readonly config: ClientConfig;
  /** With a chain longer than anybody takes. */
  readonly giant: ClientConfig;
  /** Wants one handshake after another. */
  readonly renegotiating: ClientConfig;
  readonly hello: Uint8Array;
}

export interface Attack {
  readonly title: string;
  /** New peers in a second, when all attacks go on at once. */
  readonly rate: number;
  /** Begins one peer, and says when it is over. */
  begin(scene: Scene): Promise<void>;
}

export function sceneOf(credentials: Credentials, port: number): Scene {
  const { ca, cert, key } = credentials;
  const config = connectConfig({ ca });
  const chain = cert + ca.repeat(300);
  const connection = clientConnection(config, { serverName: 'localhost', now: Date.now() });
  const hello = connection.take().flatMap((output) => (output.type === 'send' ? [...output.bytes] : []));
  const giant = connectConfig({ ca, cert: chain, key });
  const renegotiating = connectConfig({ ca, versions: ['TLS 1.2'], renegotiation: 'secure' });
  return { port, config, giant, renegotiating, hello: Uint8Array.from(hello) };
}

const record = (type: number, ...data: readonly number[]): Uint8Array =>
  Uint8Array.of(type, 3, 3, data.length >> 8, data.length & 0xff, ...data);
const repeated = (bytes: Uint8Array, count: number): Uint8Array =>
  Buffer.concat(Array(count).fill(bytes) as Uint8Array[]);

/** A raw peer: what it does when it is connected; over when the server ends it, or when nobody learns from it any more. */
function raw({ port }: Scene, act: (socket: Socket) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => socket.destroy(), patience);
    socket.on('connect', () => act(socket));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
  });
}

/** A peer that shakes hands before it does something. */
function established({ port, config }: Scene, act: (socket: TlsSocket) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectWith(config, { host: '127.0.0.1', port, serverName: 'localhost' });
    const timer = setTimeout(() => socket.destroy(), patience);
    socket.on('secureConnect', () => act(socket));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
  });
}

/** In milliseconds. */
const patience = 90_000;

/** Sends one piece after another for as long as there is somebody. */
function drip(socket: Socket, pieces: Iterable<Uint8Array>, milliseconds: number): void {
  const iterator = pieces[Symbol.iterator]();
  const timer = setInterval(() => {
    const next = iterator.next();
    if (next.done === true || socket.destroyed) clearInterval(timer);
    else socket.write(next.value);
  }, milliseconds);
}

export const attacks = {
  hello: {
    title: 'ClientHello, and gone before the answer is read',
    rate: 20,
    begin: (scene) => raw(scene, (socket) => socket.write(scene.hello, () => setTimeout(() => socket.destroy(), 50))),
  },
  garbage: {
    title: 'Something that is not TLS',
    rate: 20,
    begin: (scene) => raw(scene, (socket) => socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(500))),
  },
  giantMessage: {
    title: 'A first message that announces 16 MB',
    rate: 10,
    begin: (scene) => raw(scene, (socket) => socket.write(repeated(record(22, 1, 0xff, 0xff, 0xff), 100))),
  },
  giantCertificate: {
    title: 'A certificate chain of more than 128 KiB',
    rate: 1,
    begin: (scene) => established({ ...scene, config: scene.giant }, () => undefined),
  },
  slowBytes: {
    title: 'A ClientHello at ten bytes a second',
    rate: 5,
    begin: (scene) =>
      raw(scene, (socket) =>
        drip(
          socket,
          Array.from(scene.hello, (byte) => Uint8Array.of(byte)),
          100,
        ),
      ),
  },
  tinyRecords: {
    title: 'A ClientHello in records of one byte',
    rate: 4,
    begin: (scene) =>
      raw(scene, (socket) =>
        socket.write(Buffer.concat(Array.from(scene.hello.subarray(5), (byte) => record(22, byte))), () =>
          setTimeout(() => socket.destroy(), 50),
        ),
      ),
  },
  emptyRecords: {
    title: 'ChangeCipherSpec and empty records without end',
    rate: 5,
    begin: (scene) =>
      raw(scene, (socket) => {
        socket.write(scene.hello);
        socket.write(repeated(record(20, 1), 2000));
      }),
  },
  warnings: {
    title: 'Warnings without end',
    rate: 5,
    begin: (scene) => raw(scene, (socket) => socket.write(repeated(record(21, 1, 90), 2000))),
  },
  keyUpdates: {
    title: 'KeyUpdate without end, each asking for another',
    rate: 2,
    begin: (scene) =>
      established(scene, (socket) => {
        for (let count = 0; count < 200 && !socket.destroyed; count++) socket.updateKeys(true);
      }),
  },
  renegotiation: {
    title: 'Renegotiation in TLS 1.2, asked for again and again',
    rate: 2,
    begin: (scene) =>
      established({ ...scene, config: scene.renegotiating }, (socket) => {
        const again = (): void => {
          if (!socket.destroyed) socket.renegotiate();
        };
        socket.on('renegotiationRefused', again);
        again();
      }),
  },
  unread: {
    title: 'Data to echo, and the echo is never read',
    rate: 0.2,
    begin: (scene) =>
      established(scene, (socket) => {
        socket.transport.pause();
        socket.write(new Uint8Array(4 << 20));
      }),
  },
  halfOpen: {
    title: 'Half a record, and silence',
    rate: 250,
    begin: (scene) => raw(scene, (socket) => socket.write(Uint8Array.of(22, 3, 1, 0x40, 0, 1))),
  },
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;
