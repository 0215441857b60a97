/** ML-KEM-768 (FIPS 203), in each of the ways that this runtime has. */

import { describe, expect, test } from 'vitest';
import { equalBytes, fromHex } from '../../src/base/bytes.ts';
import { encapsulate, isEncapsulationKey, mlKem768 } from '../../src/providers/ml-kem/ml-kem-768.ts';
import type { MlKem } from '../../src/providers/node/key-exchange/ml-kem.ts';
import { loadNativeMlKem } from '../../src/providers/node/key-exchange/ml-kem-native.ts';
import { loadOwnMlKem } from '../../src/providers/node/key-exchange/ml-kem-own.ts';
import { loadPortableMlKem } from '../../src/providers/node/key-exchange/ml-kem-portable.ts';
import { nodeSha3 } from '../../src/providers/node/sha3.ts';
import { wycheproof } from './wycheproof.ts';

type Decapsulation = Readonly<Record<'seed' | 'ek' | 'c' | 'K', string>>;
type Encapsulation = Readonly<Record<'m' | 'ek' | 'c' | 'K', string>>;

const implementations = [
  { name: 'native', kem: loadNativeMlKem() },
  { name: 'own', kem: loadOwnMlKem() },
  { name: 'portable', kem: loadPortableMlKem() },
].filter((each): each is { name: string; kem: MlKem } => each.kem !== undefined);

describe.each(implementations)('ML-KEM-768, $name', ({ kem }) => {
  wycheproof<unknown, Decapsulation>(
    'FIPS 203 §6: keys from seeds, and what they decapsulate',
    'mlkem_768_test',
    (vector) => {
      const [seed, ciphertext] = [fromHex(vector.seed), fromHex(vector.c)];
      // Lengths are the hybrid's to check: it cuts them out of a share.
      if (seed.length !== mlKem768.seed || ciphertext.length !== mlKem768.ciphertext) return false;
      const key = kem.fromSeed(seed);
      return (
        equalBytes(key.encapsulationKey, fromHex(vector.ek)) &&
        equalBytes(key.decapsulate(ciphertext), fromHex(vector.K))
      );
    },
  );

  test('FIPS 203 §7: what one encapsulates, the other decapsulates', () => {
    const key = kem.fromSeed(new Uint8Array(mlKem768.seed).fill(7));
    for (const { kem: other } of implementations) {
      const { ciphertext, secret } = other.encapsulate(key.encapsulationKey);
      expect(ciphertext).toHaveLength(mlKem768.ciphertext);
      expect(key.decapsulate(ciphertext)).toEqual(secret);
    }
  });
});

wycheproof<unknown, Encapsulation>(
  'FIPS 203 §7.2: keys are checked, and what is sealed for good ones is what it should be',
  'mlkem_768_encaps_test',
  (vector) => {
    const key = fromHex(vector.ek);
    const sha3 = nodeSha3();
    if (!isEncapsulationKey(key) || sha3 === undefined) return isEncapsulationKey(key);
    const { ciphertext, secret } = encapsulate(sha3, key, fromHex(vector.m));
    return equalBytes(ciphertext, fromHex(vector.c)) && equalBytes(secret, fromHex(vector.K));
  },
);
