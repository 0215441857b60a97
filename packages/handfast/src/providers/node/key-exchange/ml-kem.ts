/** Which ML-KEM-768 this runtime uses. FIPS 203; decision 13 */

import type { DecapsulationKey, Encapsulated } from '../../ml-kem/ml-kem-768.ts';
import { loadNativeMlKem } from './ml-kem-native.ts';
import { loadOwnMlKem } from './ml-kem-own.ts';
import { loadPortableMlKem } from './ml-kem-portable.ts';

/** One way to compute it. */
export interface MlKem {
  /** The key pair that d and z, one after another, stand for. */
  fromSeed(seed: Uint8Array): DecapsulationKey;
  /** A fresh secret, sealed for a key that has been checked. */
  encapsulate(encapsulationKey: Uint8Array): Encapsulated;
}

/** Native from Node 24 on, ours where there is a native SHA-3, else plain JavaScript. Loaded when first asked for. */
export function loadMlKem(): MlKem {
  loaded ??= loadNativeMlKem() ?? loadOwnMlKem() ?? loadPortableMlKem();
  return loaded;
}

let loaded: MlKem | undefined;
