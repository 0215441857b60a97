import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { PeerAlert, ProtocolError } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';
import { helloRetryRandom } from '../wire/messages/server-hello.ts';
import { messagesClassic } from '../wire/messages-classic.ts';
import type { Endpoint } from './testing/endpoint.ts';
import { clientCredential, credential } from './testing/fixtures.ts';
import {
  boundBefore,
  type Misbehaviour,
  misled,
  misremembered,
  sending,
  withExtensions,
} from './testing/renegotiating.ts';

function expectFailure({ error }: Endpoint, code: FailureCode): void {
  expect(error).toBeInstanceOf(ProtocolError);
  expect((error as ProtocolError).code, error?.message).toBe(code);
}

const elsewhere = await credential({ names: ['server.test', 'elsewhere.test'] });
const stranger = await credential({ names: ['stranger.test'], usages: ['clientAuth'] });
const none = new Uint8Array(0);
const unbinding = withExtensions('ClientHello', { extended_master_secret: undefined });

describe('[I04] a server judges a renegotiation:', () => {
  const cases: readonly (readonly [FailureCode, string, Misbehaviour, Misbehaviour?])[] = [
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.7: a Finished of the client that was never sent',
      { info: misremembered('client') },
    ],
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.7: no renegotiation_info',
      { io: withExtensions('ClientHello', { renegotiation_info: undefined }) },
    ],
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.7: an empty renegotiation_info, as in the first handshake',
      { io: withExtensions('ClientHello', { renegotiation_info: none }) },
    ],
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.7: the signalling suite, which belongs to the first handshake',
      {
        io: sending((name, body) =>
          name === 'ClientHello' && 'cipherSuites' in body
            ? { ...body, cipherSuites: [...(body.cipherSuites as number[]), 0x00ff] }
            : body,
        ),
      },
    ],
    ['renegotiation_changed', 'RFC 5746 §5: another server_name', { serverName: 'elsewhere.test' }],
    [
      'renegotiation_changed',
      'RFC 5746 §5: another client certificate',
      { client: { credentials: [{ ...stranger }] } },
      { client: { credentials: [clientCredential] }, server: { clientAuthentication: 'request' } },
    ],
    [
      'renegotiation_changed',
      'RFC 5746 §5: no client certificate any more',
      { client: { credentials: [] } },
      { client: { credentials: [clientCredential] }, server: { clientAuthentication: 'request' } },
    ],
    [
      'renegotiation_changed',
      'RFC 7301 §3.2: another application protocol',
      { client: { protocols: ['http/1.1'] } },
      { client: { protocols: ['h2', 'http/1.1'] }, server: { protocols: ['h2', 'http/1.1'] } },
    ],
    ['renegotiation_changed', 'RFC 7627 §4: no extended_master_secret any more', { io: unbinding }],
    ['renegotiation_changed', 'RFC 5746 §4.2: extended_master_secret all at once', {}, { io: unbinding }],
    [
      'unexpected_data',
      'RFC 5246 §7.3: application data between ChangeCipherSpec and Finished',
      {
        io: sending(
          (_name, body) => body,
          (name, io) => name === 'Finished' && io.sendEarlyData(Uint8Array.of(1)),
        ),
      },
    ],
    [
      'unexpected_message',
      'RFC 5246 §7.3: a message out of turn',
      {
        io: sending(
          (_name, body) => body,
          (name, io) => name === 'ClientKeyExchange' && io.send(messagesClassic, 'HelloRequest', {}),
        ),
      },
    ],
  ];
  for (const [code, title, wrong, common] of cases) {
    test(`${title} (${code})`, async () => {
      const { client, server } = await misled('client', wrong, common);
      expectFailure(server, code);
      expect(client.error).toBeInstanceOf(PeerAlert);
    });
  }
});

describe('[I04] a client judges a renegotiation:', () => {
  const cases: readonly (readonly [FailureCode, string, Misbehaviour, Misbehaviour?])[] = [
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.5: a Finished of the server that was never sent',
      { info: misremembered('server') },
    ],
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.5: no renegotiation_info',
      { io: withExtensions('ServerHello', { renegotiation_info: undefined }) },
    ],
    [
      'bad_renegotiation_info',
      'RFC 5746 §3.5: an empty renegotiation_info, as in the first handshake',
      { io: withExtensions('ServerHello', { renegotiation_info: none }) },
    ],
    [
      'missing_extension',
      'RFC 8446 §4.1.4: a request for another hello, of which TLS 1.2 knows nothing',
      {
        io: sending((name, body) =>
          name === 'ServerHello' ? { ...body, random: helloRetryRandom, extensions: {} } : body,
        ),
      },
    ],
    ['renegotiation_changed', 'RFC 5746 §5: another certificate', { server: { credentials: [elsewhere] } }],
    [
      'renegotiation_changed',
      'RFC 7301 §3.2: another application protocol',
      { io: withExtensions('ServerHello', { application_layer_protocol_negotiation: [utf8('http/1.1')] }) },
      { client: { protocols: ['h2', 'http/1.1'] }, server: { protocols: ['h2', 'http/1.1'] } },
    ],
    [
      'renegotiation_changed',
      'RFC 7627 §4: no extended_master_secret any more',
      { io: withExtensions('ServerHello', { extended_master_secret: undefined }) },
    ],
    [
      'renegotiation_changed',
      'RFC 5746 §4.2: extended_master_secret all at once',
      { info: boundBefore },
      { io: unbinding },
    ],
    [
      'unsupported_version',
      'RFC 8446 §4.1.2: another version',
      { io: sending((name, body) => (name === 'ServerHello' ? { ...body, legacyVersion: 0x0302 } : body)) },
    ],
  ];
  for (const [code, title, wrong, common] of cases) {
    test(`${title} (${code})`, async () => {
      const { client, server } = await misled('server', wrong, common);
      expectFailure(client, code);
      expect(server.error).toBeInstanceOf(PeerAlert);
    });
  }
});

test('RFC 5746 §5: a client may be asked for its certificate in a renegotiation for the first time', async () => {
  const common = { client: { credentials: [clientCredential] } };
  const { server } = await misled('server', { server: { clientAuthentication: 'require' } }, common);
  expect(server.info?.peer).toBeUndefined();
  const last = server.outputs.at(-1);
  expect(last?.type === 'established' && last.info.peer?.chain[0]?.subject.der).toBeInstanceOf(Uint8Array);
});

test('RFC 8449 §4: a record_size_limit of a renegotiation comes with its keys', async () => {
  const limits = { server: { recordSizeLimit: 16_384 }, client: { recordSizeLimit: 2048 } };
  for (const [after, length] of [
    [512, 2],
    [4096, 1],
  ] as const) {
    const both = await misled('client', { client: { recordSizeLimit: after } }, limits);
    expect([both.client.error, both.server.error]).toEqual([undefined, undefined]);
    both.server.use((connection) => connection.write(new Uint8Array(1000)));
    const bytes = both.server.send();
    expect(bytes.length).toBe(1000 + length * (5 + 8 + 16));
    both.client.receive(bytes);
    expect(both.client.data).toHaveLength(1000);
  }
});

test('RFC 8449 §4: until then the one before counts', async () => {
  const common = { recordSizeLimit: 16_384 };
  const both = await misled('client', { client: { recordSizeLimit: 64 } }, { server: common, client: common });
  expect(both.client.error).toBeUndefined();
  const [one = 0, other = 0] = [...both.server.writes].sort((a, b) => b - a);
  expect(one - other).toBeLessThan(3 * (5 + 8 + 16));
});
