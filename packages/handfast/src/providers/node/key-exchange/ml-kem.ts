/** ML-KEM-768: a lattice KEM that no quantum computer is known to break. FIPS 203 */

import { loadNativeMlKem } from './ml-kem-native.ts';
import { loadPortableMlKem } from './ml-kem-portable.ts';

/** Lengths in bytes. FIPS 203 §8, tables 2 and 3 */
export const mlKem768 = { seed: 64, encapsulationKey: 1184, ciphertext: 1088, secret: 32 } as const;

/** One way to compute it. */
export interface MlKem {
  /** The key pair that d and z, one after another, stand for. */
  fromSeed(seed: Uint8Array): DecapsulationKey;
  /** A fresh secret and its encapsulation. The key must have been checked. */
  encapsulate(encapsulationKey: Uint8Array): { readonly ciphertext: Uint8Array; readonly secret: Uint8Array };
}

export interface DecapsulationKey {
  readonly encapsulationKey: Uint8Array;
  /** The secret, or a random-looking value if the ciphertext, of the right length, was not made for this key. */
  decapsulate(ciphertext: Uint8Array): Uint8Array;
}

/** Native from Node 24 on, else plain JavaScript, which takes 10 ms to load: so only when it is first asked for. */
export function loadMlKem(): MlKem {
  loaded ??= loadNativeMlKem() ?? loadPortableMlKem();
  return loaded;
}

let loaded: MlKem | undefined;

/** Whether this is a key: of the right length, with all its coefficients below q. FIPS 203 §7.2 */
export function isEncapsulationKey(key: Uint8Array): boolean {
  if (key.length !== mlKem768.encapsulationKey) return false;
  const coefficients = key.length - 32;
  for (let at = 0; at < coefficients; at += 3) {
    const [low, middle, high] = [key[at] as number, key[at + 1] as number, key[at + 2] as number];
    if ((low | ((middle & 15) << 8)) >= q || ((middle >> 4) | (high << 4)) >= q) return false;
  }
  return true;
}

const q = 3329;
