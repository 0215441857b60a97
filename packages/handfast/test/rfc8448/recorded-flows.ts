/** Our flows, made to say some messages as they were recorded where our own choices would differ. */

import { clientConfig } from '../../src/engine/client-config.ts';
import { Connection } from '../../src/engine/connection.ts';
import type { Observer } from '../../src/engine/observer.ts';
import type { ClientOptions, ServerOptions } from '../../src/engine/options.ts';
import { serverConfig } from '../../src/engine/server-config.ts';
import { Endpoint } from '../../src/engine/testing/endpoint.ts';
import type { Established } from '../../src/handshake/established.ts';
import type { Flow } from '../../src/handshake/flow.ts';
import { type Offer, offerKeys } from '../../src/handshake/hello/offer.ts';
import { serverHandshake } from '../../src/handshake/hello/server.ts';
import type { HandshakeIo } from '../../src/handshake/io.ts';
import type { ClientSettings } from '../../src/handshake/settings.ts';
import { client13 } from '../../src/handshake/tls13/client.ts';
import { expect13 } from '../../src/handshake/tls13/expect.ts';
import { versionNamed } from '../../src/registry/versions.ts';
import { decode } from '../../src/wire/codec.ts';
import { handshakeHeader } from '../../src/wire/handshake.ts';
import { type Messages13, messages13 } from '../../src/wire/messages13.ts';

/** Messages as they were recorded, header included, by name. */
export type Recorded = Partial<Record<keyof Messages13, Uint8Array>>;

const now = Date.UTC(2022, 4, 6);
const purpose = { serverName: 'server', origin: 'server', earlyData: undefined };

/** A client that starts with the recorded ClientHello and follows our flow from there. */
export function recordedClient(options: ClientOptions, firstHello: Uint8Array, recorded: Recorded): Endpoint {
  const config = clientConfig(options);
  return new Endpoint(
    (observer) =>
      new Connection('client', { ...config, observer }, now, (io) =>
        client(substituting(io, recorded), config, firstHello),
      ),
  );
}

function* client(io: HandshakeIo, settings: ClientSettings, firstHello: Uint8Array): Flow<Established> {
  const hello = decode(messages13.ClientHello.body, firstHello.subarray(handshakeHeader));
  const keyOffers = yield* offerKeys(io, settings.keyShares);
  const offer: Offer = { hello, serverName: 'server', keyOffers, psks: [], session: undefined, early: undefined };
  io.send(messages13, 'ClientHello', { ...hello });
  const answer = yield* expect13('ServerHello', 'HelloRetryRequest');
  return yield* client13(io, settings, purpose, offer, answer, versionNamed('TLS 1.3'));
}

/** A server that follows our flow from the first message on. */
export function recordedServer(options: ServerOptions, recorded: Recorded, observer?: Observer): Endpoint {
  const config = serverConfig({ ...options, observer });
  return new Endpoint(
    (own) =>
      new Connection('server', { ...config, observer: observer ?? own }, now, (io) =>
        serverHandshake(substituting(io, recorded), config),
      ),
  );
}

/** Sends the recorded message wherever there is one of that name; a first ClientHello is left to its flow. */
function substituting(io: HandshakeIo, recorded: Recorded): HandshakeIo {
  const send: HandshakeIo['send'] = (dialect, name, body) => {
    const bytes = name === 'ClientHello' && !io.transcript.begun ? undefined : recorded[name as keyof Messages13];
    const format = dialect[name];
    io.send(dialect, name, bytes && format ? decode(format.body, bytes.subarray(handshakeHeader)) : body);
  };
  return new Proxy(io, {
    get(target, key) {
      if (key === 'send') return send;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
