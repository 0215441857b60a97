import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  generatePrimeSync,
  privateEncrypt,
  sign,
} from 'node:crypto';
import { expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { SignatureAlgorithm } from '../../crypto/algorithms.ts';
import { bytesOf, integerOf, power } from '../../crypto/arithmetic.ts';
import type { KeyOffer, PrivateKey, PublicKey } from '../../crypto/provider.ts';
import { dhPkcs8 } from '../../legacy/testing/agreeing.ts';
import { parsePublicKey } from '../../x509/public-key.ts';
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

test('RFC 5246 §7.4.7.2: a Diffie-Hellman key that lasts agrees with a fresh one, and signs nothing', () => {
  const key = nodeProvider.importPrivateKey(derOf(newKeys('dh', { group: 'modp14' }).privateKey)) as PrivateKey;
  const { info } = key;
  if (info.kind !== 'dh') throw new Error(info.kind);
  const field = nodeProvider.finiteField?.(info.p, info.g);
  const client = field?.offer() as KeyOffer;
  expect(key.agree?.(client.share)).toEqual(client.complete(info.y));
  for (const share of [[], [0], [1], [...info.p]]) expect(key.agree?.(Uint8Array.from(share))).toBeUndefined();
  expect(() => key.sign({ kind: 'dsa', hash: 'sha1' }, data)).toThrow(MisuseError);
});

test('RFC 2785 §3.1: such a key is not raised to by elements outside its subgroup', () => {
  for (;;) {
    const { publicKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
    const { key } = parsePublicKey(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
    if (key.kind !== 'dsa') throw new Error(key.kind);
    const { p, q, g } = key;
    // An element whose order is a small prime, if there is one in this field.
    const order = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n].find((prime) => (integerOf(p) - 1n) % prime === 0n);
    if (order === undefined) continue;
    const bases = [2n, 3n, 5n, 7n].map((base) => power(base, (integerOf(p) - 1n) / order, integerOf(p)));
    const element = bases.find((one) => one !== 1n);
    if (element === undefined) continue;
    const small = bytesOf(element, p.length);
    // A large prime: no multiple of the order, with which the result would be 1.
    const value = bytesOf(2n ** 127n - 1n, 16);
    const named = nodeProvider.importPrivateKey(dhPkcs8({ p, q, g }, value)) as PrivateKey;
    expect(named.agree?.(key.y)).toBeDefined();
    expect(named.agree?.(small)).toBeUndefined();
    // Who does not name the subgroup vouches for the field.
    const unnamed = nodeProvider.importPrivateKey(dhPkcs8({ p, q: undefined, g }, value)) as PrivateKey;
    expect(unnamed.agree?.(small)).toBeDefined();
    return;
  }
});

test('FIPS 186-5 §B.3: primes are told from what is none', async () => {
  const prime = new Uint8Array(generatePrimeSync(256));
  expect(await nodeProvider.isProbablePrime?.(prime)).toBe(true);
  const square = bytesOf(integerOf(prime) ** 2n, 64);
  expect(await nodeProvider.isProbablePrime?.(square)).toBe(false);
});

// The types of Node.js 20 leave this kind of key out, though its documentation names it.
const newKeys = generateKeyPairSync as unknown as (
  type: 'dh',
  options: { readonly group: string },
) => ReturnType<typeof generateKeyPairSync>;

function derOf(key: { export(options: { format: 'der'; type: 'pkcs8' }): Buffer }): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
}
