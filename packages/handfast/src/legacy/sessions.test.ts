import { describe, expect, test } from 'vitest';
import { compose } from '../crypto/compose.ts';
import type { PrivateKey } from '../crypto/provider.ts';
import { clientConfig } from '../engine/client-config.ts';
import { serverConfig } from '../engine/server-config.ts';
import { type CredentialWishes, credential } from '../engine/testing/fixtures.ts';
import { connectedPair, pair, pump } from '../engine/testing/pair.ts';
import { Returning } from '../engine/testing/returning.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { MemoryStore } from '../session/memory-store.ts';
import { legacy } from './legacy.ts';
import { ssl3Signatures } from './signatures.ts';

const crypto = compose(nodeProvider, legacyProvider);
const own = await credential({ kind: 'RSA' });
const credentials = [own];
const suites = ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_RC4_128_SHA'];

const speaking = (version: 'TLS 1.1' | 'TLS 1.0' | 'SSL 3.0', cipherSuites = suites) => ({
  crypto,
  versions: [],
  cipherSuites: [],
  legacy: legacy({ versions: [version], cipherSuites }),
});

describe.each(['TLS 1.0', 'TLS 1.1'] as const)('%s', (version) => {
  test.each([
    ['by ticket', {}],
    ['by session ID', { tickets: undefined, sessionCache: new MemoryStore() }],
  ])('RFC 5246 §7.3: a session is resumed %s', async (_how, more) => {
    const both = new Returning({ client: speaking(version), server: { ...speaking(version), credentials, ...more } });
    const [first, second] = [both.pair(), both.pair];
    await pump(first);
    expect(first.client.info).toMatchObject({ version, resumed: false });
    const again = second.call(both);
    await pump(again);
    expect(again.client.info).toMatchObject({ version, resumed: true, cipherSuite: suites[0] });
  });

  test('RFC 5246 §7.4.1.3: a session is bound to its suite', async () => {
    const both = new Returning({ client: speaking(version), server: { ...speaking(version), credentials } });
    await pump(both.pair());
    const again = both.pair({ client: speaking(version, ['TLS_RSA_WITH_RC4_128_SHA']) });
    await pump(again);
    expect(again.client.info).toMatchObject({ resumed: false, cipherSuite: 'TLS_RSA_WITH_RC4_128_SHA' });
  });

  test.each<CredentialWishes['kind']>(['RSA', 'ECDSA P-256', 'ECDSA P-384'])(
    '[C19] RFC 4346 §7.4.8: a client proves itself with %s, by the hashes of its version',
    async (kind) => {
      const shown = await credential({ kind: kind ?? 'RSA', names: ['client.test'], usages: ['clientAuth'] });
      const client = { ...speaking(version), credentials: [shown] };
      const server = { ...speaking(version), credentials, clientAuthentication: 'require' as const };
      const ends = await connectedPair({ crypto, client, server });
      expect(ends.server.info?.peer?.chain).toHaveLength(shown.chain.length);
    },
  );

  test('RFC 5246 §7.4.1.3: and to its compression method', async () => {
    const packing = (compression: boolean) => ({
      ...speaking(version),
      legacy: legacy({ versions: [version], cipherSuites: suites, compression }),
    });
    const both = new Returning({ client: packing(true), server: { ...packing(true), credentials } });
    await pump(both.pair());
    const again = both.pair();
    await pump(again);
    expect(again.client.info).toMatchObject({ resumed: true });
    const plainer = both.pair({ client: packing(false) });
    await pump(plainer);
    expect(plainer.client.info).toMatchObject({ resumed: false });
  });

  test('RFC 4346 §7.4.6: no client certificate is an empty list, and may be refused', async () => {
    const server = { ...speaking(version), credentials, clientAuthentication: 'require' as const };
    const ends = pair({ crypto, client: speaking(version), server });
    await pump(ends);
    expect(ends.server.error).toMatchObject({ code: 'client_certificate_missing' });
  });
});

test('[C17] RFC 6101 §5.6.8: in SSL 3.0 clients prove themselves with RSA alone', async () => {
  const shown = await credential({ kind: 'ECDSA P-256', names: ['client.test'], usages: ['clientAuth'] });
  const weak = speaking('SSL 3.0', suites.slice(1));
  const server = { ...weak, credentials, clientAuthentication: 'request' as const };
  const ends = await connectedPair({ crypto, client: { ...weak, credentials: [shown] }, server });
  expect(ends.server.info?.peer).toBeUndefined();
  // A client that knows better, and a request that somebody changed.
  const { mechanisms } = weak.legacy;
  const careless = { ...ssl3Signatures, certifies: () => true };
  const plug = { ...weak.legacy, mechanisms: { ...mechanisms, signaturesOf: () => careless } };
  const fooled = pair({ crypto, client: { ...weak, legacy: plug, credentials: [shown] }, server });
  await pump(fooled, (bytes, from) => {
    // The type of CertificateRequest, the first byte of its length, and a list of rsa_sign alone.
    const isRequest = (at: number): boolean =>
      bytes[at] === 13 && bytes[at + 1] === 0 && bytes[at + 4] === 1 && bytes[at + 5] === 1;
    const request = from === 'server' ? bytes.findIndex((_, at) => isRequest(at)) : -1;
    return request === -1 ? bytes : bytes.map((byte, i) => (i === request + 5 ? 64 : byte));
  });
  expect(fooled.server.error).toMatchObject({ code: 'unfit_client_certificate' });
});

test('RFC 7627 §5.2: SSL 3.0 knows no extended master secret, so nothing is resumed', async () => {
  const more = { credentials, tickets: undefined, sessionCache: new MemoryStore() };
  const both = new Returning({
    client: speaking('SSL 3.0', suites.slice(1)),
    server: { ...speaking('SSL 3.0', suites.slice(1)), ...more },
  });
  await pump(both.pair());
  const again = both.pair();
  await pump(again);
  expect(again.client.info).toMatchObject({ version: 'SSL 3.0', resumed: false });
});

test('RFC 5246 §7.4.2: a key that only signs serves no suite in which it would have to decrypt', async () => {
  const { key, chain } = own;
  const signer: PrivateKey = { info: key.info, sign: (...all) => key.sign(...all) };
  const server = { ...speaking('TLS 1.1'), credentials: [{ chain, key: signer }] };
  const ends = await connectedPair({ crypto, client: speaking('TLS 1.1', [...suites].reverse()), server });
  expect(ends.client.info?.cipherSuite).toBe('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA');
});

test('RFC 5246 §F.1.1.1: who agrees anonymously needs neither certificates nor roots', async () => {
  const options = speaking('TLS 1.1', ['TLS_DH_anon_WITH_AES_128_CBC_SHA']);
  expect(() => [clientConfig(options), serverConfig(options)]).not.toThrow();
});
