import { describe, expect, test } from 'vitest';
import { toHex, utf8 } from '../../src/base/bytes.ts';
import { late } from '../../src/crypto/testing/late.ts';
import type { Observer } from '../../src/engine/observer.ts';
import type { CredentialOptions } from '../../src/engine/options.ts';
import { credential, type KeyKind, keySpecs } from '../../src/engine/testing/fixtures.ts';
import { connectedPair, type PairOptions, pump } from '../../src/engine/testing/pair.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { negotiableClassic } from '../../src/registry/suites/classic.ts';

const versions = ['TLS 1.2'] as const;
const kinds = Object.keys(keySpecs) as KeyKind[];
const curves = ['x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1'] as const;
const credentials = new Map<KeyKind, CredentialOptions>();
for (const kind of kinds) credentials.set(kind, await credential({ kind }));
const of = (kind: KeyKind): CredentialOptions => credentials.get(kind) as CredentialOptions;
const rsa = (kind: KeyKind): boolean => kind.startsWith('RSA');

/** A handshake, data both ways, and the same keying material at both ends. */
async function works(options: PairOptions) {
  const both = await connectedPair({ ...options, client: { versions, ...options.client } });
  const { client, server } = both;
  client.use((connection) => connection.write(utf8('from the client')));
  server.use((connection) => connection.write(utf8('from the server')));
  await pump(both);
  expect([client.error, server.error]).toEqual([undefined, undefined]);
  expect(server.data).toEqual(utf8('from the client'));
  expect(client.data).toEqual(utf8('from the server'));
  for (const context of [undefined, utf8('context')]) {
    const [mine, yours] = [client, server].map(({ connection }) =>
      toHex(connection.exportKeyingMaterial('EXPORTER-test', context, 40)),
    );
    expect(mine).toBe(yours);
  }
  expect(client.info).toMatchObject({ version: 'TLS 1.2', cipherSuite: server.info?.cipherSuite });
  return both;
}

describe.each([
  ['at once', nodeProvider],
  ['late', late(nodeProvider, 20_261_121)],
])('RFC 5246 §7.3: with a provider that answers %s, a handshake is finished with', (_answers, crypto) => {
  for (const { name } of negotiableClassic) {
    for (const kind of kinds.filter((one) => rsa(one) === name.includes('_RSA_'))) {
      test(`${name} and a key of the kind ${kind}`, async () => {
        const server = { credentials: [of(kind)] };
        const both = await works({
          crypto,
          client: { cipherSuites: [name] },
          server: { ...server, cipherSuites: [name] },
        });
        expect(both.client.info?.cipherSuite).toBe(name);
      });
    }
  }
  for (const curve of curves) {
    test(`[E13] RFC 8422 §5.1: the curve ${curve}`, async () => {
      // The curve of the server's certificate must be on the list too: RFC 8422 §5.3
      const listed = [...new Set([curve, 'secp256r1'] as const)];
      const both = await works({ crypto, client: { groups: listed }, server: { groups: [curve] } });
      expect([both.client.info?.group, both.server.info?.group]).toEqual([curve, curve]);
    });
  }
  for (const kind of kinds) {
    test(`RFC 5246 §7.4.8: a client certificate of the kind ${kind}`, async () => {
      const options = { client: { credentials: [of(kind)] }, server: { clientAuthentication: 'require' as const } };
      const { server } = await works({ crypto, ...options });
      expect(server.info?.peer?.chain[0]?.der).toEqual(of(kind).chain[0]);
    });
  }
});

test('RFC 5246 §7.3: the messages come in the order of the figure', async () => {
  const options = { client: { credentials: [of('RSA')] }, server: { clientAuthentication: 'request' as const } };
  const { client } = await works(options);
  expect(client.messages).toEqual([
    '> ClientHello',
    '< ServerHello',
    '< Certificate',
    '< ServerKeyExchange',
    '< CertificateRequest',
    '< ServerHelloDone',
    '> Certificate',
    '> ClientKeyExchange',
    '> CertificateVerify',
    '> Finished',
    '< Finished',
  ]);
});

test('RFC 8446 §4.2.1: both sides know TLS 1.2 and TLS 1.3 by default, and speak the newer', async () => {
  const { client } = await connectedPair();
  expect(client.info?.version).toBe('TLS 1.3');
  const { client: old } = await connectedPair({ server: { versions } });
  expect(old.info?.version).toBe('TLS 1.2');
});

test('RFC 5246 §7.4.6: a client without a certificate is welcome where none is required', async () => {
  const { server } = await works({ server: { clientAuthentication: 'request' } });
  expect(server.info?.peer).toBeUndefined();
});

test('RFC 5246 §7.4.2: of two certificates the client gets the one that its suites can use', async () => {
  const server = { credentials: [of('ECDSA P-256'), of('RSA')] };
  const cipherSuites = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] as const;
  const { client } = await works({ client: { cipherSuites }, server });
  expect(client.info?.signatureScheme).toBe('rsa_pss_rsae_sha256');
});

test('RFC 8446 §4.2.3: in TLS 1.2 a key may sign with another hash than that of its curve, and RSA with PKCS #1', async () => {
  const ecdsa = { credentials: [of('ECDSA P-384')] };
  const { client } = await works({ client: { signatureSchemes: ['ecdsa_secp256r1_sha256'] }, server: ecdsa });
  expect(client.info?.signatureScheme).toBe('ecdsa_secp256r1_sha256');
  const { client: other } = await works({
    client: { signatureSchemes: ['rsa_pkcs1_sha256'] },
    server: { credentials: [of('RSA')] },
  });
  expect(other.info?.signatureScheme).toBe('rsa_pkcs1_sha256');
});

test('RFC 7301 §3.2: the server chooses an application protocol', async () => {
  const { client, server } = await works({
    client: { protocols: ['h2', 'http/1.1'] },
    server: { protocols: ['http/1.1'] },
  });
  expect([client.info?.protocol, server.info?.protocol]).toEqual(['http/1.1', 'http/1.1']);
  expect(server.info?.serverName).toBe('server.test');
});

test('RFC 8449 §4: before TLS 1.3 record_size_limit counts content alone', async () => {
  const sizes: number[] = [];
  const observer: Observer = {
    record: ({ type, length }) => {
      if (type === 23) sizes.push(length);
    },
  };
  const both = await connectedPair({ client: { versions, recordSizeLimit: 512 }, server: { observer } });
  both.server.use((connection) => connection.write(new Uint8Array(1200)));
  await pump(both);
  expect(both.client.data).toHaveLength(1200);
  expect(sizes).toEqual([512, 512, 176]);
});
