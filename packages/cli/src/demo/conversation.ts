/** One whole connection of the demo, with everything checked that is shown of it. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ConnectionInfo } from 'handfast';
import { connect, type TlsSocket } from 'handfast/node';
import { createRecorder } from '../show/recorder.ts';
import { type Crossing, crossings } from './crossings.ts';
import { ensure } from './ensure.ts';
import { type DemoServer, demoProtocol } from './server.ts';

export interface Conversation {
  readonly info: ConnectionInfo;
  /** Each message with the times of both sides. */
  readonly ladder: readonly Crossing[];
  /** Bytes that went there and back. */
  readonly data: number;
  /** Keying material that both sides derived, in hexadecimal. RFC 8446 §7.5 */
  readonly keyingMaterial: string;
}

/** Connects, exchanges data, closes. Throws when the two sides do not tell the same story. */
export async function converse(server: DemoServer): Promise<Conversation> {
  const accepted = once(server.tls, 'secureConnection');
  const recorder = createRecorder(() => {}, server.start);
  const socket = connect({
    host: '127.0.0.1',
    port: server.port,
    serverName: 'localhost',
    ca: server.root,
    protocols: [demoProtocol],
    allowHalfOpen: true,
    observer: recorder.observer,
  });
  await once(socket, 'secureConnect');
  const [peer] = (await accepted) as [TlsSocket];
  const info = agreement(socket, peer);
  const keyingMaterial = sharedMaterial(socket, peer);
  const data = await thereAndBack(socket);
  const ladder = crossings(recorder.rungs, server.latest()?.rungs ?? []);
  return { info, ladder, data, keyingMaterial };
}

/** What both sides say that they agreed on. */
function agreement(client: TlsSocket, server: TlsSocket): ConnectionInfo {
  const [ours, theirs] = [client.info, server.info];
  ensure(ours !== undefined && theirs !== undefined, 'both sides have finished the handshake');
  for (const name of ['version', 'cipherSuite', 'group', 'signatureScheme', 'protocol', 'serverName'] as const) {
    ensure(ours[name] === theirs[name], `both sides agree on ${name}`);
  }
  ensure(ours.peer?.path !== undefined, 'the client has verified the certificate');
  return ours;
}

/** Only who holds the secrets of this very handshake can derive it. */
function sharedMaterial(client: TlsSocket, server: TlsSocket): string {
  const [ours, theirs] = [client, server].map((side) => {
    return Buffer.from(side.exportKeyingMaterial('EXPORTER-handfast-demo', new Uint8Array(), 32)).toString('hex');
  });
  ensure(ours !== undefined && ours === theirs, 'both sides derive the same keying material');
  return ours;
}

async function thereAndBack(socket: TlsSocket): Promise<number> {
  const data = randomBytes(100_000);
  const echoed: Uint8Array[] = [];
  socket.end(data);
  for await (const piece of socket) echoed.push(piece as Uint8Array);
  ensure(Buffer.concat(echoed).equals(data), 'the data came back unchanged');
  return data.length;
}
