/** The plain provider against the native one: they agree, and each checks what the other signs. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import type { KeySpec, PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { CryptoProvider, GeneratedKey, KeyExchange, KeyOffer, PublicKey } from '../../crypto/provider.ts';
import { connectedPair } from '../../engine/testing/pair.ts';
import type { GroupName } from '../../registry/groups.ts';
import { nodeProvider } from '../node/index.ts';
import { portableProvider } from './index.ts';

const directions: readonly (readonly [CryptoProvider, CryptoProvider])[] = [
  [portableProvider, nodeProvider],
  [nodeProvider, portableProvider],
];

describe.each(directions)('$0.name and $1.name', (one, other) => {
  test.each<GroupName>(['X25519MLKEM768', 'x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1'])(
    'agree in %s',
    async (group) => {
      const offer = (await one.keyExchange(group)?.offer()) as KeyOffer;
      const answer = await (other.keyExchange(group) as KeyExchange).answer(offer.share);
      expect(answer?.secret.length).toBeGreaterThan(0);
      expect(await offer.complete(answer?.share as Uint8Array)).toEqual(answer?.secret);
      expect(await offer.complete(new Uint8Array(answer?.share.length ?? 0))).toBeUndefined();
    },
  );

  test.each<[KeySpec, SignatureAlgorithm]>([
    [
      { kind: 'ec', curve: 'secp256r1' },
      { kind: 'ecdsa', hash: 'sha256' },
    ],
    [
      { kind: 'ec', curve: 'secp384r1' },
      { kind: 'ecdsa', hash: 'sha512' },
    ],
    [
      { kind: 'ec', curve: 'secp521r1' },
      { kind: 'ecdsa', hash: 'sha1' },
    ],
    [{ kind: 'ed25519' }, { kind: 'ed25519' }],
    [{ kind: 'ed448' }, { kind: 'ed448' }],
  ])('sign and verify: %j', async (spec, algorithm) => {
    const { privateKey, pkcs8 } = (await one.generateKey(spec)) as GeneratedKey;
    const data = utf8('what is signed');
    const signature = await privateKey.sign(algorithm, data);
    const publicKey = other.importPublicKey(privateKey.info) as PublicKey;
    expect(await publicKey.verify(algorithm, data, signature)).toBe(true);
    expect(await publicKey.verify(algorithm, utf8('something else'), signature)).toBe(false);
    expect(other.importPrivateKey(pkcs8)?.info).toEqual(privateKey.info);
  });

  test('shake hands in TLS 1.3 and 1.2', async () => {
    for (const version of ['TLS 1.3', 'TLS 1.2'] as const) {
      const { client } = await connectedPair({
        client: { crypto: one, versions: [version] },
        server: { crypto: other },
      });
      expect(client.info?.version).toBe(version);
    }
  });
});

test('RFC 8446 §4.2.8: a share of the wrong length is refused', async () => {
  for (const group of ['X25519MLKEM768', 'x25519', 'x448', 'secp256r1'] as const) {
    expect(await portableProvider.keyExchange(group)?.answer(new Uint8Array(7)), group).toBeUndefined();
  }
});

test('any public key is imported or not, and any signature verifies or not', () => {
  const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength, size: 'max' });
  const keys: fc.Arbitrary<PublicKeyInfo> = fc.oneof(
    fc.record({ kind: fc.constant('rsa' as const), modulus: bytes(130), exponent: bytes(4) }),
    fc.record({ kind: fc.constant('ec' as const), curve: fc.constant('secp256r1' as const), point: bytes(70) }),
    fc.record({ kind: fc.constantFrom('ed25519', 'ed448', 'x25519'), bytes: bytes(60) }),
    fc.record({ kind: fc.constant('ml-dsa-44' as const), bytes: bytes(20) }),
    fc.record({ kind: fc.constant('dsa' as const), p: bytes(70), q: bytes(32), g: bytes(70), y: bytes(70) }),
  );
  const algorithms: readonly SignatureAlgorithm[] = [
    { kind: 'ecdsa', hash: 'sha256' },
    { kind: 'rsa-pkcs1', hash: 'sha256' },
    { kind: 'rsa-pss', hash: 'sha256', saltLength: 32 },
    { kind: 'dsa', hash: 'sha1' },
    { kind: 'ed25519' },
    { kind: 'ed448' },
    { kind: 'ml-dsa-44' },
  ];
  fc.assert(
    fc.property(keys, bytes(130), (info, signature) => {
      const key = portableProvider.importPublicKey(info);
      for (const algorithm of algorithms) {
        expect(key?.verify(algorithm, signature, signature) ?? false).toBeTypeOf('boolean');
      }
    }),
    { numRuns: 200 },
  );
});

test('any bytes as a private key are imported or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200, size: 'max' }), (pkcs8) => {
      expect(portableProvider.importPrivateKey(pkcs8)).toBeUndefined();
    }),
  );
});

test('what it does not know it leaves to others', () => {
  expect(portableProvider.keyExchange('ffdhe2048')).toBeUndefined();
  expect(portableProvider.generateKey({ kind: 'rsa', bits: 2048 })).toBeUndefined();
  expect(portableProvider.aead('aria-128-gcm', new Uint8Array(16))).toBeUndefined();
});
