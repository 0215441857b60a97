import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../base/errors.ts';
import type { FailureCode } from '../../base/failures.ts';
import { Secret } from '../../base/secret.ts';
import { clientConfig, clientConnection } from '../../engine/client-config.ts';
import type { ClientOptions } from '../../engine/options.ts';
import { converse, expectRefused } from '../../engine/testing/converse.ts';
import { Endpoint } from '../../engine/testing/endpoint.ts';
import { now, serverCredential, trust } from '../../engine/testing/fixtures.ts';
import { flipped, judges } from '../../engine/testing/mistakes.ts';
import { Returning, takesEarlyData } from '../../engine/testing/returning.ts';
import {
  act,
  after,
  andThen,
  before,
  changed,
  data,
  extensions,
  type Mistake,
  raw,
  replaced,
  say,
  serverScript,
} from '../../engine/testing/script.ts';
import { ScriptedPeer } from '../../engine/testing/scripted-peer.ts';
import { providers, stage } from '../../engine/testing/subjects.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { suiteNamed } from '../../registry/cipher-suites.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { decode, encode } from '../../wire/codec.ts';
import { fateOfEarlyData } from './early-data-client.ts';
import { decodeKept, KeptSession } from './kept.ts';
import type { OfferedPsk } from './offer.ts';

/** What a visit left behind, so that each conversation starts with the same. */
const returning = new Returning({ target: { earlyData: new Uint8Array(10) } });
await returning.visit({ server: takesEarlyData(returning) });
const kept = [...returning.sessions.sessions()];
const sessions = (): MemoryStore => {
  const store = new MemoryStore();
  for (const { key, value, expires } of kept) store.put(key, value, expires);
  return store;
};
const ticket = decode(KeptSession, kept[0]?.value ?? new Uint8Array(0));

/** A client of ours that has a ticket, before a server that does what the script says. */
function comesBack(script: Mistake, options: Partial<ClientOptions> = {}, earlyData?: Uint8Array) {
  const config = clientConfig({
    crypto: nodeProvider,
    trust,
    groups: ['x25519', 'secp256r1'],
    keyShares: ['x25519'],
    versions: ['TLS 1.3'],
    sessions: sessions(),
    ...options,
  });
  const subject = new Endpoint((observer) =>
    clientConnection(config, { serverName: 'server.test', now: now + 1000, observer, earlyData }),
  );
  const peer = new ScriptedPeer('server', { credential: serverCredential });
  return { subject, peer, played: converse(subject, peer, script(serverScript())) };
}

describe('RFC 8446 §4.2.11: a client with one ticket refuses a server that', () => {
  const cases: readonly (readonly [FailureCode, string, Mistake, Partial<ClientOptions>?])[] = [
    ['unoffered_psk', '[H27] selects the second identity of one', extensions('ServerHello', { pre_shared_key: 1 })],
    [
      'unoffered_psk',
      '[H30] selects a key for a suite with another hash',
      (script) =>
        changed(script, 'ServerHello', (body) => ({
          ...body,
          cipherSuite: 0x1302,
          extensions: { ...body.extensions, pre_shared_key: 0 },
        })),
    ],
    [
      'missing_extension',
      'uses the key alone although that was not offered',
      extensions('ServerHello', { pre_shared_key: 0, key_share: undefined }),
    ],
    [
      'unoffered_psk',
      'uses the key with a share although it was offered for use alone',
      extensions('ServerHello', { pre_shared_key: 0 }),
      { pskModes: ['psk_ke'] },
    ],
    [
      'misplaced_extension',
      'puts the choice elsewhere',
      extensions('EncryptedExtensions', { [raw('pre_shared_key')]: new Uint8Array(2) }),
    ],
    [
      'missing_extension',
      'shows a certificate although only keys are accepted',
      extensions('ServerHello', {}),
      { trust: undefined, psks: [{ identity: 'shared', key: new Uint8Array(32) }], keyShares: ['x25519'] },
    ],
    ['truncated', 'cuts the choice short', extensions('ServerHello', { [raw('pre_shared_key')]: new Uint8Array(1) })],
  ];
  for (const [code, title, mistake, options] of cases) {
    test(`${title} (${code})`, async () => {
      const { subject, peer, played } = comesBack(mistake, options);
      await played;
      expectRefused(subject, peer, code);
    });
  }

  test('selects a key where none was offered (unsupported_extension)', async () => {
    const { subject, peer, script } = stage('client');
    await converse(subject, peer, extensions('ServerHello', { pre_shared_key: 0 })(script));
    expectRefused(subject, peer, 'unsolicited_extension');
  });
});

test('[H23] RFC 8446 §4.6.1: a ticket that lives for no time is not kept, and none lives for more than a week', async () => {
  const lives = async (ticketLifetime: number): Promise<readonly number[]> => {
    const store = new MemoryStore();
    const told = andThen(say('NewSessionTicket', (body) => ({ ...body, ticketLifetime })));
    await comesBack(told, { sessions: store }).played;
    return [...store.sessions()].map(({ value }) => decode(KeptSession, value).lifetime);
  };
  expect(await lives(0)).toEqual([]);
  expect(await lives(1)).toEqual([1]);
  expect(await lives(604_801)).toEqual([604_800]);
});

describe('RFC 8446 §4.2.10: a client that sent early data refuses a server that', () => {
  const early = new Uint8Array(10);
  const accepts = extensions('EncryptedExtensions', { early_data: {} });

  test('takes it although it declined the key (bad_early_data)', async () => {
    const { subject, played } = comesBack(accepts, {}, early);
    // The peer of the test has no early keys, so it cannot read what comes.
    await played.catch(() => {});
    expect(subject.error).toBeInstanceOf(ProtocolError);
    expect((subject.error as ProtocolError).code).toBe('bad_early_data');
  });

  test('takes it although none was sent (unsolicited_extension)', async () => {
    const { subject, peer, played } = comesBack(accepts);
    await played;
    expectRefused(subject, peer, 'unsolicited_extension');
  });

  test('answers with an older version (early_data_downgrade)', async () => {
    const { subject, played } = comesBack(
      (script) =>
        changed(script, 'ServerHello', (body) => ({ ...body, legacySessionIdEcho: new Uint8Array(0), extensions: {} })),
      { versions: ['TLS 1.2', 'TLS 1.3'] },
      early,
    );
    await played.catch(() => {});
    expect((subject.error as ProtocolError).code).toBe('early_data_downgrade');
  });

  const suites = [suiteNamed('TLS_AES_128_GCM_SHA256'), suiteNamed('TLS_CHACHA20_POLY1305_SHA256')] as const;
  const session = { suite: suites[0], protocol: 'h2', maxEarlyData: 10, authenticated: now, peer: undefined };
  const offered: OfferedPsk = {
    identity: ticket.ticket,
    secret: new Secret(new Uint8Array(32)),
    hash: 'sha256',
    origin: 'ticket',
    obfuscatedAge: 0,
    session,
  };
  const offer = { data: early, psk: offered, session };
  const terms = { psk: offered, suite: suites[0], protocol: 'h2' };

  test('takes it on other terms than those of the session (bad_early_data)', () => {
    expect(fateOfEarlyData(offer, true, terms)).toBe('accepted');
    expect(fateOfEarlyData(offer, false, { ...terms, psk: undefined })).toBe('rejected');
    for (const other of [{ suite: suites[1] }, { protocol: 'http/1.1' }, { protocol: undefined }, { psk: undefined }]) {
      expect(() => fateOfEarlyData(offer, true, { ...terms, ...other })).toThrow(/other terms/);
    }
  });
});

const modes = { psk_key_exchange_modes: [1] };
const psk = {
  identities: [{ identity: ticket.ticket, obfuscatedTicketAge: ticket.ageAdd }],
  binders: [new Uint8Array(32)],
};
const offers = (values: object): Mistake => extensions('ClientHello', { ...modes, ...values });

judges(
  'server',
  'what RFC 8446 §4.2.11 says about keys on offer',
  [
    ['bad_binder', '[D14] a binder of zeros', offers({ pre_shared_key: psk })],
    [
      'bad_binder',
      '[D14] a binder with a flipped bit',
      offers({ pre_shared_key: { ...psk, binders: [flipped(new Uint8Array(32))] } }),
    ],
    ['bad_binder', 'a binder of another length', offers({ pre_shared_key: { ...psk, binders: [new Uint8Array(48)] } })],
    [
      'bad_binders',
      'two binders for one identity',
      offers({ pre_shared_key: { ...psk, binders: [new Uint8Array(32), new Uint8Array(32)] } }),
    ],
    ['missing_extension', '[F13] no psk_key_exchange_modes', extensions('ClientHello', { pre_shared_key: psk })],
    ['psk_not_last', '[F11] another extension behind', extensions('ClientHello', { pre_shared_key: psk, ...modes })],
    [
      'bad_length',
      'no mode at all',
      extensions('ClientHello', { [raw('psk_key_exchange_modes')]: Uint8Array.of(0), pre_shared_key: psk }),
    ],
    [undefined, 'early data without a key, which is not taken', offers({ early_data: {} })],
    [
      undefined,
      'a mode that nobody knows',
      extensions('ClientHello', { psk_key_exchange_modes: [7], pre_shared_key: psk }),
    ],
    [
      undefined,
      '[H28] a ticket of somebody else',
      offers({ pre_shared_key: { ...psk, identities: [{ identity: new Uint8Array(100), obfuscatedTicketAge: 0 }] } }),
    ],
    [
      undefined,
      'more tickets than are looked at, a good one behind them',
      offers({
        pre_shared_key: {
          identities: [
            ...Array.from({ length: 8 }, () => ({ identity: new Uint8Array(9), obfuscatedTicketAge: 0 })),
            ...psk.identities,
          ],
          binders: Array.from({ length: 9 }, () => new Uint8Array(32)),
        },
      }),
    ],
    [
      'missing_extension',
      'no signature_algorithms, and the key is declined',
      offers({
        signature_algorithms: undefined,
        pre_shared_key: { ...psk, identities: [{ identity: new Uint8Array(9), obfuscatedTicketAge: 0 }] },
      }),
    ],
    [
      'missing_extension',
      'no groups and no shares, and the key needs a share',
      offers({ supported_groups: undefined, key_share: undefined, pre_shared_key: psk }),
    ],
    ['unexpected_message', 'a NewSessionTicket from a client', (script) => [...script, say('NewSessionTicket')]],
    [
      'unexpected_message',
      'EndOfEarlyData where there is none',
      (script) => before(script, 'Finished', say('EndOfEarlyData')),
    ],
    [
      'unexpected_data',
      'data before Finished',
      (script) =>
        before(
          script,
          'Finished',
          act('data', (peer) => peer.send(23, new Uint8Array(5))),
        ),
    ],
  ],
  { server: { tickets: { sealer: returning.ring } } },
);

judges(
  'server',
  'messages out of turn, though it may speak half a round trip early',
  [
    [
      'unexpected_message',
      'RFC 8446 §4.5: EndOfEarlyData where there is none',
      (script) => before(script, 'Finished', say('EndOfEarlyData')),
    ],
  ],
  { server: { halfRttData: true } },
);

judges('server', 'what RFC 8446 §4.1.2 says about early data in a second hello', [
  [
    'bad_retry',
    'it is offered again',
    (script) =>
      replaced(
        script,
        'second ClientHello',
        say(
          'ClientHello',
          (body) => ({ ...body, extensions: { ...body.extensions, early_data: {} } }),
          'second ClientHello',
        ),
      ),
    { retried: true },
  ],
]);

test('RFC 8446 §4.6.1: more early data than the ticket allows ends the connection (too_much_early_data)', async () => {
  const generous = new Returning({ target: { earlyData: new Uint8Array(100) } });
  await generous.visit({ server: takesEarlyData(generous, 100) });
  // The ticket says 100; the client is made to believe 200.
  const store = new MemoryStore();
  for (const { key, value, expires } of generous.sessions.sessions()) {
    const session = decodeKept(KeptSession, value);
    if (session) store.put(key, encode(KeptSession, { ...session, maxEarlyData: 200 }), expires);
  }
  const both = await generous.visit({
    client: { sessions: store },
    server: takesEarlyData(generous, 100),
    target: { earlyData: new Uint8Array(101) },
  });
  expect(both.server.error).toMatchObject({ code: 'too_much_early_data', alert: 'unexpected_message' });
});

for (const { answers, crypto } of providers) {
  test(`RFC 8446 §4.6.1: a client whose provider answers ${answers} survives any ticket`, async () => {
    const { subject, peer, script } = stage('client', {}, { crypto, client: { sessions: new MemoryStore() } });
    await converse(subject, peer, [
      ...after(script, 'application keys'),
      say('NewSessionTicket', (body) => ({ ...body, ticketLifetime: 2 ** 32 - 1 })),
      say('NewSessionTicket', (body) => ({ ...body, ticketLifetime: 0 })),
      say('NewSessionTicket', (body) => ({
        ...body,
        ticketNonce: new Uint8Array(0),
        ticket: new Uint8Array(2 ** 16 - 1),
      })),
      say('NewSessionTicket', (body) => ({ ...body, extensions: { early_data: 2 ** 32 - 1 } })),
      data(new Uint8Array(3)),
    ]);
    expect(subject.error).toBeUndefined();
    expect(subject.data).toHaveLength(3);
  });
}
