/** Whatever a peer sends, the provider answers: it never throws. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { KeyExchange, KeyOffer } from '../../crypto/provider.ts';
import { type GroupName, groupNamed } from '../../registry/groups.ts';
import { nodeProvider } from './provider.ts';

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength, size: 'max' });

/** Large enough to pass for keys now and then, small enough to be quick. */
const publicKeys: fc.Arbitrary<PublicKeyInfo> = fc.oneof(
  fc.record({ kind: fc.constant('rsa' as const), modulus: bytes(260), exponent: bytes(4) }),
  fc.record({
    kind: fc.constant('ec' as const),
    curve: fc.constantFrom('secp256r1', 'secp384r1', 'secp521r1'),
    point: bytes(140),
  }),
  fc.record({ kind: fc.constantFrom('ed25519', 'ed448', 'x25519', 'x448'), bytes: bytes(60) }),
  fc.record({ kind: fc.constantFrom('ed25519', 'x25519'), bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }) }),
  fc.record({ kind: fc.constantFrom('ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'), bytes: bytes(20) }),
  fc.record({ kind: fc.constant('dsa' as const), p: bytes(130), q: bytes(32), g: bytes(130), y: bytes(130) }),
);
const algorithms: readonly SignatureAlgorithm[] = [
  { kind: 'ecdsa', hash: 'sha512' },
  { kind: 'rsa-pkcs1', hash: 'sha256' },
  { kind: 'rsa-pss', hash: 'sha512', saltLength: 64 },
  { kind: 'dsa', hash: 'sha1' },
  { kind: 'ed25519' },
  { kind: 'ed448' },
  { kind: 'ml-dsa-65' },
];

test('any public key is imported or not, and any signature verifies or not', () => {
  fc.assert(
    fc.property(publicKeys, bytes(300), (info, signature) => {
      const key = nodeProvider.importPublicKey(info);
      for (const algorithm of algorithms) {
        // The numbers 0 and 1 as moduli and the like can make signatures of anything: only an answer is asked for.
        expect(key?.verify(algorithm, signature, signature) ?? false).toBeTypeOf('boolean');
      }
    }),
    { numRuns: 300 },
  );
});

test('any bytes as a private key are imported or not', () => {
  fc.assert(
    fc.property(bytes(200), (pkcs8) => {
      expect(nodeProvider.importPrivateKey(pkcs8)).toBeUndefined();
    }),
  );
});

test.each<GroupName>([
  'X25519MLKEM768',
  'SecP384r1MLKEM1024',
  'MLKEM512',
  'x25519',
  'x448',
  'secp256r1',
  'secp384r1',
  'ffdhe2048',
])('RFC 8446 §4.2.8: any share of %s is answered or refused', (group) => {
  const length = groupNamed(group).shareLength as number;
  const exchange = nodeProvider.keyExchange(group) as KeyExchange;
  const { complete } = exchange.offer() as KeyOffer;
  const anyLength = fc.oneof(bytes(length + 20), fc.uint8Array({ minLength: length, maxLength: length, size: 'max' }));
  fc.assert(
    fc.property(anyLength, (share) => {
      const answer = exchange.answer(share);
      if (share.length !== length) expect(answer).toBeUndefined();
      void complete(share);
    }),
    { numRuns: 40 },
  );
});
