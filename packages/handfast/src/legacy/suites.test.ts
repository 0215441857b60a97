import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { compose } from '../crypto/compose.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { connectedPair, pump } from '../engine/testing/pair.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type LegacyVersionName, legacy } from './legacy.ts';

const rsaCredential = await credential({ kind: 'RSA' });
const ecCredential = await credential();
const credentials = [ecCredential, rsaCredential];
const crypto = compose(nodeProvider, legacyProvider);
const psks = [{ identity: 'somebody', key: new Uint8Array(16).fill(7) }];

async function talk(
  version: LegacyVersionName | 'TLS 1.2',
  suite: string,
  more: object = {},
  ofServer: object = {},
  ofClient: object = {},
): Promise<void> {
  const versions = version === 'TLS 1.2' ? (['TLS 1.2'] as const) : ([] as const);
  const old = legacy({ versions: version === 'TLS 1.2' ? [] : [version], cipherSuites: [suite] });
  const common = { versions, cipherSuites: [], legacy: old, psks: suite.includes('PSK') ? psks : [], ...more };
  const { client, server } = await connectedPair({
    crypto,
    client: { ...common, ...ofClient },
    server: { ...common, credentials, ...ofServer },
  });
  expect(client.info).toMatchObject({ version, cipherSuite: suite });
  client.use((connection) => connection.write(utf8('ping')));
  await pump({ client, server });
  server.use((connection) => connection.write(utf8('pong')));
  await pump({ client, server });
  expect([server.data, client.data]).toEqual([utf8('ping'), utf8('pong')]);
}

describe.each(['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const)('%s', (version) => {
  test.each([
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'TLS_DH_anon_WITH_AES_128_CBC_SHA',
    'TLS_ECDH_anon_WITH_AES_128_CBC_SHA',
    'TLS_PSK_WITH_AES_128_CBC_SHA',
    'TLS_DHE_PSK_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA',
    'TLS_RSA_PSK_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_NULL_SHA',
    'TLS_RSA_WITH_RC4_128_SHA',
  ])('%s', async (suite) => talk(version, suite));
});

describe('SSL 3.0', () => {
  test.each([
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    'TLS_RSA_WITH_RC4_128_MD5',
    'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_DH_anon_WITH_AES_128_CBC_SHA',
    'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
    'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5',
    'TLS_RSA_WITH_DES_CBC_SHA',
    'TLS_RSA_WITH_IDEA_CBC_SHA',
  ])('%s', async (suite) => talk('SSL 3.0', suite));

  test.each(['require', 'request'] as const)('client certificates (%s)', async (clientAuthentication) => {
    const client = { credentials: [await credential({ kind: 'RSA', usages: ['clientAuth'], names: ['client.test'] })] };
    await talk('SSL 3.0', 'TLS_RSA_WITH_AES_128_CBC_SHA', {}, { clientAuthentication }, client);
  });

  test('no client certificate', async () => {
    await talk('SSL 3.0', 'TLS_RSA_WITH_AES_128_CBC_SHA', {}, { clientAuthentication: 'request' });
  });
});

describe('export', () => {
  test.each([
    'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
    'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA',
    'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA',
    'TLS_DH_anon_EXPORT_WITH_RC4_40_MD5',
  ])('%s', async (suite) => talk('TLS 1.0', suite));
});
