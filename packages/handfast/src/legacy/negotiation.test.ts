import { describe, expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { MisuseError, type PeerAlert, ProtocolError } from '../base/errors.ts';
import { compose } from '../crypto/compose.ts';
import { clientConfig } from '../engine/client-config.ts';
import type { MessageEvent } from '../engine/observer.ts';
import { classicExtensions, classicStage } from '../engine/testing/classic-script.ts';
import { converse, expectEstablished, expectRefused } from '../engine/testing/converse.ts';
import { credential, trust } from '../engine/testing/fixtures.ts';
import { clientEnd, connectedPair, pair, pump } from '../engine/testing/pair.ts';
import { checkDowngrade, serverRandom } from '../handshake/hello/downgrade.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type NegotiableSuite, suiteById, suiteByName } from '../registry/cipher-suites.ts';
import { versionNamed } from '../registry/versions.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { type LegacyVersionName, legacy } from './legacy.ts';
import { legacyPrf } from './schedule.ts';

const crypto = compose(nodeProvider, legacyProvider);
const credentials = [await credential(), await credential({ kind: 'RSA' })];
const order = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
type Name = (typeof order)[number];

const isOld = (name: Name): name is Exclude<LegacyVersionName, 'DTLS 1.0'> => name !== 'TLS 1.2' && name !== 'TLS 1.3';

/** Options for these versions and nothing else, with suites for all of them. */
function speaking(names: readonly Name[]) {
  const modern = names.filter((name) => !isOld(name)) as ('TLS 1.2' | 'TLS 1.3')[];
  const cipherSuites = ['TLS_RSA_WITH_AES_128_CBC_SHA'];
  return {
    versions: modern,
    ...(modern.length === 0 && { cipherSuites: [] }),
    legacy: legacy({ versions: names.filter(isOld), cipherSuites }),
  };
}

const ranges = order.flatMap((_, from) => order.slice(from).map((_one, i) => order.slice(from, from + i + 1)));

describe('[A30] RFC 5246 §E.1: the newest version that both speak', () => {
  test.each(ranges.map((range) => [`${range[0]} to ${range.at(-1)}`, range] as const))(
    'a client of %s',
    async (_name, ours) => {
      for (const theirs of ranges) {
        const ends = pair({ crypto, client: speaking(ours), server: { ...speaking(theirs), credentials } });
        await pump(ends);
        const best = order.findLast((name) => ours.includes(name) && theirs.includes(name));
        expect([theirs, ends.client.info?.version, ends.server.info?.version]).toEqual([theirs, best, best]);
        if (best === undefined) expect((ends.client.error ?? ends.server.error) instanceof Error).toBe(true);
      }
    },
  );
});

test('[A14] RFC 2246 §E: TLS 1.0 makes other keys than SSL 3.0 of the same secrets, and falls back to it where both know it', async () => {
  const [secret, seed] = [new Uint8Array(48).fill(1), new Uint8Array(64).fill(2)];
  const derived = ['SSL 3.0', 'TLS 1.0'] as const;
  const [old, newer] = derived.map((name) => {
    const prf = legacyPrf(crypto, versionNamed(name), suiteById(0x002f) as NegotiableSuite);
    return toHex(prf.derive(secret, 'master secret', seed, 48));
  });
  expect(old).not.toBe(newer);
  const server = { ...speaking(['SSL 3.0']), credentials };
  const stubborn = pair({ crypto, client: speaking(['TLS 1.0']), server });
  await pump(stubborn);
  expect(stubborn.client.info).toBeUndefined();
  const yielding = await connectedPair({ crypto, client: speaking(['SSL 3.0', 'TLS 1.0']), server });
  expect(yielding.client.info?.version).toBe('SSL 3.0');
});

const codeOf = (error: ProtocolError | PeerAlert | undefined): string | undefined =>
  error instanceof ProtocolError ? error.code : error?.alert;

test.each(['SSL 3.0', 'TLS 1.0', 'TLS 1.1'] as const)(
  '[G11] RFC 8996 §4, RFC 7568 §3: a server with default options refuses %s with protocol_version',
  async (version) => {
    const ends = pair({ crypto, client: speaking([version]) });
    await pump(ends);
    expect([codeOf(ends.server.error), codeOf(ends.client.error)]).toEqual(['unsupported_version', 'protocol_version']);
  },
);

/** The ClientHello of a client with these options. */
function helloOf(options: Parameters<typeof clientEnd>[0]): ClientHello {
  let hello: ClientHello | undefined;
  const message = ({ name, body }: MessageEvent): void => {
    if (name === 'ClientHello') hello = body as ClientHello;
  };
  clientEnd({ crypto, ...options, observer: { message } });
  return hello as ClientHello;
}

test('[A08] RFC 9325 §4.1: a client with default options offers nothing weak, no key below 112 bits', () => {
  const { cipherSuites, extensions = {} } = helloOf({});
  expect(cipherSuites.flatMap<string>((id) => suiteById(id)?.weaknesses ?? ['unknown'])).toEqual([]);
  expect(Math.min(...cipherSuites.map((id) => suiteById(id)?.cipher.strength ?? 0))).toBeGreaterThanOrEqual(112);
  expect(extensions.supported_versions).toEqual([0x0304, 0x0303]);
  expect(extensions.encrypt_then_mac).toBeUndefined();
  expect(extensions.signature_algorithms?.filter((id) => id >> 8 === 2)).toEqual([]);
});

test('RFC 6101 §5.6.1.2: a hello of SSL 3.0 alone has no extensions, and a suite that speaks for RFC 5746', () => {
  const hello = helloOf(speaking(['SSL 3.0']));
  expect(hello).toMatchObject({ legacyVersion: 0x0300, cipherSuites: [0x002f, 0x00ff] });
  expect(hello.extensions).toBeUndefined();
});

test('RFC 5246 §7.4.1.4.1: a hello without TLS 1.2 names no signature schemes', () => {
  const hello = helloOf(speaking(['TLS 1.0', 'TLS 1.1']));
  expect(hello.legacyVersion).toBe(0x0302);
  expect(hello.extensions?.signature_algorithms).toBeUndefined();
});

test.each([
  ['TLS 1.2', ['TLS 1.2', 'TLS 1.3'], '444f574e47524401'],
  ['TLS 1.1', ['TLS 1.1', 'TLS 1.2'], '444f574e47524400'],
  ['TLS 1.0', ['TLS 1.0', 'TLS 1.2', 'TLS 1.3'], '444f574e47524400'],
] as const)('[K03] RFC 8446 §4.1.3: a server that chooses %s of %s marks its random', (chosen, known, mark) => {
  const rows = known.map(versionNamed);
  const random = serverRandom(crypto, versionNamed(chosen), rows);
  expect(toHex(random.subarray(24))).toBe(mark);
  expect(() => checkDowngrade(random, versionNamed(chosen), rows)).toThrow(ProtocolError);
  expect(() => checkDowngrade(random, versionNamed(chosen), [versionNamed(chosen)])).not.toThrow();
});

const silent = classicExtensions('ClientHello', { signature_algorithms: undefined });

test('[A20] RFC 5246 §7.4.1.4.1: a client that names no schemes means SHA-1, which a legacy server may use', async () => {
  const old = legacy({ cipherSuites: [], signatureSchemes: ['ecdsa_sha1'] });
  const { subject, peer, script } = classicStage('server', {}, { server: { legacy: old } });
  await converse(subject, peer, silent(script));
  expectEstablished(subject, peer);
  expect(peer.bodies.ServerKeyExchange?.algorithm).toBe(0x0203);
});

test('RFC 9155 §3: a default server refuses a client that means SHA-1', async () => {
  const { subject, peer, script } = classicStage('server');
  await converse(subject, peer, silent(script));
  expectRefused(subject, peer, 'no_common_signature_scheme');
});

/** Names of the extensions in the ServerHello of a handshake with one suite. */
async function answersTo(suite: string, more: object = {}): Promise<readonly string[]> {
  let names: readonly string[] = [];
  const message = ({ name, body }: MessageEvent): void => {
    if (name === 'ServerHello') names = Object.keys((body as { extensions?: object }).extensions ?? {});
  };
  const common = {
    versions: ['TLS 1.2'] as const,
    cipherSuites: [],
    legacy: legacy({ cipherSuites: [suite], ...more }),
  };
  await connectedPair({ crypto, client: { ...common, observer: { message } }, server: { ...common, credentials } });
  return names;
}

test('RFC 7366 §3: encrypt_then_mac is agreed for block ciphers and for nothing else', async () => {
  expect(await answersTo('TLS_RSA_WITH_AES_128_CBC_SHA')).toContain('encrypt_then_mac');
  expect(await answersTo('TLS_RSA_WITH_RC4_128_SHA')).not.toContain('encrypt_then_mac');
  expect(await answersTo('TLS_RSA_WITH_AES_128_GCM_SHA256')).not.toContain('encrypt_then_mac');
});

test('RFC 6066 §7: truncated_hmac is agreed where it is asked for, and for no AEAD', async () => {
  expect(await answersTo('TLS_RSA_WITH_AES_128_CBC_SHA')).not.toContain('truncated_hmac');
  expect(await answersTo('TLS_RSA_WITH_AES_128_CBC_SHA', { truncatedMacs: true })).toContain('truncated_hmac');
  expect(await answersTo('TLS_RSA_WITH_AES_128_GCM_SHA256', { truncatedMacs: true })).not.toContain('truncated_hmac');
});

test.each<[string, () => unknown]>([
  ['a suite that nobody knows', () => legacy({ cipherSuites: ['TLS_NOTHING'] })],
  ['a suite of TLS 1.3', () => legacy({ cipherSuites: ['TLS_AES_128_GCM_SHA256'] })],
  ['a suite that needs Kerberos', () => legacy({ cipherSuites: ['TLS_KRB5_WITH_RC4_128_SHA'] })],
  ['a version that is not old', () => legacy({ versions: ['TLS 1.3' as 'TLS 1.1'] })],
  ['primes that anybody breaks', () => legacy({ leastPrimeBits: 512 })],
])('a legacy configuration refuses %s', (_what, make) => {
  expect(make).toThrow(MisuseError);
});

test.each([
  ['a cipher that the provider lacks', { cipherSuites: ['TLS_RSA_WITH_IDEA_CBC_SHA'] }],
  ['a suite that needs a key', { cipherSuites: ['TLS_PSK_WITH_AES_128_CBC_SHA'] }],
  ['a version without a suite', { versions: ['TLS 1.0' as const], cipherSuites: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] }],
])('a client refuses %s', (_what, options) => {
  expect(() => clientConfig({ crypto: nodeProvider, trust, legacy: legacy(options) })).toThrow(MisuseError);
});

/** As the French slides list them. */
const offered2009 = [
  0xc00a, 0xc014, 0x0088, 0x0087, 0x0039, 0x0038, 0xc00f, 0xc005, 0x0084, 0x0035, 0xc007, 0xc009, 0xc011, 0xc013,
  0x0045, 0x0044, 0x0033, 0x0032, 0xc00c, 0xc00e, 0xc002, 0xc004, 0x0041, 0x0004, 0x0005, 0x002f, 0xc008, 0xc012,
  0x0016, 0x0013, 0xc00d, 0xc003, 0xfeff, 0x000a,
];

test('[E16] RFC 5246 §A.5: the 34 suites of a browser of 2009 are offered in its order, 68 bytes of them', () => {
  const names = offered2009.map((id) => suiteById(id)?.name ?? '');
  expect(names.slice(0, 2)).toEqual(['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA']);
  expect(names.at(-2)).toBe('SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA');
  expect(names.map((name) => suiteByName(name)?.id)).toEqual(offered2009);
  const old = legacy({ versions: ['TLS 1.0'], cipherSuites: names });
  const { cipherSuites } = helloOf({ versions: [], cipherSuites: [], legacy: old });
  expect(cipherSuites).toEqual(offered2009);
});

test('[E17] RFC 2246 §A.5: a server that likes it best answers those 34 with TLS_RSA_WITH_RC4_128_MD5', async () => {
  const names = offered2009.map((id) => suiteById(id)?.name ?? '');
  const common = { versions: [], cipherSuites: [] };
  const client = { ...common, legacy: legacy({ versions: ['TLS 1.0'], cipherSuites: names }) };
  const preferred = legacy({ versions: ['TLS 1.0'], cipherSuites: ['TLS_RSA_WITH_RC4_128_MD5', ...names] });
  const ends = await connectedPair({
    crypto,
    client,
    server: { ...common, legacy: preferred, credentials: credentials.slice(1) },
  });
  expect(ends.client.info).toMatchObject({ version: 'TLS 1.0', cipherSuite: 'TLS_RSA_WITH_RC4_128_MD5' });
});
