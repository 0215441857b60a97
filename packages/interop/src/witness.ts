/** A relay between client and server that reads what both must say in the clear: what was negotiated does not rest on either side's word. */

import { createServer, connect as dial, type Socket } from 'node:net';
import { type HelloReader, helloReader } from './hello-reader.ts';
import { untilOver } from './scope.ts';

export interface Witness {
  readonly port: number;
  /** What the first ServerHello said; its fields are absent as long as none passed. */
  readonly seen: HelloReader;
  /** Resolves when both sides of a connection have closed it. */
  readonly closed: Promise<void>;
  stop(): void;
}

/** Hears bytes as they pass: of which connection, counted from 0, and whether the client (0) or the server (1) sent them. */
export type Listener = (connection: number, direction: 0 | 1, bytes: Uint8Array) => void;

/** Listens on a free port and passes connections on to `target`, byte for byte: one, unless `most` says more. */
export async function openWitness(target: number, most = 1, hears?: Listener): Promise<Witness> {
  const seen = helloReader();
  const sockets: Socket[] = [];
  let accepted = 0;
  let resolveClosed = (): void => {};
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve;
  });
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = dial({ host: '127.0.0.1', port: target, allowHalfOpen: true });
    let open = 2;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.push(from);
      from.setNoDelay(true);
      // A reset is passed on as one; what it means is for the two sides to say.
      from.on('error', () => to.resetAndDestroy());
      from.on('close', () => {
        open -= 1;
        if (open === 0) resolveClosed();
      });
      from.pipe(to);
    }
    if (hears !== undefined) {
      const connection = accepted;
      client.on('data', (bytes) => hears(connection, 0, bytes));
      upstream.on('data', (bytes) => hears(connection, 1, bytes));
    }
    accepted += 1;
    if (accepted === 1) upstream.on('data', (bytes) => seen.fromServer(bytes));
    if (accepted === most) server.close();
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the witness has no port');
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  untilOver(stop);
  return { port: address.port, seen, closed, stop };
}
