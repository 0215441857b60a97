import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { fromHex, utf8 } from '../../base/bytes.ts';
import type { PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import { fromBase64Url } from './bare.ts';
import { nodeProvider } from './provider.ts';

// RFC 8032 §7.1, test 1
const edwards = fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
const generator = fromHex(`04
  6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
  4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`);

test('SEC 1 §3.2.2: points that are off their curve or not written out are no keys', () => {
  const imported = (curve: 'secp256r1' | 'secp384r1', point: Uint8Array): unknown =>
    nodeProvider.importPublicKey({ kind: 'ec', curve, point });
  expect(imported('secp256r1', generator)).toBeDefined();
  const off = generator.slice();
  off[64] = (off[64] as number) ^ 1;
  expect(imported('secp256r1', off)).toBeUndefined();
  expect(imported('secp384r1', generator)).toBeUndefined();
  expect(imported('secp256r1', generator.subarray(0, 64))).toBeUndefined();
  expect(imported('secp256r1', fromHex('00'))).toBeUndefined();
  expect(imported('secp256r1', new Uint8Array(0))).toBeUndefined();
  const compressed = Uint8Array.of(3, ...generator.subarray(1, 33));
  const hybrid = Uint8Array.of(7, ...generator.subarray(1));
  expect(imported('secp256r1', compressed)).toBeUndefined();
  expect(imported('secp256r1', hybrid)).toBeUndefined();
});

test('RFC 8017 §3.1: numbers that cannot be an RSA key are none', () => {
  const modulus = new Uint8Array(256).fill(0xff);
  const imported = (key: { modulus: Uint8Array; exponent: Uint8Array }): unknown =>
    nodeProvider.importPublicKey({ kind: 'rsa', ...key });
  expect(imported({ modulus, exponent: Uint8Array.of(1, 0, 1) })).toBeDefined();
  for (const exponent of [[], [0], [1], [2], [1, 0, 0]]) {
    expect(imported({ modulus, exponent: Uint8Array.from(exponent) })).toBeUndefined();
  }
  expect(imported({ modulus: Uint8Array.of(0xff, 0xfe), exponent: Uint8Array.of(3) })).toBeUndefined();
  expect(imported({ modulus: new Uint8Array(0), exponent: Uint8Array.of(3) })).toBeUndefined();
});

test('keys that the arithmetic refuses verify nothing and throw nothing', () => {
  const tiny: PublicKeyInfo = { kind: 'rsa', modulus: Uint8Array.of(15), exponent: Uint8Array.of(3) };
  const huge: PublicKeyInfo = { kind: 'rsa', modulus: new Uint8Array(4096).fill(0xff), exponent: Uint8Array.of(3) };
  const algorithms: SignatureAlgorithm[] = [
    { kind: 'rsa-pkcs1', hash: 'sha512' },
    { kind: 'rsa-pss', hash: 'sha512', saltLength: 64 },
  ];
  for (const info of [tiny, huge]) {
    for (const algorithm of algorithms) {
      for (const length of [0, 1, 4096]) {
        const verified = nodeProvider.importPublicKey(info)?.verify(algorithm, utf8('x'), new Uint8Array(length));
        expect(verified ?? false).toBe(false);
      }
    }
  }
});

test('keys of the wrong length, of unknown kinds, and keys that only agree verify nothing', () => {
  expect(nodeProvider.importPublicKey({ kind: 'unknown', algorithm: '1.2.3' })).toBeUndefined();
  expect(nodeProvider.importPublicKey({ kind: 'ed25519', bytes: edwards.subarray(1) })).toBeUndefined();
  const x25519 = nodeProvider.importPublicKey({ kind: 'x25519', bytes: edwards });
  expect(x25519?.verify({ kind: 'ed25519' }, utf8(''), new Uint8Array(64))).toBe(false);
});

test('RFC 4055 §3.3: a key with RSASSA-PSS parameters verifies only what they allow', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const modulus = fromBase64Url(publicKey.export({ format: 'jwk' }).n);
  const signed = utf8('signed');
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign('sha256', signed, { key: privateKey, padding, saltLength: 32 });
  const key = (saltLength: number, mgfHash: 'sha1' | 'sha256') =>
    nodeProvider.importPublicKey({
      kind: 'rsa-pss',
      modulus,
      exponent: Uint8Array.of(1, 0, 1),
      parameters: { hash: 'sha256', mgfHash, saltLength },
    });
  const verifies = (saltLength: number, mgfHash: 'sha1' | 'sha256'): unknown =>
    key(saltLength, mgfHash)?.verify({ kind: 'rsa-pss', hash: 'sha256', saltLength: 32 }, signed, signature);
  expect(verifies(32, 'sha256')).toBe(true);
  expect(verifies(20, 'sha256')).toBe(true);
  expect(verifies(33, 'sha256')).toBe(false);
  expect(verifies(32, 'sha1')).toBe(false);
  expect(key(32, 'sha256')?.verify({ kind: 'rsa-pkcs1', hash: 'sha256' }, signed, signature)).toBe(false);
  expect(key(32, 'sha256')?.verify({ kind: 'rsa-pss', hash: 'sha384', saltLength: 48 }, signed, signature)).toBe(false);
});
