import { expect, test } from 'vitest';
import { connectedPair, pair, pump } from '../../src/engine/testing/pair.ts';
import { oldCrypto as crypto, speaking } from './old-ends.ts';

/** What a validated module may do: AES in GCM, curves of NIST, SHA-2. NIST SP 800-52r2 §3.3, SP 800-131A */
const validated = {
  versions: ['TLS 1.3', 'TLS 1.2'],
  cipherSuites: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ],
  groups: ['secp256r1', 'secp384r1'],
} as const;

test('[K25] [A13] NIST SP 800-52r2 §3.1: a configuration of what is validated agrees on nothing else', async () => {
  for (const versions of [['TLS 1.3'], ['TLS 1.2']] as const) {
    const { server } = await connectedPair({ client: { versions }, server: validated });
    expect(validated.cipherSuites).toContain(server.info?.cipherSuite);
    expect(validated.groups).toContain(server.info?.group);
  }
});

test.each([
  ['ChaCha20', { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256'] as const, versions: ['TLS 1.3'] as const }],
  ['X25519', { groups: ['x25519'] as const }],
  ['SSL 3.0, half of whose keys rest on MD5', speaking(['SSL 3.0'], ['TLS_RSA_WITH_AES_128_CBC_SHA'])],
])('[K25] [A13] it refuses %s', async (_what, client) => {
  const ends = pair({ crypto, client, server: validated });
  await pump(ends);
  expect([ends.client.info, ends.server.info]).toEqual([undefined, undefined]);
});
