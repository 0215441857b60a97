import { expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { expectClassic } from '../../handshake/classic/expect.ts';
import { renegotiateServer } from '../../handshake/classic/renegotiate-server.ts';
import type { Flow } from '../../handshake/flow.ts';
import { serverHandshake } from '../../handshake/hello/server.ts';
import type { HandshakeIo } from '../../handshake/io.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import { messagesHello } from '../../wire/messages-hello.ts';
import { clientConfig, clientConnection } from '../client-config.ts';
import { Connection } from '../connection.ts';
import type { MessageEvent } from '../observer.ts';
import { serverConfig } from '../server-config.ts';
import { now, serverCredential, trust } from '../testing/fixtures.ts';
import { type NetworkConditions, SimulatedNetwork } from './simulated-network.ts';
import { NetworkEnd } from './testing/lossy-pair.ts';

const common = {
  crypto: nodeProvider,
  carrier: 'datagram',
  trust,
  versions: ['DTLS 1.2'],
  renegotiation: 'secure',
  handshakeTimeout: 3_600_000,
  datagrams: { attempts: 60, longest: 5000 },
} as const;

const dtls10 = 0xfeff;

/** Asks for a cookie once, as a server does that keeps state; the hellos that it hears go to `heard`. */
function* asking(io: HandshakeIo, cookie: string, heard: ClientHello[]): Flow<void> {
  io.startOver();
  const { body: hello } = yield* expectClassic('ClientHello');
  heard.push(hello);
  io.send(messagesHello, 'HelloVerifyRequest', { serverVersion: dtls10, cookie: utf8(cookie) });
}

/** A server that asks for a cookie in the first handshake, and for another in the second if it is told to. */
function pairWith(conditions: NetworkConditions, asksAgain: boolean) {
  const network = new SimulatedNetwork(conditions, now);
  const ours = clientConfig(common);
  const cookies: string[] = [];
  const message = ({ direction, name, body }: MessageEvent): void => {
    if (direction === 'sent' || name !== 'ClientHello') return;
    cookies.push(Buffer.from((body as ClientHello).legacyCookie ?? []).toString());
  };
  const theirs = serverConfig({ ...common, credentials: [serverCredential], observer: { message } });
  const heard: ClientHello[] = [];
  const client = new NetworkEnd(network, clientConnection(ours, { serverName: 'server.test', now }));
  const server = new NetworkEnd(
    network,
    new Connection(
      'server',
      theirs,
      now,
      function* (io) {
        yield* asking(io, 'first', heard);
        io.startOver();
        return yield* serverHandshake(io, theirs, undefined);
      },
      function* (io, renegotiation) {
        if (asksAgain) yield* asking(io, 'second', heard);
        return yield* renegotiateServer(io, theirs, renegotiation);
      },
    ),
  );
  client.peer = server;
  server.peer = client;
  client.pump();
  server.pump();
  return { network, client, server, heard, cookies };
}

const end = 3 * 3_600_000;

test.each([
  ['on a good network', { seed: 0 }],
  ['on a bad one', { drop: 0.3, duplicate: 0.1, reorder: 0.3, delay: 100, seed: 7 }],
])('RFC 6347 §4.2.1: clients are prepared to do a cookie exchange with every handshake, %s', (_, conditions) => {
  for (const asksAgain of [false, true]) {
    const { network, client, server, heard, cookies: said } = pairWith(conditions, asksAgain);
    while (server.info === undefined && network.step(now + end));
    network.run(network.now + 60_000);
    client.use((connection) => connection.renegotiate());
    while (server.renegotiated === 0 && network.step(now + 2 * end));
    network.run(network.now + 60_000);
    expect([client.error?.message, server.error?.message]).toEqual([undefined, undefined]);
    expect([client.renegotiated, server.renegotiated]).toEqual([1, 1]);
    const cookies = heard.map(({ legacyCookie }) => Buffer.from(legacyCookie ?? []).toString());
    // The second handshake begins with the cookie of the first.
    expect(cookies).toEqual(asksAgain ? ['', 'first'] : ['']);
    expect(said).toEqual(['', 'first', 'first', ...(asksAgain ? ['second'] : [])]);
  }
});
