import { expect, test } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { credential } from '../engine/testing/fixtures.ts';
import { connectedPair } from '../engine/testing/pair.ts';
import { legacy } from './legacy.ts';

const suite = 'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256';
const psks = [{ identity: 'a light bulb', key: new Uint8Array(5).fill(1) }];
const side = (leastPskBytes?: number) => ({
  versions: ['TLS 1.2' as const],
  cipherSuites: [],
  psks,
  legacy: legacy({ cipherSuites: [suite], leastPskBytes }),
});

test('RFC 4279 §5.3: keys of any length work for those who say so', async () => {
  await expect(connectedPair({ client: side(), server: side() })).rejects.toThrow('a pre-shared key of 5 bytes');
  const { client, server } = await connectedPair({ client: side(1), server: { ...side(1), credentials: [] } });
  for (const { info } of [client, server]) expect(info?.pskIdentity).toEqual(utf8('a light bulb'));
  expect(client.info?.cipherSuite).toBe(suite);
});

test.each([
  'TLS_PSK_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_PSK_WITH_AES_128_CBC_SHA256',
])('RFC 4279 §2: a server hints at the key to use in %s', async (name) => {
  const hints: unknown[] = [];
  const one = { ...side(), psks: [{ identity: 'a light bulb', key: new Uint8Array(16) }] };
  const old = legacy({ cipherSuites: [name], pskIdentityHint: 'the kitchen' });
  const ends = await connectedPair({
    client: {
      ...one,
      legacy: old,
      observer: { message: ({ name: message, body }) => message === 'ServerKeyExchange' && hints.push(body) },
    },
    server: { ...one, legacy: old, credentials: [await credential({ kind: 'RSA', usages: ['serverAuth'] })] },
  });
  for (const { info } of [ends.client, ends.server]) expect(info?.pskIdentity).toEqual(utf8('a light bulb'));
  expect(hints).toEqual([expect.objectContaining({ pskIdentityHint: utf8('the kitchen') })]);
});

test('RFC 4279 §2: a key may go without a name up to TLS 1.2, and is not offered to TLS 1.3', async () => {
  const nameless = { ...side(), psks: [{ identity: '', key: new Uint8Array(16).fill(1) }] };
  const { client, server } = await connectedPair({ client: nameless, server: { ...nameless, credentials: [] } });
  for (const { info } of [client, server]) expect(info?.pskIdentity).toEqual(new Uint8Array(0));

  const versions = ['TLS 1.2' as const, 'TLS 1.3' as const];
  const modern = { ...nameless, versions, cipherSuites: ['TLS_AES_128_GCM_SHA256' as const] };
  const mixed = await connectedPair({
    client: { ...modern, insecureAcceptAnyCertificate: true },
    server: { versions },
  });
  expect(mixed.client.info).toMatchObject({ version: 'TLS 1.3', pskIdentity: undefined });

  const imported = nameless.psks.map((psk) => ({ ...psk, importContext: new Uint8Array(0) }));
  await expect(connectedPair({ client: { ...nameless, psks: imported } })).rejects.toThrow('needs an identity');
});
