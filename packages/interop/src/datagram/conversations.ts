/** One conversation over UDP between Handfast and another implementation of DTLS. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Observer } from 'handfast';
import { connectDatagram, createDatagramServer, type DatagramServer, type DatagramSocket } from 'handfast/node';
import type { Child } from '../child.ts';
import type { Identity } from '../peer.ts';
import { type DatagramPeer, line } from './peers.ts';
import { andVersion, type DatagramVersion, onlyVersion } from './versions.ts';

/** What went wrong; `undefined` when nothing did. */
export type Failure = string | undefined;

/** Who watches a conversation: hears our secrets, and stands between both sides. */
export interface Onlooker {
  readonly observer: Observer;
  /** The port of a relay to this port. */
  relay(port: number): Promise<number>;
}

/** What is said with whom. */
export interface Plot {
  readonly peer: DatagramPeer;
  readonly version: DatagramVersion;
  readonly identity: Identity;
  /** Who begins one more handshake before anything is said. */
  readonly renegotiates?: 'we' | 'they' | undefined;
}

/** Our client and their server. */
export async function withTheirServer({ peer, version, identity, renegotiates }: Plot, onlooker?: Onlooker) {
  const { child, port: theirs } = await peer.listen(version, await freePort(), identity);
  const port = (await onlooker?.relay(theirs)) ?? theirs;
  const observer = onlooker?.observer;
  const target = { host: '127.0.0.1', port, observer, ...onlyVersion(version), ...(renegotiates && secure) };
  const socket = connectDatagram({ ...target, insecureAcceptAnyCertificate: true });
  try {
    return await new Promise<Failure>((resolve) => {
      const patience = setTimeout(() => resolve(`nothing came back:\n${child.output()}`), 8000);
      const end = (failure: Failure): void => {
        clearTimeout(patience);
        resolve(failure);
      };
      const say = (): void => socket.send(`${line}\n`);
      socket.on('error', (error) => end(error.message));
      socket.once('renegotiated', say);
      socket.once('secureConnect', () => {
        // After a change of keys it has to work as well.
        if (version === 'DTLS 1.3') socket.updateKeys();
        if (renegotiates === 'we') socket.renegotiate();
        else if (renegotiates === 'they') child.write(peer.renegotiates?.server ?? '');
        else say();
      });
      socket.on('message', (data) => end(Buffer.from(data).toString().trim() === line ? undefined : 'other bytes'));
    });
  } finally {
    socket.close();
    await child.stop();
  }
}

/** Their client and our server, which asks for a cookie. */
export async function withTheirClient(plot: Plot, onlooker?: Onlooker): Promise<Failure> {
  const { peer, version, renegotiates } = plot;
  let spoken: string | undefined;
  let failed: string | undefined;
  let child: Child | undefined;
  const server = await ourServer(plot, onlooker?.observer, (socket) => {
    spoken = socket.info?.version;
    const say = (): void => child?.write(`${line}\n`);
    socket.on('error', (error) => {
      failed = error.message;
    });
    socket.on('message', (data) => socket.send(data));
    socket.once('renegotiated', say);
    if (renegotiates === 'we') socket.renegotiate();
    else if (renegotiates === 'they') child?.write(peer.renegotiates?.client ?? '');
    // Programs of ours say it by themselves.
    else say();
  });
  server.on('tlsClientError', (error) => {
    failed = error.message;
  });
  try {
    const { port } = server.address();
    child = await peer.connect(version, (await onlooker?.relay(port)) ?? port);
    await child.waitFor(new RegExp(`^(?:heard |- Received[^\\n]*\\n?)?${line}`, 'm'), 8000);
    return spoken === version ? undefined : `they speak ${spoken}`;
  } catch (error) {
    return failed ?? `${String(error)}\n${child?.output()}`;
  } finally {
    server.close();
    await child?.stop();
  }
}

async function ourServer(
  { version, identity, renegotiates }: Plot,
  observer: Observer | undefined,
  listener: (socket: DatagramSocket) => void,
): Promise<DatagramServer> {
  const [cert, key] = await Promise.all([readFile(identity.certificate, 'utf8'), readFile(identity.key, 'utf8')]);
  const options = { cert, key, observer, ...andVersion(version), ...(renegotiates && secure) };
  const server = createDatagramServer(options, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const secure = { renegotiation: 'secure' } as const;

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
