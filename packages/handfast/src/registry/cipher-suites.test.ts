import { expect, test } from 'vitest';
import { decode, encode, vector } from '../wire/codec.ts';
import { cipherSuite } from '../wire/names.ts';
import {
  cipherSuites,
  defaultSuites,
  isSuiteName,
  negotiableSuiteById,
  suiteById,
  suiteByName,
  suiteFits,
  suiteName,
  suiteNamed,
} from './cipher-suites.ts';
import { describeSuite } from './suites/parse-name.ts';
import { weaknesses } from './suites/weaknesses.ts';

const named = (name: string) => suiteByName(name) as NonNullable<ReturnType<typeof suiteByName>>;

test('RFC 8446 §B.4: the five suites of TLS 1.3 come first, with what to ask a provider for', () => {
  const rows = cipherSuites()
    .slice(0, 5)
    .map(({ id }) => negotiableSuiteById(id));
  expect(rows.map((row) => [row?.name, row?.aead, row?.hash, row?.cipher.tagLength])).toEqual([
    ['TLS_AES_128_GCM_SHA256', 'aes-128-gcm', 'sha256', 16],
    ['TLS_AES_256_GCM_SHA384', 'aes-256-gcm', 'sha384', 16],
    ['TLS_CHACHA20_POLY1305_SHA256', 'chacha20-poly1305', 'sha256', 16],
    ['TLS_AES_128_CCM_SHA256', 'aes-128-ccm', 'sha256', 16],
    ['TLS_AES_128_CCM_8_SHA256', 'aes-128-ccm-8', 'sha256', 8],
  ]);
  for (const row of rows) expect([row?.keyExchange, row?.oldest, row?.newest]).toEqual(['tls13', 'TLS 1.3', 'TLS 1.3']);
  for (const row of rows) expect(row?.cipher.aead).toBe(row?.aead);
});

test('the names of the negotiable suites are what their numbers and their parsed names say', () => {
  for (const name of defaultSuites) {
    expect(isSuiteName(name)).toBe(true);
    expect(suiteById(suiteNamed(name).id)).toBe(suiteNamed(name));
    expect(suiteNamed(name).weaknesses).toEqual([]);
  }
  expect(isSuiteName('TLS_RSA_WITH_AES_128_CBC_SHA')).toBe(false);
  expect(negotiableSuiteById(0x002f)).toBeUndefined();
});

test('IANA: 350 suites are registered, and 21 more were deployed; every number and name occurs once', () => {
  expect(cipherSuites().filter((suite) => suite.registered)).toHaveLength(350);
  expect(cipherSuites()).toHaveLength(371);
  expect(new Set(cipherSuites().map((suite) => suite.id)).size).toBe(371);
  expect(new Set(cipherSuites().map((suite) => suite.name)).size).toBe(371);
});

test.each([
  ['TLS_RSA_WITH_RC4_128_MD5', 'rsa rsa rc4-128 md5 sha256 SSL 3.0–TLS 1.2'],
  ['TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5', 'rsa rsa rc2-cbc-40 md5 sha256 SSL 3.0–TLS 1.0'],
  ['TLS_RSA_WITH_IDEA_CBC_SHA', 'rsa rsa idea-cbc sha1 sha256 SSL 3.0–TLS 1.1'],
  ['TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256', 'dhe dss camellia-256-cbc sha256 sha256 TLS 1.2–TLS 1.2'],
  ['TLS_DH_anon_WITH_AES_128_CBC_SHA', 'dhe anonymous aes-128-cbc sha1 sha256 SSL 3.0–TLS 1.2'],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'ecdhe ecdsa aes-256-cbc sha1 sha256 TLS 1.0–TLS 1.2'],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ecdhe rsa aes-256-gcm aead sha384 TLS 1.2–TLS 1.2'],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'ecdhe ecdsa aes-256-cbc sha384 sha384 TLS 1.2–TLS 1.2'],
  ['TLS_ECDH_RSA_WITH_ARIA_128_GCM_SHA256', 'ecdh rsa aria-128-gcm aead sha256 TLS 1.2–TLS 1.2'],
  ['TLS_PSK_DHE_WITH_AES_128_CCM_8', 'dhe psk aes-128-ccm-8 aead sha256 TLS 1.2–TLS 1.2'],
  ['TLS_RSA_PSK_WITH_AES_128_CBC_SHA256', 'rsa rsa aes-128-cbc sha256 sha256 TLS 1.0–TLS 1.2'],
  ['TLS_SRP_SHA_DSS_WITH_3DES_EDE_CBC_SHA', 'srp dss 3des-ede-cbc sha1 sha256 TLS 1.0–TLS 1.2'],
  ['TLS_KRB5_WITH_DES_CBC_MD5', 'krb5 krb5 des-cbc md5 sha256 TLS 1.0–TLS 1.1'],
  ['TLS_ECCPWD_WITH_AES_256_CCM_SHA384', 'eccpwd password aes-256-ccm aead sha384 TLS 1.2–TLS 1.2'],
  ['TLS_GOSTR341112_256_WITH_28147_CNT_IMIT', 'gost gost 28147-cnt imit streebog-256 TLS 1.2–TLS 1.2'],
  ['TLS_GOSTR341112_256_WITH_MAGMA_MGM_S', 'tls13 any magma-mgm-s aead streebog-256 TLS 1.3–TLS 1.3'],
  ['TLS_SHA384_SHA384', 'tls13 any null sha384 sha384 TLS 1.3–TLS 1.3'],
  ['TLS_SM4_GCM_SM3', 'tls13 any sm4-gcm aead sm3 TLS 1.3–TLS 1.3'],
  ['TLS_NULL_WITH_NULL_NULL', 'null anonymous null none sha256 SSL 3.0–TLS 1.2'],
  ['SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA', 'fortezza fortezza fortezza-cbc sha1 sha256 SSL 3.0–SSL 3.0'],
  ['SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA', 'rsa rsa 3des-ede-cbc sha1 sha256 SSL 3.0–TLS 1.0'],
])('the name %s says: %s', (name, said) => {
  const { keyExchange, authentication, cipher, mac, hash, oldest, newest } = named(name);
  expect(`${keyExchange} ${authentication} ${cipher.name} ${mac} ${hash} ${oldest}–${newest}`).toBe(said);
});

test('a name of another form is our own mistake', () => {
  for (const name of ['TLS_RSA_WITH_AES_512_CBC_SHA', 'TLS_PUZZLE_WITH_NULL_SHA', 'RSA_AES', '']) {
    expect(() => describeSuite(name)).toThrow(RangeError);
  }
});

test('weaknesses follow from what a suite is made of', () => {
  expect(named('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256').weaknesses).toEqual([]);
  expect(named('TLS_RSA_WITH_AES_128_GCM_SHA256').weaknesses).toEqual(['no_forward_secrecy']);
  expect(named('TLS_RSA_EXPORT_WITH_RC4_40_MD5').weaknesses).toEqual([
    'export_grade',
    'short_key',
    'rc4',
    'md5',
    'no_forward_secrecy',
  ]);
  expect(named('TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA').weaknesses).toEqual(['small_block', 'mac_then_encrypt']);
  expect(named('TLS_DH_anon_WITH_AES_128_GCM_SHA256').weaknesses).toEqual(['anonymous']);
  expect(named('TLS_AES_128_CCM_8_SHA256').weaknesses).toEqual(['short_tag']);
  const used = new Set(cipherSuites().flatMap((suite) => suite.weaknesses));
  expect([...used].sort()).toEqual(Object.keys(weaknesses).sort());
});

test('RFC 7905 §1: the drafts of ChaCha20-Poly1305 are another cipher under another number', () => {
  expect(named('TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305').cipher.name).toBe('chacha20-poly1305-draft');
  expect(named('TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256').id).toBe(0xcca9);
});

test('RFC 6347 §4.1.2.2: datagrams cannot carry a stream cipher, and versions bound what a suite is for', () => {
  expect(suiteFits(named('TLS_RSA_WITH_RC4_128_SHA'), 'TLS 1.2')).toBe(true);
  expect(suiteFits(named('TLS_RSA_WITH_RC4_128_SHA'), 'DTLS 1.2')).toBe(false);
  expect(suiteFits(named('TLS_RSA_WITH_AES_128_CBC_SHA'), 'DTLS 1.0')).toBe(true);
  expect(suiteFits(named('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'), 'TLS 1.1')).toBe(false);
  expect(suiteFits(named('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'), 'TLS 1.3')).toBe(false);
  expect(suiteFits(named('TLS_AES_128_GCM_SHA256'), 'DTLS 1.3')).toBe(true);
  expect(suiteFits(named('TLS_RSA_EXPORT_WITH_DES40_CBC_SHA'), 'TLS 1.1')).toBe(false);
});

test('[M10] a number is shown by name, as Unknown (0x….), as GREASE, or as the signal it is', () => {
  expect(suiteName(0xcc14)).toBe('TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305');
  expect(suiteName(0xcc16)).toBe('Unknown (0xcc16)');
  expect(suiteName(0x0059)).toBe('Unknown (0x0059)');
  expect(suiteName(0x2a2a)).toBe('GREASE (0x2a2a)');
  expect(suiteName(0x2a3a)).toBe('Unknown (0x2a3a)');
  expect(suiteName(0x00ff)).toBe('TLS_EMPTY_RENEGOTIATION_INFO_SCSV');
  expect(suiteName(0x5600)).toBe('TLS_FALLBACK_SCSV');
  expect(suiteById(0x5600)).toBeUndefined();
});

/** The offer of a client of 2009, in its order; all names but one have the form TLS_…_WITH_…. */
const offerOf2009 = `
  c00a ECDHE_ECDSA AES_256_CBC_SHA, c014 ECDHE_RSA AES_256_CBC_SHA, 0088 DHE_RSA CAMELLIA_256_CBC_SHA,
  0087 DHE_DSS CAMELLIA_256_CBC_SHA, 0039 DHE_RSA AES_256_CBC_SHA, 0038 DHE_DSS AES_256_CBC_SHA,
  c00f ECDH_RSA AES_256_CBC_SHA, c005 ECDH_ECDSA AES_256_CBC_SHA, 0084 RSA CAMELLIA_256_CBC_SHA,
  0035 RSA AES_256_CBC_SHA, c007 ECDHE_ECDSA RC4_128_SHA, c009 ECDHE_ECDSA AES_128_CBC_SHA,
  c011 ECDHE_RSA RC4_128_SHA, c013 ECDHE_RSA AES_128_CBC_SHA, 0045 DHE_RSA CAMELLIA_128_CBC_SHA,
  0044 DHE_DSS CAMELLIA_128_CBC_SHA, 0033 DHE_RSA AES_128_CBC_SHA, 0032 DHE_DSS AES_128_CBC_SHA,
  c00c ECDH_RSA RC4_128_SHA, c00e ECDH_RSA AES_128_CBC_SHA, c002 ECDH_ECDSA RC4_128_SHA,
  c004 ECDH_ECDSA AES_128_CBC_SHA, 0041 RSA CAMELLIA_128_CBC_SHA, 0004 RSA RC4_128_MD5, 0005 RSA RC4_128_SHA,
  002f RSA AES_128_CBC_SHA, c008 ECDHE_ECDSA 3DES_EDE_CBC_SHA, c012 ECDHE_RSA 3DES_EDE_CBC_SHA,
  0016 DHE_RSA 3DES_EDE_CBC_SHA, 0013 DHE_DSS 3DES_EDE_CBC_SHA, c00d ECDH_RSA 3DES_EDE_CBC_SHA,
  c003 ECDH_ECDSA 3DES_EDE_CBC_SHA, feff RSA_FIPS 3DES_EDE_CBC_SHA, 000a RSA 3DES_EDE_CBC_SHA`
  .split(',')
  .map((entry) => entry.trim().split(' ') as [string, string, string])
  .map(([id, left, right]) => ({
    id: Number.parseInt(id, 16),
    name: `${left === 'RSA_FIPS' ? 'SSL' : 'TLS'}_${left}_WITH_${right}`,
  }));

test('[A23, E16] an offer of 34 suites is encoded in 68 bytes, decoded in order and shown by name', () => {
  const codec = vector(2, cipherSuite, { min: 2 });
  const bytes = encode(
    codec,
    offerOf2009.map((suite) => suite.id),
  );
  expect(bytes.length).toBe(2 + 68);
  expect(decode(codec, bytes).map(suiteName)).toEqual(offerOf2009.map((suite) => suite.name));
});
