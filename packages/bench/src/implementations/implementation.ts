/** What is measured: a way to listen and to connect, the same for every library. */

import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';

/** PEM texts made for one run. */
export interface Credentials {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface Setup extends Credentials {
  /** The one group that both sides offer, by its TLS name. */
  readonly group: 'x25519' | 'secp256r1' | 'X25519MLKEM768';
}

export interface Implementation {
  /** Starts a TLS 1.3 server on a free port of the loopback; `serve` gets each client after its handshake. */
  listen(setup: Setup, serve: (socket: Duplex) => void): Promise<number>;
  /** Prepares a client; each call of the result makes one connection and waits for its handshake. */
  connector(setup: Setup, port: number, resumes: boolean): () => Promise<Duplex>;
}

/** The port on which a server has begun to listen. */
export function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
