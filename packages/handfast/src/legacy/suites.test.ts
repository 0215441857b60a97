import { describe, expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { connectedPair, pump } from '../engine/testing/pair.ts';
import { type LegacyVersionName, legacy } from './legacy.ts';

const rsaCredential = await credential({ kind: 'RSA' });
const ecCredential = await credential();
const credentials = [ecCredential, rsaCredential];
const psks = [{ identity: 'somebody', key: new Uint8Array(16).fill(7) }];

async function talk(version: LegacyVersionName | 'TLS 1.2', suite: string, more: object = {}): Promise<void> {
  const versions = version === 'TLS 1.2' ? (['TLS 1.2'] as const) : ([] as const);
  const old = legacy({ versions: version === 'TLS 1.2' ? [] : [version], cipherSuites: [suite] });
  const common = { versions, cipherSuites: [], legacy: old, psks: suite.includes('PSK') ? psks : [], ...more };
  const { client, server } = await connectedPair({ client: common, server: { ...common, credentials } });
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
  ])('%s', async (suite) => talk(version, suite));
});
