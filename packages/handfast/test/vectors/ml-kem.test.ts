/** ML-KEM-768 (FIPS 203), native and portable where this runtime has both. */

import { describe, expect, test } from 'vitest';
import { equalBytes, fromHex } from '../../src/base/bytes.ts';
import { isEncapsulationKey, mlKem768 } from '../../src/providers/node/key-exchange/ml-kem.ts';
import { loadNativeMlKem } from '../../src/providers/node/key-exchange/ml-kem-native.ts';
import { loadPortableMlKem } from '../../src/providers/node/key-exchange/ml-kem-portable.ts';
import { wycheproof } from './wycheproof.ts';

type Decapsulation = Readonly<Record<'seed' | 'ek' | 'c' | 'K', string>>;
type Encapsulation = Readonly<Record<'m' | 'ek' | 'c' | 'K', string>>;

const native = loadNativeMlKem();
const implementations = [
  ...(native === undefined ? [] : [['native', native] as const]),
  ['portable', loadPortableMlKem()] as const,
];

describe.each(implementations)('ML-KEM-768, %s', (_, kem) => {
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
    for (const [, other] of implementations) {
      const { ciphertext, secret } = other.encapsulate(key.encapsulationKey);
      expect(ciphertext).toHaveLength(mlKem768.ciphertext);
      expect(key.decapsulate(ciphertext)).toEqual(secret);
    }
  });
});

wycheproof<unknown, Encapsulation>(
  'FIPS 203 §7.2: the check of encapsulation keys',
  'mlkem_768_encaps_test',
  ({ ek }) => isEncapsulationKey(fromHex(ek)),
);
