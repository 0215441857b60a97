/** Our side of the stories: a server that is visited, and a client that visits, with what they see. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { ConnectionInfo } from 'handfast';
import { type ConnectOptions, type CreateServerOptions, connect, createServer, type TlsSocket } from 'handfast/node';
import { MemoryStore } from 'handfast/session';
import { type Certificates, serverName } from '../certificates.ts';
import { after } from '../child.ts';
import { untilOver } from '../scope.ts';

/** What was seen of one connection. */
export interface Seen {
  readonly info: ConnectionInfo;
  readonly earlyBytes: number;
  /** Handshake messages in both directions. */
  readonly messages: readonly string[];
  /** All that was heard. */
  readonly heard: string;
}

export interface OurServer {
  readonly port: number;
  /** Connections that are over, in order. */
  readonly seen: readonly Seen[];
  /** Waits until so many are. Throws what went wrong with one of them, or when it takes too long. */
  visited(count: number): Promise<readonly Seen[]>;
  stop(): void;
}

/** An echo with certificates of the run. `meet` is called for each client after its handshake. */
export async function ourServer(
  certificates: Certificates,
  options: Omit<CreateServerOptions, 'observer'> = {},
  meet: (socket: TlsSocket) => Promise<void> = async () => {},
): Promise<OurServer> {
  const identity = certificates.server['ecdsa-secp256r1'];
  const seen: Seen[] = [];
  const failures: Error[] = [];
  let messages: string[] = [];
  const server = createServer(
    {
      ca: await readFile(certificates.root, 'latin1'),
      cert: await readFile(identity.bundle, 'latin1'),
      key: await readFile(identity.key, 'latin1'),
      versions: ['TLS 1.3'],
      ...options,
      observer: { message: ({ name }) => void messages.push(name) },
    },
    (socket) => {
      let heard = '';
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        socket.write(chunk);
      });
      socket.on('error', (error: Error) => failures.push(error));
      // Not every client says close_notify: what counts is what happened before.
      socket.on('close', () => {
        seen.push({ info: socket.info as ConnectionInfo, earlyBytes: socket.earlyBytes, messages, heard });
        messages = [];
      });
      meet(socket).catch((error: Error) => failures.push(error));
    },
  );
  server.on('tlsClientError', (error: Error) => failures.push(error));
  server.listen(0, '127.0.0.1');
  untilOver(() => server.close());
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async visited(count) {
      for (let waited = 0; seen.length < count && waited < patience; waited += 20) await after(20);
      if (seen.length >= count) return seen;
      throw failures[0] ?? new Error(`${seen.length} of ${count} connections came to their end`);
    },
    stop: () => void server.close(),
  };
}

/** Says a line, waits for its echo or another answer, and leaves. `meet` is called after the handshake. */
export async function ourVisit(
  certificates: Certificates,
  options: Omit<ConnectOptions, 'observer'>,
  line = 'hello\n',
  meet: (socket: TlsSocket, messages: readonly string[]) => Promise<void> = async () => {},
  answer = line,
): Promise<Seen> {
  const messages: string[] = [];
  const socket = connect({
    ca: await readFile(certificates.root, 'latin1'),
    host: '127.0.0.1',
    serverName,
    versions: ['TLS 1.3'],
    ...options,
    observer: { message: ({ name }) => void messages.push(name) },
  });
  untilOver(() => socket.destroy());
  let heard = '';
  const answered = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (heard.includes(answer)) resolve();
    });
    socket.on('error', reject);
    void after(patience).then(() => reject(new Error(`no echo: ${heard}`)));
  });
  const [info] = (await Promise.race([once(socket, 'secureConnect'), answered])) as [ConnectionInfo];
  if (options.earlyData === undefined) socket.write(line);
  await meet(socket, messages);
  await answered;
  socket.end();
  await Promise.race([once(socket, 'close'), after(1000)]);
  socket.destroy();
  return { info, earlyBytes: 0, messages, heard };
}

/** We visit three times with one store. What is wrong unless all but the first are resumed. */
export async function ourThreeVisits(
  certificates: Certificates,
  options: Omit<ConnectOptions, 'observer' | 'sessions'>,
): Promise<{ readonly visits: readonly Seen[]; readonly problem: string | undefined }> {
  const sessions = new MemoryStore();
  const visits = [];
  for (let i = 0; i < 3; i++) visits.push(await ourVisit(certificates, { ...options, sessions }));
  const resumed = visits.map(({ info }) => info.resumed).join();
  return { visits, problem: resumed === 'false,true,true' ? undefined : `resumed: ${resumed}` };
}

/** Milliseconds. */
const patience = 8000;
