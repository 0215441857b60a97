/** ML-KEM of our own, over the SHA-3 of OpenSSL: three to four times as fast as plain JavaScript. */

import type { MlKem } from '../../ml-kem/exchange.ts';
import { encapsulate, keyFromSeed } from '../../ml-kem/ml-kem.ts';
import { type MlKemName, mlKemParameters, secretLength } from '../../ml-kem/parameters.ts';
import { random } from '../random.ts';
import { nodeSha3 } from '../sha3.ts';

/** `undefined` where this runtime has no SHA-3. */
export function loadOwnMlKem(name: MlKemName): MlKem | undefined {
  const sha3 = nodeSha3();
  if (sha3 === undefined) return undefined;
  const set = mlKemParameters[name];
  return {
    fromSeed: (seed) => keyFromSeed(set, sha3, seed),
    encapsulate: (encapsulationKey) => encapsulate(set, sha3, encapsulationKey, random(secretLength)),
  };
}
