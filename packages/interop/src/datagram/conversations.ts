/** One conversation over UDP between Handfast and another implementation of DTLS. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { ConnectionInfo, Observer } from 'handfast';
import { connectDatagram, createDatagramServer, type DatagramServer, type DatagramSocket } from 'handfast/node';
import type { Certificates } from '../certificates.ts';
import type { Child } from '../child.ts';
import type { Identity } from '../peer.ts';
import type { Extra } from './extras.ts';
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
  readonly extra?: { readonly what: Extra; readonly certificates: Certificates } | undefined;
}

/** Our client and their server. */
export async function withTheirServer(plot: Plot, onlooker?: Onlooker): Promise<Failure> {
  const { peer, version, identity, renegotiates, extra } = plot;
  const own = (await extra?.what.ours(extra.certificates))?.client;
  const args = extra && argumentsOf(extra, peer, 'server', 0);
  const { child, port: theirs } = await peer.listen(version, await freePort(), identity, args);
  try {
    const port = (await onlooker?.relay(theirs)) ?? theirs;
    const options = { ...onlyVersion(version), observer: onlooker?.observer, ...(renegotiates && secure), ...own };
    const infos: ConnectionInfo[] = [];
    for (let visit = 0; visit < (extra?.what.visits('handfast') ?? 1); visit++) {
      const failure = await meet(plot, child, { host: '127.0.0.1', port, ...options }, infos);
      if (failure !== undefined) return failure;
    }
    return extra?.what.fault(infos);
  } finally {
    await child.stop();
  }
}

function meet(
  { peer, version, renegotiates }: Plot,
  child: Child,
  target: Parameters<typeof connectDatagram>[0],
  infos: ConnectionInfo[],
): Promise<Failure> {
  const socket = connectDatagram({ ...target, insecureAcceptAnyCertificate: true });
  return new Promise<Failure>((resolve) => {
    const patience = setTimeout(() => resolve(`nothing came back:\n${child.output()}`), 8000);
    const end = (failure: Failure): void => {
      clearTimeout(patience);
      resolve(failure);
    };
    const say = (): void => socket.send(`${line}\n`);
    socket.on('error', (error) => end(error.message));
    socket.once('renegotiated', say);
    socket.once('secureConnect', (info) => {
      infos.push(info);
      // After a change of keys it has to work as well.
      if (version === 'DTLS 1.3') socket.updateKeys();
      if (renegotiates === 'we') socket.renegotiate();
      else if (renegotiates === 'they') child.write(peer.renegotiates?.server ?? '');
      else say();
    });
    socket.on('message', (data) => end(Buffer.from(data).toString().trim() === line ? undefined : 'other bytes'));
  }).finally(() => socket.close());
}

/** Their client and our server, which asks for a cookie. */
export async function withTheirClient(plot: Plot, onlooker?: Onlooker): Promise<Failure> {
  const { peer, version, renegotiates, extra } = plot;
  const infos: ConnectionInfo[] = [];
  let failed: string | undefined;
  let child: Child | undefined;
  const server = await ourServer(plot, onlooker?.observer, (socket) => {
    infos.push(socket.info as ConnectionInfo);
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
    const reached = (await onlooker?.relay(port)) ?? port;
    for (let visit = 0; visit < (extra?.what.visits(peer.name) ?? 1); visit++) {
      await child?.stop();
      const args = extra && argumentsOf(extra, peer, 'client', visit === 0 ? 0 : 1);
      child = await peer.connect(version, reached, args);
      await child.waitFor(new RegExp(`^(?:heard |- Received[^\\n]*\\n?)?${line}`, 'm'), 8000);
    }
    const spoken = infos[0]?.version;
    return spoken === version ? extra?.what.fault(infos) : `they speak ${spoken}`;
  } catch (error) {
    return failed ?? `${String(error)}\n${child?.output()}`;
  } finally {
    server.close();
    await child?.stop();
  }
}

const argumentsOf = (
  { what, certificates }: NonNullable<Plot['extra']>,
  { name }: DatagramPeer,
  role: 'client' | 'server',
  visit: 0 | 1,
): readonly string[] => what.theirs(certificates, visit)[name]?.[role] ?? [];

async function ourServer(
  { version, identity, renegotiates, extra }: Plot,
  observer: Observer | undefined,
  listener: (socket: DatagramSocket) => void,
): Promise<DatagramServer> {
  const [cert, key] = await Promise.all([readFile(identity.certificate, 'utf8'), readFile(identity.key, 'utf8')]);
  const own = (await extra?.what.ours(extra.certificates))?.server;
  const options = { cert, key, observer, ...andVersion(version), ...(renegotiates && secure), ...own };
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
