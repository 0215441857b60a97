/** A client and a server of ours, joined by a bad network. */

import { nodeProvider } from '../../../providers/node/index.ts';
import { clientConfig, clientConnection } from '../../client-config.ts';
import type { Connection } from '../../connection.ts';
import type { ConnectionInfo } from '../../info.ts';
import type { Observer } from '../../observer.ts';
import type { ClientOptions, ServerOptions } from '../../options.ts';
import { serverConfig, serverConnection } from '../../server-config.ts';
import { now, serverCredential, trust } from '../../testing/fixtures.ts';
import { type NetworkConditions, SimulatedNetwork } from '../simulated-network.ts';

/** One end, with everything that it said to its application. */
export class NetworkEnd {
  readonly connection: Connection;
  readonly network: SimulatedNetwork;
  readonly data: Uint8Array[] = [];
  info: ConnectionInfo | undefined;
  error: Error | undefined;
  closed = false;
  sent = 0;
  validPaths = 0;
  renegotiated = 0;
  refused = 0;
  peer: NetworkEnd | undefined;
  #cancel: (() => void) | undefined;

  constructor(network: SimulatedNetwork, connection: Connection) {
    this.network = network;
    this.connection = connection;
    connection.onProgress = () => this.pump();
  }

  /** Uses the connection at the network's time. */
  use(act: (connection: Connection) => void): void {
    this.connection.tick(this.network.now);
    act(this.connection);
    this.pump();
  }

  receive(datagram: Uint8Array): void {
    this.use((connection) => connection.receive(datagram));
  }

  pump(): void {
    for (const output of this.connection.take()) {
      if (output.type === 'send') {
        this.sent++;
        this.network.send(output.bytes, (bytes) => this.peer?.receive(bytes));
      } else if (output.type === 'wake') this.#wake(output.at);
      else if (output.type === 'established') {
        this.info = output.info;
        if (output.renegotiated === true) this.renegotiated++;
      } else if (output.type === 'refused') this.refused++;
      else if (output.type === 'data') this.data.push(output.bytes);
      else if (output.type === 'pathValid') this.validPaths++;
      else if (output.type === 'failed') this.error = output.error;
      else if (output.type === 'closed') this.closed = true;
    }
  }

  #wake(at: number | undefined): void {
    this.#cancel?.();
    this.#cancel = at === undefined ? undefined : this.network.at(at, () => this.use(() => {}));
  }
}

export interface LossyPair {
  readonly network: SimulatedNetwork;
  readonly client: NetworkEnd;
  readonly server: NetworkEnd;
}

export interface LossyOptions {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly observe?: (side: 'client' | 'server') => Observer;
}

/** Makes pairs that share their configurations, so that sessions can be resumed. */
export function lossyPairs({ client = {}, server = {}, observe }: LossyOptions = {}) {
  const common = { crypto: nodeProvider, carrier: 'datagram', trust } as const;
  const ours = clientConfig({ ...common, ...client });
  const theirs = serverConfig({ ...common, credentials: [serverCredential], ...server });
  let before: SimulatedNetwork | undefined;
  return (conditions: NetworkConditions, earlyData?: Uint8Array): LossyPair => {
    // Time goes on: tickets of one network are for the next.
    const start = before?.now ?? now;
    const network = new SimulatedNetwork(conditions, start);
    before = network;
    const target = { serverName: 'server.test', now: start, earlyData };
    const both = {
      network,
      client: new NetworkEnd(network, clientConnection(ours, { ...target, observer: observe?.('client') })),
      server: new NetworkEnd(network, serverConnection(theirs, { now: start, observer: observe?.('server') })),
    };
    both.client.peer = both.server;
    both.server.peer = both.client;
    both.client.pump();
    both.server.pump();
    return both;
  };
}
