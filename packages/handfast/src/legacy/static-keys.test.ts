import { checkPrimeSync, createDiffieHellman, generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '../base/bytes.ts';
import { type PeerAlert, ProtocolError } from '../base/errors.ts';
import { bytesOf } from '../crypto/arithmetic.ts';
import { compose } from '../crypto/compose.ts';
import { ffdhePrime } from '../crypto/ffdhe-primes.ts';
import { modpPrime } from '../crypto/modp-primes.ts';
import type { CryptoProvider, PrivateKey } from '../crypto/provider.ts';
import { late, lateKey } from '../crypto/testing/late.ts';
import type { MessageEvent } from '../engine/observer.ts';
import type { ClientOptions, ServerOptions } from '../engine/options.ts';
import { clientCredential } from '../engine/testing/fixtures.ts';
import { connectedPair, type Pair, pair, pump } from '../engine/testing/pair.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { cipherSuites, suiteFits } from '../registry/cipher-suites.ts';
import type { CertificateRequestClassic } from '../wire/messages/certificate-request-classic.ts';
import type { DhDomain } from '../x509/dh-key.ts';
import { parsePublicKey } from '../x509/public-key.ts';
import { type LegacyOptions, type LegacyVersionName, legacy } from './legacy.ts';
import { agreeing, dhPkcs8 } from './testing/agreeing.ts';

/** Primes are tested at once here, and not in another thread. */
const crypto: CryptoProvider = {
  ...compose(nodeProvider, legacyProvider),
  isProbablePrime: (candidate) => checkPrimeSync(Uint8Array.from(candidate)),
};

const two = Uint8Array.of(2);
const group14: DhDomain = { p: modpPrime(2048), q: undefined, g: two };
const group2: DhDomain = { p: modpPrime(1024), q: undefined, g: two };
const half = (prime: Uint8Array) => prime.map((byte, i) => (byte >> 1) | (((prime[i - 1] ?? 0) & 1) << 7));
const ffdhe: DhDomain = { p: ffdhePrime('ffdhe2048'), q: half(ffdhePrime('ffdhe2048')), g: two };
/** The safe prime that OpenSSL makes, which nobody knows. */
const own: DhDomain = { p: new Uint8Array(createDiffieHellman(512).getPrime()), q: undefined, g: two };

const dh = (domain: DhDomain, name = 'server.test', usage: 'serverAuth' | 'clientAuth' = 'serverAuth') =>
  agreeing(dhPkcs8(domain), name, usage);
const ec = (name: string, usage: 'serverAuth' | 'clientAuth', namedCurve = 'prime256v1') => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  return agreeing(new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })), name, usage);
};

type Version = LegacyVersionName | 'TLS 1.2';

interface Talk {
  readonly version: Version;
  readonly suite: string;
  readonly client?: Partial<ClientOptions>;
  readonly server: Partial<ServerOptions>;
  readonly more?: LegacyOptions;
  readonly provider?: CryptoProvider;
}

function options({ version, suite, client, server, more, provider = crypto }: Talk) {
  const old = version === 'TLS 1.2' ? [] : [version];
  const common = {
    versions: version === 'TLS 1.2' ? ([version] as const) : [],
    cipherSuites: [],
    legacy: legacy({ versions: old, cipherSuites: [suite], weakCertificates: true, ...more }),
  };
  return { crypto: provider, client: { ...common, ...client }, server: { ...common, ...server } };
}

async function talk(how: Talk): Promise<Pair> {
  const both = await connectedPair(options(how));
  expect(both.client.info).toMatchObject({ version: how.version, cipherSuite: how.suite });
  both.client.use((connection) => connection.write(utf8('ping')));
  await pump(both);
  expect(both.server.data).toEqual(utf8('ping'));
  return both;
}

const codeOf = (error: ProtocolError | PeerAlert | undefined): string | undefined =>
  error instanceof ProtocolError ? error.code : error?.alert;

async function failures(how: Talk): Promise<{ client: string | undefined; server: string | undefined }> {
  const both = pair(options(how));
  await pump(both);
  expect([both.client.info, both.server.info]).toEqual([undefined, undefined]);
  return { client: codeOf(both.client.error), server: codeOf(both.server.error) };
}

const versions = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const;

describe('RFC 5246 §7.4.2: static Diffie-Hellman', () => {
  test.each(versions)('%s with a key of X9.42, which the path verifier believes', async (version) => {
    const credentials = [await dh(ffdhe)];
    const { client } = await talk({ version, suite: 'TLS_DH_RSA_WITH_AES_128_CBC_SHA', server: { credentials } });
    expect(client.info).toMatchObject({ group: 'ffdhe2048', peer: { path: expect.anything() } });
  });

  test('with keys of PKCS #3, and with a provider that answers late', async () => {
    const { chain, key } = await dh(group14);
    const [version, suite] = ['TLS 1.2', 'TLS_DH_DSS_WITH_AES_256_GCM_SHA384'] as const;
    await talk({ version, suite, server: { credentials: [{ chain, key }] } });
    const credentials = [{ chain, key: lateKey(key, 1) }];
    await talk({ version, suite, server: { credentials }, provider: late(crypto, 20_261_122) });
  });

  test('[E07] RFC 5246 §A.5: every suite of the registry', async () => {
    const credentials = [await dh(group2)];
    const suites = cipherSuites().filter(({ keyExchange }) => keyExchange === 'dh');
    expect(suites.map(({ name }) => name)).toContain('TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA');
    for (const suite of suites) {
      const version = versions.find((name) => suiteFits(suite, name)) as Version;
      await talk({ version, suite: suite.name, server: { credentials }, more: { leastPrimeBits: 1024 } });
    }
  });

  test('a certificate in a short field is refused, by the verifier and by the exchange', async () => {
    const how = { version: 'TLS 1.2', suite: 'TLS_DH_RSA_WITH_AES_128_CBC_SHA' } as const;
    const server = { credentials: [await dh(group2)] };
    expect(await failures({ ...how, server })).toEqual({ client: 'weak_group', server: 'insufficient_security' });
    const strict = { weakCertificates: false };
    expect((await failures({ ...how, server, more: strict })).client).toBe('weak_certificate');
  });

  test('a key that signs agrees on nothing', async () => {
    const version = 'TLS 1.2';
    expect((await failures({ version, suite: 'TLS_DH_RSA_WITH_AES_128_CBC_SHA', server: {} })).server).toBe(
      'no_common_suite',
    );
  });
});

/** What the client sends, by name, and what it was asked for. */
function watching() {
  const sent: string[] = [];
  const asked: number[] = [];
  return {
    sent,
    asked,
    observer: {
      message: ({ direction, name, bytes, body }: MessageEvent) => {
        if (direction === 'sent') sent.push(`${name} ${name === 'ClientKeyExchange' ? bytes.length - 4 : ''}`.trim());
        if (name === 'CertificateRequest') asked.push(...(body as CertificateRequestClassic).certificateTypes);
      },
    },
  };
}

describe.each(versions)('RFC 5246 §7.4.4, §7.4.7.2: fixed keys of clients of %s', (version) => {
  const suite = 'TLS_DH_RSA_WITH_AES_128_CBC_SHA';

  test('fixed_dh: an empty ClientKeyExchange and no CertificateVerify', async () => {
    const server = { credentials: [await dh(group14)], clientAuthentication: 'require' as const };
    const { sent, asked, observer } = watching();
    const client = { credentials: [await dh(group14, 'client.test', 'clientAuth')], observer };
    const both = await talk({ version, suite, server, client });
    expect(sent).toEqual(['ClientHello', 'Certificate', 'ClientKeyExchange 0', 'Finished']);
    expect(asked).toEqual(expect.arrayContaining([3, 4]));
    expect(both.server.info?.peer).toMatchObject({ path: expect.anything(), signatureScheme: undefined });
  });

  test.runIf(version !== 'SSL 3.0')('RFC 4492 §3.2, §3.3: fixed_ecdh', async () => {
    const server = { credentials: [await ec('server.test', 'serverAuth')], clientAuthentication: 'require' as const };
    const { sent, asked, observer } = watching();
    const client = { credentials: [await ec('client.test', 'clientAuth')], observer };
    const both = await talk({ version, suite: 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA', server, client });
    expect(sent).toEqual(['ClientHello', 'Certificate', 'ClientKeyExchange 0', 'Finished']);
    expect(asked).toEqual(expect.arrayContaining([65, 66]));
    expect(both.server.info?.peer?.path).toBeDefined();
  });

  test('a key in another group is not shown, and whoever must know clients ends it', async () => {
    const server = { credentials: [await dh(group14)], clientAuthentication: 'require' as const };
    const client = { credentials: [await dh(ffdhe, 'client.test', 'clientAuth')] };
    const end = await failures({ version, suite, server, client });
    expect(end.server).toBe('client_certificate_missing');
  });
});

const server = { credentials: [await ec('server.test', 'serverAuth')], clientAuthentication: 'require' as const };

describe('RFC 5246 §7.4.8: beside fixed keys', () => {
  const [version, suite] = ['TLS 1.2', 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA'] as const;

  test('a certificate that may sign does so', async () => {
    const { sent, observer } = watching();
    await talk({ version, suite, server, client: { credentials: [clientCredential], observer } });
    expect(sent).toContain('CertificateVerify');
  });

  test('who has another key than its certificate gets nowhere', async () => {
    const [shown, other] = [await ec('client.test', 'clientAuth'), await ec('client.test', 'clientAuth')];
    const key: PrivateKey = { info: shown.key.info, sign: () => two, agree: (share) => other.key.agree?.(share) };
    const client = { credentials: [{ chain: shown.chain, key }] };
    expect((await failures({ version, suite, server, client })).server).toBe('bad_record');
  });

  /** As a client would that leaves its share to a certificate. */
  const emptied = (bytes: Uint8Array, from: 'client' | 'server'): Uint8Array => {
    if (from === 'server' || bytes[0] !== 22 || bytes[5] !== 16) return bytes;
    const next = 5 + (bytes[3] as number) * 256 + (bytes[4] as number);
    return concat(Uint8Array.of(22, 3, 3, 0, 4, 16, 0, 0, 0), bytes.subarray(next));
  };

  test('RFC 4492 §5.7: an empty ClientKeyExchange without a certificate is refused', async () => {
    const both = pair(options({ version, suite, server: { ...server, clientAuthentication: 'none' } }));
    await pump(both, emptied);
    expect(codeOf(both.server.error)).toBe('unfit_client_certificate');
  });
});

/** The product of two primes, which no small factor betrays. */
const composite = (bits: number): Uint8Array => {
  const [p, q] = [generatePrimeSync(bits / 2, { bigint: true }), generatePrimeSync(bits / 2, { bigint: true })];
  return bytesOf(p * q, bits / 8);
};

describe('RFC 5246 §F.1.1.3, RFC 7919 §3: the field of a server', () => {
  const suite = 'TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA';
  const outcome = async (domain: DhDomain, more: LegacyOptions = {}, provider = crypto) => {
    const server = { credentials: [await dh(domain)] };
    // Certificates in such short fields are not for believing.
    const client = { insecureAcceptAnyCertificate: true };
    const both = pair(options({ version: 'TLS 1.0', suite, server, client, more, provider }));
    await pump(both);
    return codeOf(both.client.error) ?? 'done';
  };
  /** As in RFC 5114: a subgroup of prime order, and a prime that is not safe. */
  const dsa = (() => {
    const { publicKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
    const { key } = parsePublicKey(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
    if (key.kind !== 'dsa') throw new Error('not DSA');
    return { p: key.p, q: key.q, g: key.g };
  })();

  test('a safe prime that nobody knows is tested', async () => {
    expect(await outcome(own)).toBe('done');
    expect(await outcome(own, {}, { ...crypto, isProbablePrime: () => undefined })).toBe('weak_group');
  });

  test('one that is not safe is refused, unless its subgroup is named and right', async () => {
    expect(await outcome({ ...dsa, q: undefined })).toBe('weak_group');
    expect(await outcome(dsa)).toBe('done');
    expect(await outcome({ ...dsa, g: two })).toBe('weak_group');
    expect(await outcome({ ...dsa, q: Uint8Array.of(2) })).toBe('weak_group');
  });

  test('a modulus that is no prime is refused, however well it hides that', async () => {
    expect(await outcome({ ...own, p: composite(512) })).toBe('bad_key_share');
    expect(await outcome({ ...own, p: composite(512), q: dsa.q })).toBe('bad_key_share');
  });

  test('one that would take long to test is not tested', async () => {
    expect(await outcome({ ...own, p: new Uint8Array(513).fill(0xff, 0, 512).fill(0x4f, 512) })).toBe('weak_group');
  });

  test('who says so takes what was not tested', async () => {
    expect(await outcome({ ...dsa, q: undefined }, { unprovenGroups: true })).toBe('done');
  });

  test('each field is tested once', async () => {
    let tests = 0;
    const provider = { ...crypto, isProbablePrime: (n: Uint8Array) => (tests++, crypto.isProbablePrime?.(n)) };
    const server = { credentials: [await dh(own)] };
    const how = options({
      version: 'TLS 1.0',
      suite,
      server,
      client: { insecureAcceptAnyCertificate: true },
      provider,
    });
    for (let visit = 0; visit < 3; visit++) await connectedPair(how);
    expect(tests).toBe(2);
  });
});
