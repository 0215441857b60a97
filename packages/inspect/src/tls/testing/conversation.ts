/** A client and a server of ours, joined in memory, with everything that went over the wire and the key log. */

import {
  type ClientOptions,
  type Connection,
  clientConfig,
  clientConnection,
  keyLogLine,
  type Observer,
  type ServerOptions,
  serverConfig,
  serverConnection,
} from 'handfast';
import { nodeProvider } from 'handfast/providers/node';
import { createDevelopmentCa, parseCertificate, TrustAnchors } from 'handfast/x509';
import { concat, utf8 } from '../bytes.ts';
import type { Portion } from './tape.ts';

/** The time at which all conversations take place, in milliseconds. */
export const now = Date.UTC(2026, 6, 1);

const authority = await createDevelopmentCa(nodeProvider, { now });

/** The root of all credentials here. */
export const trust = new TrustAnchors([parseCertificate(authority.certificate)]);

/** A chain and its key. */
export const serverCredential = await authority.issue(['server.test'], { keySpec: { kind: 'ec', curve: 'secp256r1' } });
export const rsaCredential = await authority.issue(['server.test'], { keySpec: { kind: 'rsa', bits: 2048 } });
export const clientCredential = await authority.issue(['client.test'], {
  keySpec: { kind: 'ec', curve: 'secp256r1' },
  usages: ['clientAuth'],
});

export interface Wishes {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
  readonly earlyData?: Uint8Array;
  readonly now?: number;
  /** What happens when the handshake is finished. */
  readonly act?: (client: Connection, server: Connection, exchange: () => void) => void;
  readonly bytes?: (portion: Portion) => Uint8Array;
}

export interface Spoken {
  readonly tape: readonly Portion[];
  readonly keyLog: string;
  /** What each side received. */
  readonly received: readonly [byServer: Uint8Array, byClient: Uint8Array];
}

/** Speaks until nobody has anything to say. */
export function converse(wishes: Wishes = {}): Spoken {
  const { client: clientOptions, server: serverOptions, earlyData, bytes = (portion) => portion.bytes } = wishes;
  const time = wishes.now ?? now;
  const lines = new Set<string>();
  const observer: Observer = { secret: (...secret) => void lines.add(keyLogLine(...secret)) };
  const clientSettings = clientConfig({ crypto: nodeProvider, trust, ...clientOptions });
  const serverSettings = serverConfig({
    crypto: nodeProvider,
    trust,
    credentials: [serverCredential],
    ...serverOptions,
  });
  const target = { serverName: 'server.test', now: time, observer, ...(earlyData && { earlyData }) };
  const client = clientConnection(clientSettings, target);
  const server = serverConnection(serverSettings, { now: time, observer });
  const tape: Portion[] = [];
  const received: [Uint8Array[], Uint8Array[]] = [[], []];
  const due = new Map<Connection, number>();
  const carry = (from: Connection, to: Connection, direction: 0 | 1): boolean => {
    let moved = false;
    for (const output of from.take()) {
      if (output.type === 'data') received[direction === 0 ? 1 : 0].push(output.bytes.slice());
      if (output.type === 'wake') due.set(from, output.at ?? Number.POSITIVE_INFINITY);
      if (output.type !== 'send') continue;
      const portion = { direction, bytes: output.bytes.slice() };
      const changed = { direction, bytes: bytes(portion) };
      tape.push(changed);
      to.receive(changed.bytes.slice());
      moved = true;
    }
    return moved;
  };
  /** What waits for company goes out alone; nothing is sent again. */
  let clock = time;
  const wait = (): boolean => {
    const next = Math.min(...due.values());
    if (!(next <= clock + 300)) return false;
    clock = next;
    due.clear();
    for (const side of [client, server]) side.tick(clock);
    return true;
  };
  const exchange = (): void => {
    do while (carry(client, server, 0) || carry(server, client, 1)) continue;
    while (wait());
  };
  exchange();
  wishes.act?.(client, server, exchange);
  exchange();
  return { tape, keyLog: [...lines].join('\n'), received: [concat(...received[0]), concat(...received[1])] };
}

/** Both sides say something, and the client says goodbye. */
export const chat: NonNullable<Wishes['act']> = (client, server, exchange) => {
  client.write(utf8('from the client'));
  exchange();
  server.write(utf8('from the server'));
  exchange();
  client.close();
};
