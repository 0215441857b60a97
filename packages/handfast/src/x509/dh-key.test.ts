import { expect, test } from 'vitest';
import { bitString } from '../asn1/bit-string.ts';
import { count, positiveInteger } from '../asn1/integer.ts';
import { oid } from '../asn1/object-names.ts';
import { sequence } from '../asn1/sequence.ts';
import { encode } from '../wire/codec.ts';
import { type DhDomain, dhAlgorithm, dhDomainOf, dhPrivateValue } from './dh-key.ts';
import { oneAsymmetricKey } from './pkcs8.ts';
import { pkcs8FromDer } from './private-key.ts';
import { encodePublicKey, parsePublicKey } from './public-key.ts';

const numbers = {
  p: Uint8Array.of(0xff, 1, 1),
  q: Uint8Array.of(0x83),
  g: Uint8Array.of(2),
  y: Uint8Array.of(0x90, 7),
};

test.each([
  ['RFC 3279 §2.3.3: of X9.42', numbers],
  ['PKCS #3 §9: without the order of the subgroup', { ...numbers, q: undefined }],
])('%s, a public key is read as it was written', (_rule, key) => {
  const der = encodePublicKey({ kind: 'dh', ...key });
  expect(parsePublicKey(der).key).toEqual({ kind: 'dh', ...key });
  expect(() => parsePublicKey(der.subarray(0, -1))).toThrow('a key is not well-formed');
});

test('RFC 3279 §2.3.3: the proof of how the parameters were made is read over', () => {
  const { p, q, g } = numbers;
  const whole = sequence('DomainParameters', {
    p: positiveInteger,
    g: positiveInteger,
    q: positiveInteger,
    j: positiveInteger,
    validationParms: sequence('ValidationParms', { seed: bitString, pgenCounter: count }),
  });
  const seed = { bytes: Uint8Array.of(1, 2), unusedBits: 0 };
  const parameters = encode(whole, { p, q, g, j: Uint8Array.of(9), validationParms: { seed, pgenCounter: 3 } });
  expect(dhDomainOf({ algorithm: oid.dhPublicNumber, parameters })).toEqual({ p, q, g });
});

test('RFC 5280 §4.1.2.7: parameters that are left to the issuer make no key', () => {
  const algorithm = { ...dhAlgorithm(numbers), parameters: undefined };
  expect(dhDomainOf(algorithm)).toBeUndefined();
});

test('RFC 5958 §2: a private key is an integer in a field that it names', () => {
  const domain: DhDomain = { p: numbers.p, q: numbers.q, g: numbers.g };
  const key = {
    version: 1,
    privateKeyAlgorithm: dhAlgorithm(domain),
    privateKey: encode(positiveInteger, numbers.y),
  } as const;
  expect(dhPrivateValue(key)).toEqual({ domain, value: numbers.y });
  expect(pkcs8FromDer(encode(oneAsymmetricKey, key))).toEqual(encode(oneAsymmetricKey, key));
  const nameless = { ...key, privateKeyAlgorithm: { algorithm: oid.dhPublicNumber } };
  expect(() => pkcs8FromDer(encode(oneAsymmetricKey, nameless))).toThrow('a key is not well-formed');
  const empty = { ...key, privateKey: new Uint8Array(0) };
  expect(() => pkcs8FromDer(encode(oneAsymmetricKey, empty))).toThrow('a key is not well-formed');
});
