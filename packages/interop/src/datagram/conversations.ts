/** One conversation over UDP between Handfast and another implementation of DTLS. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Observer } from 'handfast';
import { connectDatagram, createDatagramServer } from 'handfast/node';
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

/** Our client and their server. */
export async function withTheirServer(
  peer: DatagramPeer,
  version: DatagramVersion,
  identity: Identity,
  onlooker?: Onlooker,
): Promise<Failure> {
  const { child, port: theirs } = await peer.listen(version, await freePort(), identity);
  const port = (await onlooker?.relay(theirs)) ?? theirs;
  const observer = onlooker?.observer;
  const target = { host: '127.0.0.1', port, observer, ...onlyVersion(version) };
  const socket = connectDatagram({ ...target, insecureAcceptAnyCertificate: true });
  try {
    return await new Promise<Failure>((resolve) => {
      const patience = setTimeout(() => resolve(`nothing came back:\n${child.output()}`), 8000);
      const end = (failure: Failure): void => {
        clearTimeout(patience);
        resolve(failure);
      };
      socket.on('error', (error) => end(error.message));
      socket.once('secureConnect', () => {
        // After a change of keys it has to work as well.
        if (version === 'DTLS 1.3') socket.updateKeys();
        socket.send(`${line}\n`);
      });
      socket.on('message', (data) => end(Buffer.from(data).toString().trim() === line ? undefined : 'other bytes'));
    });
  } finally {
    socket.close();
    await child.stop();
  }
}

/** Their client and our server, which asks for a cookie. */
export async function withTheirClient(
  peer: DatagramPeer,
  version: DatagramVersion,
  identity: Identity,
  onlooker?: Onlooker,
): Promise<Failure> {
  const [cert, key] = await Promise.all([readFile(identity.certificate, 'utf8'), readFile(identity.key, 'utf8')]);
  let spoken: string | undefined;
  let failed: string | undefined;
  const server = createDatagramServer({ cert, key, observer: onlooker?.observer, ...andVersion(version) }, (socket) => {
    spoken = socket.info?.version;
    socket.on('error', () => {});
    socket.on('message', (data) => socket.send(data));
  });
  server.on('tlsClientError', (error) => {
    failed = error.message;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = server.address().port;
  const child = await peer.connect(version, (await onlooker?.relay(port)) ?? port);
  try {
    await child.waitFor(new RegExp(`^(?:heard |- Received[^\\n]*\\n?)?${line}`, 'm'), 8000);
    return spoken === version ? undefined : `they speak ${spoken}`;
  } catch (error) {
    return failed ?? `${String(error)}\n${child.output()}`;
  } finally {
    await child.stop();
    server.close();
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
