/** Conversations over UDP to record: ours with every peer that is here, and with ourselves. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { keyLogLine, type Observer } from 'handfast';
import { connectDatagram, createDatagramServer } from 'handfast/node';
import type { Certificates } from '../certificates.ts';
import { type Onlooker, withTheirClient, withTheirServer } from '../datagram/conversations.ts';
import { datagramPeers, line } from '../datagram/peers.ts';
import type { DatagramVersion } from '../datagram/versions.ts';
import type { PeerNote } from '../progress.ts';
import type { Portion, Recording } from './recording.ts';

/** Secrets go to the file; peers that take a compiler are left out. */
export async function recordDatagrams(
  certificates: Certificates,
  keyLogPath: string,
  note: (peer: PeerNote) => void,
): Promise<Recording[]> {
  const identity = certificates.server['ecdsa-secp256r1'];
  const observer: Observer = { secret: (...secret) => appendFileSync(keyLogPath, `${keyLogLine(...secret)}\n`) };
  const recordings: Recording[] = [];
  const watch = async (title: string, hold: (onlooker: Onlooker) => Promise<unknown>): Promise<void> => {
    const portions: Portion[] = [];
    const sockets: Socket[] = [];
    await hold({ observer, relay: (port) => relay(port, portions, sockets) }).finally(() => {
      for (const socket of sockets) socket.close();
    });
    recordings.push({ title, carrier: 'datagram', portions, said: `${line}\n` });
  };
  for (const peer of datagramPeers.slice(0, 2)) {
    const missing = await peer.prepare();
    note({ name: `${peer.name} (DTLS)`, ...(missing ?? { version: peer.versions.join(', ') }) });
    if (missing !== undefined) continue;
    for (const version of peer.versions) {
      await watch(`handfast → ${peer.name}: ${version}`, (one) => withTheirServer({ peer, version, identity }, one));
      await watch(`${peer.name} → handfast: ${version}`, (one) => withTheirClient({ peer, version, identity }, one));
    }
  }
  const [cert, key] = await Promise.all([readFile(identity.certificate, 'utf8'), readFile(identity.key, 'utf8')]);
  for (const version of ['DTLS 1.2', 'DTLS 1.3'] as const) {
    for (const options of [{}, { mtu: 400 }, { connectionIdLength: 5 }]) {
      const variant = Object.keys(options).join('');
      await watch(`handfast → handfast: ${version} ${variant}`, (one) =>
        ourselves(version, { cert, key }, options, one),
      );
    }
  }
  return recordings;
}

/** What comes back is what was sent. */
async function ourselves(
  version: Exclude<DatagramVersion, 'DTLS 1.0'>,
  credential: { readonly cert: string; readonly key: string },
  datagrams: { readonly mtu?: number; readonly connectionIdLength?: number },
  { observer, relay: between }: Onlooker,
): Promise<void> {
  const server = createDatagramServer({ ...credential, datagrams }, (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data) => socket.send(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = await between(server.address().port);
  const target = { host: '127.0.0.1', port, versions: [version], observer, datagrams };
  const socket = connectDatagram({ ...target, insecureAcceptAnyCertificate: true });
  try {
    await once(socket, 'secureConnect');
    if (version === 'DTLS 1.3') socket.updateKeys();
    socket.send(`${line}\n`);
    await once(socket, 'message');
  } finally {
    socket.close();
    server.close();
  }
}

/** Passes the datagrams of one client on, and writes them down. */
async function relay(target: number, portions: Portion[], sockets: Socket[]): Promise<number> {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')];
  sockets.push(near, far);
  let client = 0;
  near.on('message', (bytes, { port }) => {
    client = port;
    portions.push({ direction: 0, bytes: new Uint8Array(bytes) });
    far.send(bytes, target, '127.0.0.1');
  });
  far.on('message', (bytes) => {
    portions.push({ direction: 1, bytes: new Uint8Array(bytes) });
    near.send(bytes, client, '127.0.0.1');
  });
  // An answer to somebody who is gone.
  for (const socket of [near, far]) socket.on('error', () => {});
  near.bind(0, '127.0.0.1');
  await once(near, 'listening');
  return near.address().port;
}
