import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { compose } from '../crypto/compose.ts';
import type { CryptoProvider, PrivateKey } from '../crypto/provider.ts';
import { now } from '../engine/testing/fixtures.ts';
import { connectedPair, pair, pump } from '../engine/testing/pair.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { cipherSuites, suiteFits } from '../registry/cipher-suites.ts';
import { createDevelopmentCa } from '../x509/create/development-ca.ts';
import { legacy } from './legacy.ts';

const crypto = compose(nodeProvider, legacyProvider);

/** DSA keys are nothing that anybody should make: asked for Ed448, this provider makes one all the same. */
const dsaMaker: CryptoProvider = {
  ...crypto,
  generateKey(spec) {
    if (spec.kind !== 'ed448') return crypto.generateKey(spec);
    const pair = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
    const pkcs8 = new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
    const spki = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
    return { privateKey: crypto.importPrivateKey(pkcs8) as PrivateKey, pkcs8, spki };
  },
};

const authority = await createDevelopmentCa(dsaMaker, { now });
const server = await authority.issue(['server.test'], { keySpec: { kind: 'ed448' } });
const client = await authority.issue(['client.test'], { keySpec: { kind: 'ed448' }, usages: ['clientAuth'] });
const suite = 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA';
const versions = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const;

const speaking = (version: (typeof versions)[number], sha1: boolean, name: string = suite) => ({
  // The verifier of paths takes no DSA keys at all: RFC 8446 §4.4.2.4
  insecureAcceptAnyCertificate: true,
  versions: version === 'TLS 1.2' ? ([version] as const) : [],
  cipherSuites: [],
  legacy: legacy({
    versions: version === 'TLS 1.2' ? [] : [version],
    cipherSuites: [name],
    signatureSchemes: sha1 ? ['dsa_sha1'] : [],
  }),
});

test.each(versions)('RFC 5246 §7.4.3: a server of %s signs its share with DSA', async (version) => {
  const common = speaking(version, true);
  const ends = await connectedPair({ crypto, client: common, server: { ...common, credentials: [server] } });
  expect(ends.client.info).toMatchObject({ version, cipherSuite: suite, signatureScheme: 'dsa_sha1' });
});

test.each(['TLS 1.2', 'TLS 1.1', 'TLS 1.0'] as const)(
  'RFC 5246 §7.4.8: a client of %s proves itself with DSA',
  async (version) => {
    const common = speaking(version, true);
    const ends = await connectedPair({
      crypto,
      client: { ...common, credentials: [client] },
      server: { ...common, credentials: [server], clientAuthentication: 'require' },
    });
    expect(ends.server.info?.peer?.signatureScheme).toBe('dsa_sha1');
  },
);

test('RFC 9155 §2: in TLS 1.2, SHA-1 has to be asked for by name', async () => {
  const common = speaking('TLS 1.2', false);
  const ends = pair({ crypto, client: common, server: { ...common, credentials: [server] } });
  await pump(ends);
  expect(ends.server.error).toMatchObject({ code: 'no_common_signature_scheme' });
});

test('[E07] RFC 5246 §A.5, draft-ietf-tls-56-bit-ciphersuites §3: every suite with DSA and fresh keys', async () => {
  const suites = cipherSuites().filter(
    ({ authentication, keyExchange }) => authentication === 'dss' && keyExchange === 'dhe',
  );
  expect(suites.map(({ id }) => id)).toEqual(expect.arrayContaining([0x0011, 0x0063, 0x0065, 0x0066]));
  for (const one of suites) {
    const { name } = one;
    const version = versions.find((candidate) => suiteFits(one, candidate)) ?? 'TLS 1.0';
    const common = speaking(version, true, name);
    const ends = await connectedPair({ crypto, client: common, server: { ...common, credentials: [server] } });
    expect(ends.client.info).toMatchObject({ version, cipherSuite: name });
  }
});
