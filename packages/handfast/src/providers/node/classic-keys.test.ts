import { createHash, createPrivateKey, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { KeyOffer, PrivateKey, PublicKey } from '../../crypto/provider.ts';
import { nodeProvider } from './provider.ts';

const data = utf8('ServerKeyExchange.params');
const digests = (): Uint8Array =>
  new Uint8Array([...createHash('md5').update(data).digest(), ...createHash('sha1').update(data).digest()]);

const rsaPkcs8 = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  format: 'der',
  type: 'pkcs8',
});
const rsa = nodeProvider.importPrivateKey(rsaPkcs8) as PrivateKey;
const publicHalf = (key: PrivateKey): PublicKey => nodeProvider.importPublicKey(key.info) as PublicKey;

test('RFC 2246 §7.4.3: RSA signs MD5 and SHA-1 together, without DigestInfo [A20]', () => {
  const algorithm = { kind: 'rsa-pkcs1-md5-sha1' } as const;
  const native = createPrivateKey({ key: rsaPkcs8, format: 'der', type: 'pkcs8' });
  const signature = rsa.sign(algorithm, digests()) as Uint8Array;
  expect(signature).toEqual(new Uint8Array(sign('md5-sha1', data, native)));
  const verify = (hashed: Uint8Array, made: Uint8Array): unknown => publicHalf(rsa).verify(algorithm, hashed, made);
  expect(verify(digests(), signature)).toBe(true);
  expect(verify(digests().fill(0, 0, 16), signature)).toBe(false);
  expect(verify(digests(), signature.subarray(1))).toBe(false);
  expect(verify(digests(), sign('sha1', data, native))).toBe(false);
  const longer = new Uint8Array(privateEncrypt(native, new Uint8Array([...digests(), 0])));
  expect(verify(digests(), longer)).toBe(false);
  const otherKey = nodeProvider.importPrivateKey(derOf(generateKeyPairSync('ed25519').privateKey)) as PrivateKey;
  expect(() => otherKey.sign(algorithm, digests())).toThrow(MisuseError);
  expect(publicHalf(otherKey).verify(algorithm, digests(), signature)).toBe(false);
});

test('RFC 5246 §7.4.3: DSA keys sign and verify with SHA-1 and SHA-256', () => {
  const { privateKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  const key = nodeProvider.importPrivateKey(derOf(privateKey)) as PrivateKey;
  expect(key.info.kind).toBe('dsa');
  for (const hash of ['sha1', 'sha256'] as const) {
    const algorithm: SignatureAlgorithm = { kind: 'dsa', hash };
    const signature = key.sign(algorithm, data) as Uint8Array;
    expect(publicHalf(key).verify(algorithm, data, signature)).toBe(true);
    expect(publicHalf(key).verify(algorithm, utf8('something else'), signature)).toBe(false);
  }
});

test('RFC 8422 §2.1: a key on a curve agrees with a fresh one, and with nothing that is no point', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = nodeProvider.importPrivateKey(derOf(privateKey)) as PrivateKey;
  const client = nodeProvider.keyExchange('secp256r1')?.offer() as KeyOffer;
  const point = key.info.kind === 'ec' ? key.info.point : new Uint8Array(0);
  expect(key.agree?.(client.share)).toEqual(client.complete(point));
  expect(key.agree?.(client.share.subarray(1))).toBeUndefined();
  expect(key.agree?.(client.share.map((byte, i) => (i === 64 ? byte ^ 1 : byte)))).toBeUndefined();
  expect(rsa.agree?.(client.share)).toBeUndefined();
  expect(key.decryptRaw?.(new Uint8Array(128))).toBeUndefined();
  expect(publicHalf(key).encryptPkcs1?.(new Uint8Array(48))).toBeUndefined();
});

test('RFC 8017 §7.2.1: what does not fit beside the padding is not encrypted', () => {
  expect(publicHalf(rsa).encryptPkcs1?.(new Uint8Array(117))).toHaveLength(128);
  expect(publicHalf(rsa).encryptPkcs1?.(new Uint8Array(118))).toBeUndefined();
});

function derOf(key: { export(options: { format: 'der'; type: 'pkcs8' }): Buffer }): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
}
