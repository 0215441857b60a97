import { expect, test } from 'vitest';
import {
  isSchemeName,
  isSigningSchemeName,
  keyFits,
  negotiableSchemes,
  type SchemeKey,
  schemeById,
  schemeFits,
  schemeFitsClassic,
  schemeName,
  schemeNamed,
  signatureSchemes,
  usualSchemes,
} from './signature-schemes.ts';

const rsa = (bits: number): SchemeKey => {
  const modulus = new Uint8Array(Math.ceil(bits / 8)).fill(0xff);
  modulus[0] = 0xff >> ((8 - (bits % 8)) % 8);
  return { kind: 'rsa', modulus };
};

test('RFC 8446 §4.2.3: eleven schemes sign CertificateVerify, three of ML-DSA too, and three more certificates', () => {
  expect(negotiableSchemes.map((scheme) => scheme.id)).toEqual([
    0x0403, 0x0807, 0x0804, 0x0809, 0x0503, 0x0808, 0x0805, 0x080a, 0x0603, 0x0806, 0x080b, 0x0904, 0x0905, 0x0906,
  ]);
  expect(usualSchemes.slice(11).map((scheme) => scheme.name)).toEqual([
    'rsa_pkcs1_sha256',
    'rsa_pkcs1_sha384',
    'rsa_pkcs1_sha512',
  ]);
  for (const scheme of signatureSchemes) expect(schemeById(scheme.id)).toBe(scheme);
});

test('draft-ietf-tls-mldsa §3: ML-DSA is for TLS 1.3, and for who asks for it', () => {
  for (const kind of ['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const) {
    const scheme = signatureSchemes.find(({ key }) => key === kind);
    expect(scheme && schemeFits(scheme, { kind })).toBe(true);
    expect(scheme && schemeFitsClassic(scheme, { kind })).toBe(false);
    expect(scheme && usualSchemes.includes(scheme)).toBe(false);
  }
  expect(isSigningSchemeName('mldsa65')).toBe(true);
});

test('RFC 8446 §4.2.3: PKCS #1 v1.5 and SHA-1 never sign CertificateVerify, whatever the key', () => {
  const key = rsa(4096);
  for (const id of [0x0401, 0x0501, 0x0601, 0x0201]) {
    const scheme = schemeById(id);
    expect(scheme && schemeFits(scheme, key)).toBe(false);
    expect(scheme && keyFits(scheme, key)).toBe(true);
  }
  expect(isSchemeName('rsa_pkcs1_sha1')).toBe(false);
  expect(isSchemeName('rsa_pkcs1_sha256')).toBe(true);
  expect(isSigningSchemeName('rsa_pkcs1_sha256')).toBe(false);
  expect(isSigningSchemeName('rsa_pss_rsae_sha256')).toBe(true);
});

test('RFC 8446 §4.2.3: an ECDSA scheme takes keys on its own curve only', () => {
  const scheme = schemeNamed('ecdsa_secp256r1_sha256');
  expect(schemeFits(scheme, { kind: 'ec', curve: 'secp256r1' })).toBe(true);
  expect(schemeFits(scheme, { kind: 'ec', curve: 'secp384r1' })).toBe(false);
  expect(schemeFits(scheme, rsa(2048))).toBe(false);
});

test('RFC 8446 §4.2.3: rsae schemes take rsaEncryption keys, pss schemes take RSASSA-PSS keys', () => {
  const pssKey: SchemeKey = { ...rsa(2048), kind: 'rsa-pss', parameters: undefined };
  expect(schemeFits(schemeNamed('rsa_pss_rsae_sha256'), rsa(2048))).toBe(true);
  expect(schemeFits(schemeNamed('rsa_pss_pss_sha256'), rsa(2048))).toBe(false);
  expect(schemeFits(schemeNamed('rsa_pss_rsae_sha256'), pssKey)).toBe(false);
  expect(schemeFits(schemeNamed('rsa_pss_pss_sha256'), pssKey)).toBe(true);
});

test('RFC 4055 §3.3: an RSASSA-PSS key with parameters is bound to its hashes and its shortest salt', () => {
  const bound = (hash: string, mgfHash: string, saltLength: number): SchemeKey => ({
    ...rsa(2048),
    kind: 'rsa-pss',
    parameters: { hash, mgfHash, saltLength },
  });
  const scheme = schemeNamed('rsa_pss_pss_sha256');
  expect(schemeFits(scheme, bound('sha256', 'sha256', 32))).toBe(true);
  expect(schemeFits(scheme, bound('sha256', 'sha256', 20))).toBe(true);
  expect(schemeFits(scheme, bound('sha256', 'sha256', 33))).toBe(false);
  expect(schemeFits(scheme, bound('sha384', 'sha384', 32))).toBe(false);
  expect(schemeFits(scheme, bound('sha256', 'sha1', 32))).toBe(false);
});

test('RFC 8017 §9.1.1: a key too short for hash and salt does not fit', () => {
  const scheme = schemeNamed('rsa_pss_rsae_sha512');
  expect(schemeFits(scheme, rsa(1024))).toBe(false);
  expect(schemeFits(scheme, rsa(1033))).toBe(false);
  expect(schemeFits(scheme, rsa(1034))).toBe(true);
  expect(schemeFits(schemeNamed('rsa_pss_rsae_sha384'), rsa(1024))).toBe(true);
  expect(keyFits(schemeNamed('rsa_pkcs1_sha512'), rsa(512))).toBe(false);
});

test('schemes, pairs of RFC 5246 and unknown numbers are shown by name', () => {
  expect(schemeName(0x0403)).toBe('ecdsa_secp256r1_sha256');
  expect(schemeName(0x081a)).toBe('ecdsa_brainpoolP256r1tls13_sha256');
  expect(schemeName(0x0905)).toBe('mldsa65');
  expect(schemeName(0x0303)).toBe('ecdsa_sha224');
  expect(schemeName(0x0402)).toBe('dsa_sha256');
  expect(schemeName(0x4242)).toBe('Unknown (0x4242)');
  expect(schemeName(0xdada)).toBe('GREASE (0xdada)');
  expect(schemeById(0x081a)).toBeUndefined();
});
