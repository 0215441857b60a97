import { describe, expect, test } from 'vitest';
import { octetString } from '../../asn1/octet-string.ts';
import { sequence } from '../../asn1/sequence.ts';
import { implicit } from '../../asn1/tagging.ts';
import { utf8 } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import { type MlDsaName, mlDsaKeyLength, type PublicKeyInfo } from '../../crypto/algorithms.ts';
import type { CryptoProvider, GeneratedKey, PrivateKey } from '../../crypto/provider.ts';
import { encode } from '../../wire/codec.ts';
import { type OneAsymmetricKey, oneAsymmetricKey } from '../../x509/pkcs8.ts';
import { parsePkcs8 } from '../../x509/private-key.ts';
import { parsePublicKey } from '../../x509/public-key.ts';
import { nodeProvider } from '../node/index.ts';
import { portableProvider } from '../portable/index.ts';
import { mlDsaOf } from '../portable/ml-dsa.ts';

const names = Object.keys(mlDsaKeyLength) as readonly MlDsaName[];
const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const both = sequence('both', { seed: octetString, expandedKey: octetString });

/** A key whose content is this. */
function keyHolding(name: MlDsaName, privateKey: Uint8Array, changes: Partial<OneAsymmetricKey> = {}): Uint8Array {
  const made = nodeProvider.generateKey({ kind: name }) as GeneratedKey;
  return encode(oneAsymmetricKey, { ...parsePkcs8(made.pkcs8), privateKey, ...changes });
}

const forms = (name: MlDsaName): readonly (readonly [string, Uint8Array])[] => {
  const { secretKey } = mlDsaOf(name).keygen(seed);
  return [
    ['a seed', encode(implicit(0, octetString), seed)],
    ['an expanded key', encode(octetString, secretKey)],
    ['both', encode(both, { seed, expandedKey: secretKey })],
  ];
};

describe.each([nodeProvider, portableProvider])('ML-DSA of the provider $name', (provider: CryptoProvider) => {
  test.each(names)('FIPS 204 §5: %s signs what every provider verifies, and nothing else', (kind) => {
    const made = provider.generateKey({ kind }) as GeneratedKey;
    expect(parsePublicKey(made.spki).key).toEqual(made.privateKey.info);
    const signature = made.privateKey.sign({ kind }, utf8('signed')) as Uint8Array;
    for (const { importPublicKey } of [nodeProvider, portableProvider]) {
      const key = importPublicKey(made.privateKey.info);
      expect(key?.verify({ kind }, utf8('signed'), signature)).toBe(true);
      expect(key?.verify({ kind }, utf8('singed'), signature)).toBe(false);
      expect(key?.verify({ kind: 'ed25519' }, utf8('signed'), signature)).toBe(false);
      expect(key?.verify({ kind }, utf8('signed'), signature.subarray(1))).toBe(false);
      expect(importPublicKey({ kind, bytes: new Uint8Array(12) })).toBeUndefined();
    }
    expect(() => made.privateKey.sign({ kind: 'ed25519' }, seed)).toThrow(MisuseError);
  });

  test.each(names)('RFC 9881 §6: %s comes as a seed, expanded, or as both, and is the same key', (kind) => {
    const info: PublicKeyInfo = { kind, bytes: mlDsaOf(kind).keygen(seed).publicKey };
    for (const [form, content] of forms(kind)) {
      const key = provider.importPrivateKey(keyHolding(kind, content));
      expect(key?.info, form).toEqual(info);
      const signature = (key as PrivateKey).sign({ kind }, seed) as Uint8Array;
      expect(provider.importPublicKey(info)?.verify({ kind }, seed, signature)).toBe(true);
    }
  });

  test('RFC 9881 §8.2: a key that contradicts itself is none', () => {
    const { secretKey } = mlDsaOf('ml-dsa-44').keygen(seed);
    const other = encode(both, { seed: new Uint8Array(32), expandedKey: secretKey });
    expect(provider.importPrivateKey(keyHolding('ml-dsa-44', other))).toBeUndefined();
    // tr, the hash of the public key, stands behind rho and K; s1 follows with coefficients from -2 to 2.
    for (const at of [70, 128]) {
      const changed = secretKey.slice();
      changed[at] = 0xff;
      expect(provider.importPrivateKey(keyHolding('ml-dsa-44', encode(octetString, changed)))).toBeUndefined();
    }
  });

  test('RFC 9881 §6: contents of another form or length are refused', () => {
    const malformed = [
      encode(implicit(0, octetString), seed.subarray(1)),
      encode(octetString, seed),
      encode(both, { seed: new Uint8Array(33), expandedKey: mlDsaOf('ml-dsa-44').keygen(seed).secretKey }),
      encode(both, { seed, expandedKey: seed }),
      seed,
    ];
    const parameters = { algorithm: parsePkcs8(keyHolding('ml-dsa-44', forms('ml-dsa-44')[0]?.[1] ?? seed)) };
    const withParameters = {
      privateKeyAlgorithm: { ...parameters.algorithm.privateKeyAlgorithm, parameters: Uint8Array.of(5, 0) },
    };
    const keys = [
      ...malformed.map((content) => keyHolding('ml-dsa-44', content)),
      keyHolding('ml-dsa-44', encode(implicit(0, octetString), seed), withParameters),
    ];
    for (const key of keys) {
      expect(() => parsePkcs8(key)).toThrow(ProtocolError);
      expect(provider.importPrivateKey(key)).toBeUndefined();
    }
  });
});
