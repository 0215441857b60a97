import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encodePem } from '../asn1/pem.ts';
import { toHex } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { encode } from '../wire/codec.ts';
import { oneAsymmetricKey } from './pkcs8.ts';
import { parsePkcs8, pkcs8FromDer, pkcs8FromPem } from './private-key.ts';
import { encodePublicKey, parsePublicKey } from './public-key.ts';
import { hasOpenssl, openssl } from './testing/openssl.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'secp521r1' });
const pairs: readonly (readonly [string, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }])[] = [
  ['rsa', rsa],
  ['rsa-pss', generateKeyPairSync('rsa-pss', { modulusLength: 1024 })],
  [
    'rsa-pss with parameters',
    generateKeyPairSync('rsa-pss', {
      modulusLength: 1024,
      hashAlgorithm: 'sha384',
      mgf1HashAlgorithm: 'sha384',
      // The types of Node 20 want a text here, which Node 20 does not take.
      ...({ saltLength: 48 } as object),
    }),
  ],
  ['secp256r1', generateKeyPairSync('ec', { namedCurve: 'prime256v1' })],
  ['secp384r1', generateKeyPairSync('ec', { namedCurve: 'secp384r1' })],
  ['secp521r1', ec],
  ['ed25519', generateKeyPairSync('ed25519')],
  ['ed448', generateKeyPairSync('ed448')],
  ['x25519', generateKeyPairSync('x25519')],
  ['x448', generateKeyPairSync('x448')],
  ['dsa', generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })],
];

describe.each(pairs)('keys that Node made: %s', (_, { privateKey, publicKey }) => {
  const pkcs8 = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));

  test('RFC 5958 §2: the private key parses and encodes back byte for byte', () => {
    expect(toHex(encode(oneAsymmetricKey, parsePkcs8(pkcs8)))).toBe(toHex(pkcs8));
    expect(toHex(pkcs8FromDer(pkcs8))).toBe(toHex(pkcs8));
  });

  test('RFC 5280 §4.1.2.7: so does the public key, from what it means', () => {
    expect(toHex(encodePublicKey(parsePublicKey(spki).key))).toBe(toHex(spki));
  });
});

describe('every form becomes PKCS #8', () => {
  test('RFC 8017 appendix A.1.2: PKCS #1', () => {
    const expected = rsa.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('hex');
    const pem = rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();
    expect(toHex(pkcs8FromPem(pem))).toBe(expected);
    expect(toHex(pkcs8FromDer(new Uint8Array(rsa.privateKey.export({ format: 'der', type: 'pkcs1' }))))).toBe(expected);
  });

  test('RFC 5915 §3: SEC 1, where the curve moves to the algorithm', () => {
    const expected = ec.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('hex');
    expect(toHex(pkcs8FromPem(ec.privateKey.export({ format: 'pem', type: 'sec1' }).toString()))).toBe(expected);
    expect(toHex(pkcs8FromDer(new Uint8Array(ec.privateKey.export({ format: 'der', type: 'sec1' }))))).toBe(expected);
  });

  test.skipIf(!hasOpenssl)('EC PARAMETERS in front of the key do no harm (skipped without openssl)', () => {
    const { text } = openssl(['ecparam', '-name', 'prime256v1', '-genkey']);
    expect(text).toContain('EC PARAMETERS');
    const key = createPrivateKey({ key: Buffer.from(pkcs8FromPem(text)), format: 'der', type: 'pkcs8' });
    expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });
});

describe('refused', () => {
  const pkcs8 = new Uint8Array(ec.privateKey.export({ format: 'der', type: 'pkcs8' }));
  const sec1 = new Uint8Array(ec.privateKey.export({ format: 'der', type: 'sec1' }));
  const malformed: readonly (readonly [string, () => unknown])[] = [
    ['a key that is cut off', () => pkcs8FromDer(pkcs8.slice(0, -1))],
    ['bytes behind the key', () => pkcs8FromDer(Uint8Array.of(...pkcs8, 0))],
    ['no key at all', () => pkcs8FromDer(Uint8Array.of(0x30, 0))],
    ['nothing', () => pkcs8FromDer(new Uint8Array(0))],
    ['a SEC 1 key that does not name its curve', () => pkcs8FromDer(fromSec1WithoutCurve(sec1))],
    ['a private key as a public key', () => parsePublicKey(pkcs8)],
  ];

  test.each(malformed)('%s', (_, action) => {
    expect(action).toThrow(expect.objectContaining({ code: 'malformed_key' }));
  });

  test('a text without a key, or with an encrypted one', () => {
    expect(() => pkcs8FromPem('')).toThrow(MisuseError);
    expect(() => pkcs8FromPem(encodePem('ENCRYPTED PRIVATE KEY', pkcs8))).toThrow(/encrypted/);
    const old = encodePem('EC PRIVATE KEY', sec1).replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n');
    expect(() => pkcs8FromPem(old)).toThrow(/old way/);
  });
});

/** The private key alone: version, key. */
function fromSec1WithoutCurve(sec1: Uint8Array): Uint8Array {
  const key = sec1.subarray(sec1.indexOf(0x04), sec1.indexOf(0x04) + 68);
  return Uint8Array.of(0x30, 3 + key.length, 0x02, 0x01, 0x01, ...key);
}
