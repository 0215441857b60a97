/** ML-KEM-768 of our own, over the SHA-3 of OpenSSL: three to four times as fast as plain JavaScript. */

import { encapsulate, keyFromSeed } from '../../ml-kem/ml-kem-768.ts';
import { random } from '../random.ts';
import { nodeSha3 } from '../sha3.ts';
import type { MlKem } from './ml-kem.ts';

/** `undefined` where this runtime has no SHA-3. */
export function loadOwnMlKem(): MlKem | undefined {
  const sha3 = nodeSha3();
  if (sha3 === undefined) return undefined;
  return {
    fromSeed: (seed) => keyFromSeed(sha3, seed),
    encapsulate: (encapsulationKey) => encapsulate(sha3, encapsulationKey, random(32)),
  };
}
