/** ML-KEM (FIPS 203), in each of the ways that this runtime has. */

import { describe, expect, test } from 'vitest';
import { equalBytes, fromHex } from '../../src/base/bytes.ts';
import type { MlKem } from '../../src/providers/ml-kem/exchange.ts';
import { encapsulate, isEncapsulationKey } from '../../src/providers/ml-kem/ml-kem.ts';
import { type MlKemName, mlKemParameters, seedLength } from '../../src/providers/ml-kem/parameters.ts';
import { loadNativeMlKem } from '../../src/providers/node/key-exchange/ml-kem-native.ts';
import { loadOwnMlKem } from '../../src/providers/node/key-exchange/ml-kem-own.ts';
import { loadPortableMlKem } from '../../src/providers/node/key-exchange/ml-kem-portable.ts';
import { nodeSha3 } from '../../src/providers/node/sha3.ts';
import { wycheproof } from './wycheproof.ts';

type Decapsulation = Readonly<Record<'seed' | 'ek' | 'c' | 'K', string>>;
type Encapsulation = Readonly<Record<'m' | 'ek' | 'c' | 'K', string>>;

const ways = { native: loadNativeMlKem, own: loadOwnMlKem, portable: loadPortableMlKem };
const names = Object.keys(mlKemParameters) as readonly MlKemName[];

const implementations = names.flatMap((name) =>
  Object.entries(ways).flatMap(([way, load]): readonly { way: string; name: MlKemName; kem: MlKem }[] => {
    const kem = load(name);
    return kem === undefined ? [] : [{ way, name, kem }];
  }),
);

describe.each(implementations)('$name, $way', ({ name, kem }) => {
  const set = mlKemParameters[name];
  // There are none for ML-KEM-512: what the others share is the same code.
  if (name !== 'ML-KEM-512') {
    wycheproof<unknown, Decapsulation>(
      'FIPS 203 §6: keys from seeds, and what they decapsulate',
      `${name.toLowerCase().replace('ml-kem-', 'mlkem_')}_test`,
      (vector) => {
        const [seed, ciphertext] = [fromHex(vector.seed), fromHex(vector.c)];
        // Lengths are the exchange's to check.
        if (seed.length !== seedLength || ciphertext.length !== set.ciphertext) return false;
        const key = kem.fromSeed(seed);
        return (
          equalBytes(key.encapsulationKey, fromHex(vector.ek)) &&
          equalBytes(key.decapsulate(ciphertext), fromHex(vector.K))
        );
      },
    );
  }

  test('FIPS 203 §7: what one encapsulates, the other decapsulates, in every way', () => {
    const seed = Uint8Array.from({ length: seedLength }, (_, i) => 3 * i);
    const key = kem.fromSeed(seed);
    for (const other of implementations.filter((each) => each.name === name)) {
      expect(other.kem.fromSeed(seed).encapsulationKey).toEqual(key.encapsulationKey);
      const { ciphertext, secret } = other.kem.encapsulate(key.encapsulationKey);
      expect(ciphertext).toHaveLength(set.ciphertext);
      expect(key.decapsulate(ciphertext)).toEqual(secret);
      // FIPS 203 §7.3: what was not made for this key gives the same useless secret in every way.
      const changed = ciphertext.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
      expect(other.kem.fromSeed(seed).decapsulate(changed)).toEqual(key.decapsulate(changed));
      expect(key.decapsulate(changed)).not.toEqual(secret);
    }
  });
});

const mlKem768 = mlKemParameters['ML-KEM-768'];

wycheproof<unknown, Encapsulation>(
  'FIPS 203 §7.2: keys are checked, and what is sealed for good ones is what it should be',
  'mlkem_768_encaps_test',
  (vector) => {
    const key = fromHex(vector.ek);
    const sha3 = nodeSha3();
    if (!isEncapsulationKey(mlKem768, key) || sha3 === undefined) return isEncapsulationKey(mlKem768, key);
    const { ciphertext, secret } = encapsulate(mlKem768, sha3, key, fromHex(vector.m));
    return equalBytes(ciphertext, fromHex(vector.c)) && equalBytes(secret, fromHex(vector.K));
  },
);
