import { describe, expect, test } from 'vitest';
import { toHex, utf8 } from '../../src/base/bytes.ts';
import { late } from '../../src/crypto/testing/late.ts';
import type { CredentialOptions } from '../../src/engine/options.ts';
import { credential, type KeyKind, keySpecs } from '../../src/engine/testing/fixtures.ts';
import { connectedPair, type PairOptions, pump } from '../../src/engine/testing/pair.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { defaultSuites, type SuiteName } from '../../src/registry/cipher-suites.ts';
import { type GroupName, groups, isGroupName } from '../../src/registry/groups.ts';

const suites: readonly SuiteName[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];
const kinds = Object.keys(keySpecs) as KeyKind[];
const everyGroup = groups.map(({ name }) => name).filter(isGroupName);
/** Groups that cost little: they are tried with everything, the others with everything once. */
const cheap: readonly GroupName[] = ['x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1'];
const costly = everyGroup.filter((name) => !cheap.includes(name));
const credentials = new Map<KeyKind, CredentialOptions>();
for (const kind of kinds) credentials.set(kind, await credential({ kind }));
const of = (kind: KeyKind): CredentialOptions => credentials.get(kind) as CredentialOptions;

const schemes: Readonly<Record<KeyKind, string>> = {
  'ECDSA P-256': 'ecdsa_secp256r1_sha256',
  'ECDSA P-384': 'ecdsa_secp384r1_sha384',
  'ECDSA P-521': 'ecdsa_secp521r1_sha512',
  RSA: 'rsa_pss_rsae_sha256',
  'RSA-PSS': 'rsa_pss_pss_sha256',
  Ed25519: 'ed25519',
  Ed448: 'ed448',
};

/** A handshake with these options, data both ways, and the same secrets on both sides. */
async function conversation(options: PairOptions) {
  const both = await connectedPair(options);
  const { client, server } = both;
  client.use((connection) => connection.write(utf8('ping')));
  server.use((connection) => connection.write(utf8('pong')));
  await pump(both);
  expect(client.data).toEqual(utf8('pong'));
  expect(server.data).toEqual(utf8('ping'));
  const hex = ({ secrets }: typeof client): string[] =>
    [...secrets].map(([label, secret]) => `${label} ${toHex(secret)}`);
  expect(hex(client).toSorted()).toEqual(hex(server).toSorted());
  return both;
}

for (const [answers, crypto] of [
  ['at once', nodeProvider],
  ['late', late(nodeProvider, 7)],
] as const) {
  describe(`with a provider that answers ${answers},`, () => {
    // Later answers change nothing about the algorithms: one suite shows that they work.
    for (const suite of answers === 'late' ? suites.slice(0, 1) : suites) {
      test(`[D09] RFC 8446 §B.4: ${suite} with every cheap group and every kind of certificate`, async () => {
        for (const group of cheap) {
          for (const kind of kinds) {
            const only = { cipherSuites: [suite], groups: [group] };
            const { client } = await conversation({
              crypto,
              client: only,
              server: { ...only, credentials: [of(kind)] },
            });
            expect(client.info).toMatchObject({ cipherSuite: suite, group, signatureScheme: schemes[kind] });
          }
        }
      });
    }

    for (const group of answers === 'late' ? costly.slice(0, 2) : costly) {
      test(`RFC 8446 §4.2.7: ${group} with every suite`, async () => {
        for (const suite of suites.slice(0, group.startsWith('ffdhe') ? 2 : 5)) {
          const only = { groups: [group], cipherSuites: [suite] };
          const { client, server } = await conversation({ crypto, client: only, server: only });
          expect(client.info?.group).toBe(group);
          expect(server.info?.group).toBe(group);
        }
      });
    }

    for (const kind of kinds) {
      test(`[C24, C33, J06] RFC 8446 §4.4.2: a client proves itself with a key of kind ${kind}, before any data`, async () => {
        const { server } = await conversation({
          crypto,
          client: { credentials: [of(kind)] },
          server: { clientAuthentication: 'require' },
        });
        expect(server.info?.peer?.signatureScheme).toBe(schemes[kind]);
        expect(server.info?.peer?.path).toBeDefined();
      });
    }

    for (const retryCookie of [false, true]) {
      test(`RFC 8446 §4.1.4: HelloRetryRequest ${retryCookie ? 'with' : 'without'} a cookie leads to every cheap group`, async () => {
        for (const group of cheap) {
          const first = group === 'x25519' ? 'secp256r1' : 'x25519';
          const { client, server } = await conversation({
            crypto,
            client: { groups: [first, group], keyShares: [first], credentials: [of('Ed25519')] },
            server: { groups: [group], retryCookie, clientAuthentication: 'request' },
          });
          expect(client.info).toMatchObject({ retried: true, group });
          expect(server.info).toMatchObject({ retried: true, group });
          expect(client.messages.slice(0, 4)).toEqual([
            '> ClientHello',
            '< HelloRetryRequest',
            '> ClientHello',
            '< ServerHello',
          ]);
        }
      });
    }

    test('RFC 8701 §3: grease changes nothing, with and without a retry', async () => {
      for (let i = 0; i < 20; i++) {
        const retried = i % 2 === 1;
        const { client } = await conversation({
          crypto,
          client: { grease: true, groups: ['x25519', 'secp256r1'], keyShares: ['x25519'], protocols: ['h2'] },
          server: { groups: retried ? ['secp256r1'] : ['x25519'], protocols: ['h2'], retryCookie: true },
        });
        expect(client.info).toMatchObject({ retried, protocol: 'h2' });
      }
    });

    test('[C37] RFC 8446 Appendix D.4: compatibility mode on either side alone does no harm', async () => {
      for (const [ours, theirs] of [
        [true, true],
        [true, false],
        [false, true],
        [false, false],
      ] as const) {
        await conversation({
          crypto,
          client: { middleboxCompatibility: ours },
          server: { middleboxCompatibility: theirs },
        });
      }
    });
  });
}

test('[E05] RFC 8446 §9.1: TLS_AES_128_GCM_SHA256 is what two sides without wishes agree on', async () => {
  const { client } = await conversation({});
  expect(client.info).toMatchObject({
    version: 'TLS 1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    group: 'X25519MLKEM768',
  });
  expect(defaultSuites[0]).toBe('TLS_AES_128_GCM_SHA256');
});
