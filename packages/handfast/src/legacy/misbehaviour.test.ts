import { describe, expect, test } from 'vitest';
import { concat } from '../base/bytes.ts';
import { type PeerAlert, ProtocolError } from '../base/errors.ts';
import { compose } from '../crypto/compose.ts';
import type { CryptoProvider, PublicKey } from '../crypto/provider.ts';
import { srpVerifier } from '../crypto/srp.ts';
import { srpGroup } from '../crypto/srp-groups.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { type Pair, type PairOptions, pair, pump } from '../engine/testing/pair.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type LegacyOptions, type LegacyVersionName, legacy } from './legacy.ts';
import type { SrpServerOptions } from './srp.ts';
import { recordsOf } from './testing/records.ts';

const credentials = [await credential(), await credential({ kind: 'RSA' })];
const crypto = compose(nodeProvider, legacyProvider);

/** Both sides with the same old version and suite. */
function both(
  version: LegacyVersionName,
  suite: string,
  more: LegacyOptions = {},
): Required<Pick<PairOptions, 'client' | 'server' | 'crypto'>> {
  const common = {
    versions: [],
    cipherSuites: [],
    legacy: legacy({ versions: [version], cipherSuites: [suite], ...more }),
  };
  return { crypto, client: common, server: { ...common, credentials } };
}

const codeOf = (error: ProtocolError | PeerAlert | undefined): string | undefined =>
  error instanceof ProtocolError ? error.code : error?.alert;

async function failure(options: PairOptions): Promise<{ client: string | undefined; server: string | undefined }> {
  const ends = pair(options);
  await pump(ends);
  expect([ends.client.info, ends.server.info]).toEqual([undefined, undefined]);
  return { client: codeOf(ends.client.error), server: codeOf(ends.server.error) };
}

/** A client's provider that encrypts something else than the premaster secret. */
function encrypting(change: (key: PublicKey, secret: Uint8Array) => Uint8Array): CryptoProvider {
  return {
    ...crypto,
    importPublicKey(info) {
      const key = crypto.importPublicKey(info);
      return key && { info, verify: (...all) => key.verify(...all), encryptPkcs1: (secret) => change(key, secret) };
    },
  };
}

const really = (key: PublicKey, secret: Uint8Array): Uint8Array => key.encryptPkcs1?.(secret) as Uint8Array;

describe.each(['SSL 3.0', 'TLS 1.0', 'TLS 1.1'] as const)('%s', (version) => {
  test.each<[string, (key: PublicKey, secret: Uint8Array) => Uint8Array]>([
    ['another version in the secret', (key, secret) => really(key, concat(Uint8Array.of(3, 9), secret.subarray(2)))],
    ['a secret that is too short', (key, secret) => really(key, secret.subarray(1))],
    ['a secret that is too long', (key, secret) => really(key, concat(secret, secret))],
    ['no secret at all', (key) => really(key, new Uint8Array(0))],
    ['what decrypts to noise', () => new Uint8Array(256).fill(1)],
    ['what is no ciphertext', () => new Uint8Array(3)],
    ['more than the modulus', () => new Uint8Array(256).fill(0xff)],
    [
      'another secret',
      (key, secret) =>
        really(
          key,
          secret.map((byte, i) => (i < 2 ? byte : 0)),
        ),
    ],
  ])('[D01] RFC 5246 §7.4.7.1: %s comes to the same as a wrong key', async (_what, change) => {
    const { client, server } = both(version, 'TLS_RSA_WITH_AES_128_CBC_SHA');
    const end = await failure({ crypto, client: { ...client, crypto: encrypting(change) }, server });
    expect(end).toEqual({ client: 'bad_record_mac', server: 'bad_record' });
  });
});

const change = (record: Uint8Array): boolean => record[0] === 20;
const newChange = Uint8Array.of(20, 3, 1, 0, 1, 1);
const data = Uint8Array.of(23, 3, 1, 0, 1, 1);

/** What happens to a flight that holds a ChangeCipherSpec. */
const ways: Readonly<Record<string, (records: Uint8Array[]) => Uint8Array[]>> = {
  'RFC 5246 §7.1: ChangeCipherSpec never comes': (records) => records.filter((record) => !change(record)),
  'RFC 5246 §7.1: ChangeCipherSpec comes twice': (records) =>
    records.flatMap((one) => (change(one) ? [one, one] : [one])),
  'RFC 5246 §7.1: ChangeCipherSpec comes early (CVE-2014-0224)': (records) => [newChange, ...records],
  'RFC 5246 §7.4.9: Finished comes before ChangeCipherSpec': (records) => {
    const at = records.findIndex(change);
    return [...records.slice(0, at), ...records.slice(at + 1), records[at] as Uint8Array];
  },
  'RFC 5246 §7.3: data come before Finished': (records) => [data, ...records],
};

describe.each([
  ['SSL 3.0', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  ['TLS 1.0', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  ['TLS 1.1', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA'],
] as const)('%s with %s', (version, suite) => {
  describe.each(['client', 'server'] as const)('from the %s', (side) => {
    test.each(Object.keys(ways))('%s', async (way) => {
      const ends: Pair = pair(both(version, suite));
      await pump(ends, (bytes, from) => {
        const records = recordsOf(bytes);
        return from === side && records.some(change) ? concat(...(ways[way]?.(records) ?? [])) : bytes;
      });
      const judge = side === 'client' ? ends.server : ends.client;
      // What is still encrypted may look like the beginning of a longer message, whose rest the judge waits for.
      if (way.endsWith('never comes')) judge.use((connection) => connection.receiveEnd());
      expect(judge.info).toBeUndefined();
      expect([
        ...(way.endsWith('never comes') ? ['truncated_connection'] : []),
        'bad_change_cipher_spec',
        'unexpected_message',
        'unexpected_data',
        'bad_record',
        'bad_length',
        'interleaved_handshake',
        // What is still encrypted makes no message.
        'message_too_long',
      ]).toContain(codeOf(judge.error));
    });
  });
});

/** As an attacker would pass it on who keeps ChangeCipherSpec: nothing is encrypted, and the MAC is cut off. */
function withoutProtection(records: Uint8Array[]): Uint8Array[] {
  const at = records.findIndex(change);
  const finished = records[at + 1] as Uint8Array;
  const bare = finished.slice(0, finished.length - 20);
  bare[4] = bare.length - 5;
  return [...records.slice(0, at), bare];
}

test.each(['SSL 3.0', 'TLS 1.0'] as const)(
  '[K06] RFC 6101 §5.5: a Finished of %s without ChangeCipherSpec before it is refused',
  async (version) => {
    const ends = pair(both(version, 'TLS_RSA_WITH_NULL_SHA'));
    await pump(ends, (bytes, from) => {
      const records = recordsOf(bytes);
      return from === 'client' && records.some(change) ? concat(...withoutProtection(records)) : bytes;
    });
    expect(ends.server.info).toBeUndefined();
    expect(codeOf(ends.server.error)).toBe('unexpected_message');
  },
);

const psk = (identity: string, byte: number) => [{ identity, key: new Uint8Array(16).fill(byte) }];

test.each([
  ['an unknown identity', psk('nobody', 1)],
  ['a wrong key', psk('somebody', 2)],
])('RFC 4279 §2: %s is told from nothing', async (_what, psks) => {
  const { client, server } = both('TLS 1.0', 'TLS_DHE_PSK_WITH_AES_128_CBC_SHA');
  const end = await failure({ crypto, client: { ...client, psks }, server: { ...server, psks: psk('somebody', 1) } });
  expect(end).toEqual({ client: 'bad_record_mac', server: 'bad_record' });
});

const known = { user: 'somebody', password: 'a secret' };
const salt = new Uint8Array(16).fill(3);
const entry = { salt, verifier: srpVerifier({ crypto, group: srpGroup(1024) }, salt, known), group: 1024 } as const;
const srpUsers: SrpServerOptions = {
  find: (user) => (user === known.user ? entry : undefined),
  seed: salt,
  group: 1024,
};

test.each([
  ['an unknown user', { user: 'nobody', password: 'a secret' }],
  ['a wrong password', { user: 'somebody', password: 'another' }],
])('[E11] RFC 5054 §2.5.1.3: %s is told from nothing', async (_what, srpCredentials) => {
  const end = await failure(both('TLS 1.0', 'TLS_SRP_SHA_WITH_AES_128_CBC_SHA', { srpCredentials, srpUsers }));
  expect(end).toEqual({ client: 'bad_record_mac', server: 'bad_record' });
});

test('[G11] [K21] RFC 9325 §4.1: a client refuses a prime that is shorter than it wants', async () => {
  const end = await failure(both('TLS 1.1', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', { leastPrimeBits: 8192 }));
  expect(end).toEqual({ client: 'weak_group', server: 'insufficient_security' });
});

test('RFC 5246 §7.4.4: who must know clients does not let anonymous ones in', async () => {
  const { client, server } = both('TLS 1.1', 'TLS_DH_anon_WITH_AES_128_CBC_SHA');
  const end = await failure({ crypto, client, server: { ...server, clientAuthentication: 'require' } });
  expect(end.server).toBe('client_certificate_missing');
});

test('RFC 5246 §7.4.2: an RSA key that only signs does not decrypt', async () => {
  const { client, server } = both('TLS 1.1', 'TLS_RSA_WITH_AES_128_CBC_SHA');
  const end = await failure({ crypto, client, server: { ...server, credentials: [await credential()] } });
  expect(end.server).toBe('no_common_suite');
});
