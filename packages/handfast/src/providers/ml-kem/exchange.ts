/** ML-KEM as a key exchange of its own. draft-ietf-tls-mlkem */

import type { DirectExchange } from '../key-exchange/direct.ts';
import { type DecapsulationKey, type Encapsulated, isEncapsulationKey } from './ml-kem.ts';
import { type MlKemName, mlKemParameters, seedLength } from './parameters.ts';

/** One way to compute ML-KEM with one parameter set. */
export interface MlKem {
  /** The key pair that d and z, one after another, stand for. */
  fromSeed(seed: Uint8Array): DecapsulationKey;
  /** A fresh secret, sealed for a key that has been checked. */
  encapsulate(encapsulationKey: Uint8Array): Encapsulated;
}

/** ML-KEM alone. `load` gives what computes it, when it is first needed. */
export function mlKemExchange(
  name: MlKemName,
  load: () => MlKem,
  random: (length: number) => Uint8Array,
): DirectExchange {
  const set = mlKemParameters[name];
  return {
    offer() {
      const seed = random(seedLength);
      const key = load().fromSeed(seed);
      seed.fill(0);
      return {
        share: key.encapsulationKey,
        complete: (answer) => (answer.length === set.ciphertext ? key.decapsulate(answer) : undefined),
      };
    },
    answer(share) {
      if (!isEncapsulationKey(set, share)) return undefined;
      const { ciphertext, secret } = load().encapsulate(share);
      return { share: ciphertext, secret };
    },
  };
}
