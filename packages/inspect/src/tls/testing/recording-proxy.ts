/** A proxy on loopback that writes down what went through it. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import type { Direction } from '../../model.ts';
import type { Portion } from './tape.ts';

export interface RecordingProxy {
  readonly port: number;
  /** One tape for each connection, in the order in which they came. */
  readonly tapes: Portion[][];
  close(): Promise<void>;
}

export async function recordingProxy(target: number): Promise<RecordingProxy> {
  const tapes: Portion[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const tape: Portion[] = [];
    tapes.push(tape);
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    const pipe = (from: Socket, to: Socket, direction: Direction): void => {
      from.on('data', (bytes: Uint8Array) => {
        tape.push({ direction, bytes: new Uint8Array(bytes) });
        to.write(bytes);
      });
      from.on('end', () => to.end());
      from.on('close', () => to.destroy());
    };
    pipe(near, far, 0);
    pipe(far, near, 1);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    tapes,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
