/** Many bytes in one direction over one connection, in writes of 64 KiB. */

import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { ignoreErrors, type Scenario } from './scenario.ts';

const chunk = Buffer.alloc(64 * 1024, 0x5a);
const size = 256 * 1024 * 1024;
const perMegabyte = 1e6;

/** From the server to the client, which times it. */
export const download: Scenario = {
  title: 'bulk, server to client',
  unit: 'MB/s',
  serve(socket) {
    ignoreErrors(socket);
    socket.once('data', () => void fill(socket, size).then(() => socket.end()));
  },
  drive: repeated(async (connect) => {
    const socket = await connect();
    const start = performance.now();
    socket.write('go');
    let received = 0;
    socket.on('data', (data: Buffer) => {
      received += data.length;
    });
    await once(socket, 'end');
    if (received !== size) throw new Error(`${received} of ${size} bytes arrived`);
    return { bytes: size, seconds: (performance.now() - start) / 1000 };
  }),
};

/** From the client to the server, which answers when all has come. */
export const upload: Scenario = {
  title: 'bulk, client to server',
  unit: 'MB/s',
  serve(socket) {
    ignoreErrors(socket);
    let received = 0;
    socket.on('data', (data: Buffer) => {
      received += data.length;
      if (received === size) socket.end('done');
    });
  },
  drive: repeated(async (connect) => {
    const socket = await connect();
    const start = performance.now();
    await Promise.all([fill(socket, size), once(socket, 'data')]);
    const seconds = (performance.now() - start) / 1000;
    socket.destroy();
    return { bytes: size, seconds };
  }),
};

interface Transfer {
  readonly bytes: number;
  readonly seconds: number;
}

/** Transfers until the time is over, and their rate. */
function repeated(transfer: (connect: () => Promise<Duplex>) => Promise<Transfer>): Scenario['drive'] {
  return async (connect, seconds) => {
    const total = { bytes: 0, seconds: 0 };
    while (total.seconds < seconds) {
      const one = await transfer(connect);
      total.bytes += one.bytes;
      total.seconds += one.seconds;
    }
    return total.bytes / perMegabyte / total.seconds;
  };
}

async function fill(socket: Duplex, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
}
