import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import { clientConfig } from '../../src/engine/client-config.ts';
import { Connection } from '../../src/engine/connection.ts';
import type { Observer } from '../../src/engine/observer.ts';
import { Endpoint } from '../../src/engine/testing/endpoint.ts';
import type { Offer } from '../../src/handshake/hello/offer.ts';
import { offerKeys } from '../../src/handshake/hello/offer.ts';
import { sendEarlyData } from '../../src/handshake/psk/early-data-client.ts';
import { TicketState } from '../../src/handshake/psk/kept.ts';
import { type OfferedPsk, sendHello } from '../../src/handshake/psk/offer.ts';
import { emptyBinder } from '../../src/handshake/psk/pre-shared-key.ts';
import { client13 } from '../../src/handshake/tls13/client.ts';
import { expect13 } from '../../src/handshake/tls13/expect.ts';
import { suiteNamed } from '../../src/registry/cipher-suites.ts';
import { versionNamed } from '../../src/registry/versions.ts';
import { decode, encode } from '../../src/wire/codec.ts';
import { handshakeHeader } from '../../src/wire/handshake.ts';
import { ClientHello } from '../../src/wire/messages/client-hello.ts';
import { recordedServer } from './recorded-flows.ts';
import { present, replaying, transcript } from './transcripts.ts';

const header = 5;
const now = Date.UTC(2022, 4, 6);
const suite = suiteNamed('TLS_AES_128_GCM_SHA256');
const same = (actual: Uint8Array, expected: Uint8Array): void => expect(toHex(actual)).toBe(toHex(expected));

interface Trace {
  readonly section: string;
  readonly name: string;
  readonly origin: 'ticket' | 'external';
  /** Bytes of the key, and where they stand. */
  key(field: (name: string) => Uint8Array): Uint8Array;
}

const traces: readonly Trace[] = [
  {
    section: '§4',
    name: 'Resumed_0RTT_Handshake',
    origin: 'ticket',
    // In the session that the client kept, as the transcript of the connection before makes it.
    key: (field) => field('Client_SessionData').subarray(37, 69),
  },
  {
    section: 'TLS 1.3 with a key from outside, as recorded beside it',
    name: 'Externally_Provided_PSK_with_Ephemeral_Key',
    origin: 'external',
    key: (field) => field('PskSecret'),
  },
];

for (const { section, name, origin, key } of traces) {
  const field = transcript(name);
  const message = (): Uint8Array => field('Record_ClientHello_1').subarray(header);
  const recorded = (): ClientHello => decode(ClientHello, message().subarray(handshakeHeader));
  const earlyData = field('Client_EarlyAppData');

  /**
   * As the RFC has it. The file leaves server_name out of what the resuming server says, and has the server's record
   * made anew; everything else in it follows from the RFC's own message.
   */
  const encryptedExtensions = (): Uint8Array => {
    const message = field('Message_EncryptedExtensions');
    if (origin === 'external') return message;
    const [head, earlyDataExtension] = [message.subarray(6, -4), message.subarray(-4)];
    const length = message.length - 6 + 4;
    return concat(Uint8Array.of(8, 0, 0, length + 2, 0, length), head, new Uint8Array(4), earlyDataExtension);
  };

  /** The server's whole first flight. */
  const serverFlight = (): Uint8Array => {
    const subject = server();
    subject.receive(concat(field('Record_ClientHello_1'), field('Record_Client_EarlyAppData')));
    return subject.send();
  };

  /** Our client, with the recorded ClientHello but for its binder. */
  const client = (): Endpoint => {
    const config = clientConfig({
      crypto: replaying([], { x25519: field('Client_RNG_Pool').slice(32, 64) }),
      versions: ['TLS 1.3'],
      groups: ['x25519'],
      recordSizeLimit: 2 ** 14 + 1,
      middleboxCompatibility: false,
      insecureAcceptAnyCertificate: true,
    });
    const purpose = { serverName: 'server', origin: 'server', earlyData };
    return new Endpoint(
      (observer) =>
        new Connection('client', { ...config, observer }, now, function* (io) {
          const hello = recorded();
          const [identity] = hello.extensions?.pre_shared_key?.identities ?? [];
          const session = { suite, protocol: undefined, maxEarlyData: 1024, authenticated: now, peer: undefined };
          const psk: OfferedPsk = {
            identity: identity?.identity ?? new Uint8Array(0),
            obfuscatedAge: identity?.obfuscatedTicketAge ?? 0,
            secret: new Secret(key(field).slice()),
            hash: 'sha256',
            origin,
            session: origin === 'ticket' ? session : undefined,
          };
          const empty = { identities: identity === undefined ? [] : [identity], binders: [emptyBinder(psk)] };
          const early = origin === 'ticket' ? { data: earlyData, psk, session } : undefined;
          const offer: Offer = {
            hello: { ...hello, extensions: { ...hello.extensions, pre_shared_key: empty } },
            serverName: 'server',
            keyOffers: yield* offerKeys(io, ['x25519']),
            psks: [psk],
            session: undefined,
            early,
          };
          yield* sendHello(io, offer);
          if (early !== undefined) sendEarlyData(io, config, early, hello.random);
          const answer = yield* expect13('ServerHello', 'HelloRetryRequest');
          return yield* client13(io, config, purpose, offer, answer, versionNamed('TLS 1.3'));
        }),
    );
  };

  /** Our server, which finds the recorded key in the recorded ticket, or knows it. */
  const server = (observer?: Observer): Endpoint => {
    const [identity] = recorded().extensions?.pre_shared_key?.identities ?? [];
    const state = encode(TicketState, {
      version: 0x0304,
      cipherSuite: suite.id,
      secret: key(field),
      since: now,
      authenticated: now,
      lifetime: 3600,
      ageAdd: identity?.obfuscatedTicketAge ?? 0,
      maxEarlyData: 1024,
      serverName: Uint8Array.from('server', (letter) => letter.charCodeAt(0)),
      protocol: new Uint8Array(0),
      chain: [],
      rawKey: new Uint8Array(0),
      scheme: 0,
      ownCertificateType: 0,
    });
    const sealer = { lifetime: 3600, seal: () => new Uint8Array(0), open: () => state };
    return recordedServer(
      {
        crypto: replaying([field('Server_RNG_Pool').slice(0, 32)], { x25519: field('Server_RNG_Pool').slice(32, 64) }),
        versions: ['TLS 1.3'],
        groups: ['x25519'],
        recordSizeLimit: 2 ** 14 + 1,
        tickets: origin === 'ticket' ? { sealer, count: 0 } : undefined,
        earlyData: origin === 'ticket' ? { most: 1024, guard: { first: () => true } } : undefined,
        psks: [{ identity: 'rfc8448', key: origin === 'external' ? key(field) : new Uint8Array(32) }],
      },
      {
        EncryptedExtensions: encryptedExtensions(),
        ...(origin === 'external' && { ServerHello: field('Message_ServerHello') }),
      },
      observer,
    );
  };

  describe.skipIf(!present)(`RFC 8448 ${section}: ${name}${present ? '' : ' (absent: set HANDFAST_VECTORS)'}`, () => {
    test('[A24, C28, D14] our client makes the recorded binder and sends every byte of the client’s side', () => {
      const subject = client();
      same(subject.send(), concat(field('Record_ClientHello_1'), field('Record_Client_EarlyAppData')));
      subject.receive(serverFlight());
      same(subject.send(), field('Record_ClientFinished'));
      expect(subject.info?.earlyData).toBe(origin === 'ticket' ? 'accepted' : 'none');
      subject.use((connection) => connection.write(field('Client_AppData')));
      same(subject.send(), field('Record_Client_AppData'));
      subject.receive(field('Record_Server_AppData'));
      same(subject.data, field('Server_AppData'));
      subject.use((connection) => connection.close());
      same(subject.send(), field('Record_Client_CloseNotify'));
      subject.receive(field('Record_Server_CloseNotify'));
      expect(subject.error).toBeUndefined();
    });

    test('[A24, C28] our server takes key and early data, and sends every byte of the server’s side', () => {
      let finished = new Uint8Array(0);
      const subject = server({
        message: ({ name, bytes, direction }) => {
          if (name === 'Finished' && direction === 'sent') finished = bytes.slice();
        },
      });
      subject.receive(concat(field('Record_ClientHello_1'), field('Record_Client_EarlyAppData')));
      const flight = subject.send();
      same(flight.subarray(0, field('Record_ServerHello').length), field('Record_ServerHello'));
      if (origin === 'external') same(flight.subarray(-86), field('Record_ServerHandshakeMessages'));
      same(finished, field('Message_Server_Finished'));
      same(subject.data, earlyData);
      subject.receive(field('Record_ClientFinished'));
      expect(subject.error).toBeUndefined();
      expect(subject.info?.resumed).toBe(origin === 'ticket');
      subject.receive(field('Record_Client_AppData'));
      same(subject.data, concat(earlyData, field('Client_AppData')));
      subject.use((connection) => connection.write(field('Server_AppData')));
      same(subject.send(), field('Record_Server_AppData'));
      subject.use((connection) => connection.close());
      same(subject.send(), field('Record_Server_CloseNotify'));
    });
  });
}
