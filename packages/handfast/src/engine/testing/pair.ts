/** A client and a server of ours, joined in memory. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { clientConfig, clientConnection } from '../client-config.ts';
import type { ClientOptions, ServerOptions } from '../options.ts';
import { serverConfig, serverConnection } from '../server-config.ts';
import { Endpoint, settled } from './endpoint.ts';
import { now, serverCredential, trust } from './fixtures.ts';

export interface PairOptions {
  readonly crypto?: CryptoProvider;
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly serverName?: string;
}

export interface Pair {
  readonly client: Endpoint;
  readonly server: Endpoint;
}

/** What a test may do to bytes on their way. */
export type Wire = (bytes: Uint8Array, from: keyof Pair) => Uint8Array;

/** Both ends, with the client's first flight ready to go. */
export function pair(options: PairOptions = {}): Pair {
  const { crypto = nodeProvider, client, server, serverName = 'server.test' } = options;
  return { client: clientEnd({ crypto, ...client }, serverName), server: serverEnd({ crypto, ...server }) };
}

export function clientEnd(
  options: Partial<ClientOptions> = {},
  serverName: string | undefined = 'server.test',
): Endpoint {
  const config = clientConfig({ crypto: nodeProvider, trust, ...options });
  return new Endpoint((observer) => clientConnection(config, { serverName, now, observer }));
}

export function serverEnd(options: Partial<ServerOptions> = {}): Endpoint {
  const config = serverConfig({ crypto: nodeProvider, trust, credentials: [serverCredential], ...options });
  return new Endpoint((observer) => serverConnection(config, { now, observer }));
}

/** Carries bytes both ways until nobody has any, now or later. */
export async function pump({ client, server }: Pair, wire: Wire = (bytes) => bytes): Promise<void> {
  for (let idle = 0; idle < 2; ) {
    const moved =
      carry(client, server, (bytes) => wire(bytes, 'client')) + carry(server, client, (bytes) => wire(bytes, 'server'));
    if (moved > 0) idle = 0;
    else {
      idle++;
      await settled();
    }
  }
}

function carry(from: Endpoint, to: Endpoint, wire: (bytes: Uint8Array) => Uint8Array): number {
  const bytes = from.send();
  if (bytes.length > 0) to.receive(wire(bytes));
  return bytes.length;
}

/** A pair whose handshake is finished. */
export async function connectedPair(options: PairOptions = {}): Promise<Pair> {
  const both = pair(options);
  await pump(both);
  const failure = both.client.error ?? both.server.error;
  if (both.client.info === undefined || both.server.info === undefined) {
    throw new Error('the handshake was not finished', { cause: failure });
  }
  return both;
}
