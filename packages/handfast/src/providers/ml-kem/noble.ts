/** ML-KEM of @noble/post-quantum, however it was loaded. */

import type { MlKem } from './exchange.ts';
import { type MlKemName, secretLength } from './parameters.ts';

/** What the library exports. */
export type MlKemLibrary = Readonly<Record<'ml_kem512' | 'ml_kem768' | 'ml_kem1024', LibraryMlKem>>;

interface LibraryMlKem {
  keygen(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  encapsulate(key: Uint8Array, m: Uint8Array): { readonly cipherText: Uint8Array; readonly sharedSecret: Uint8Array };
  decapsulate(ciphertext: Uint8Array, secretKey: Uint8Array): Uint8Array;
}

/** One of its parameter sets. */
export function mlKemOf(library: MlKemLibrary, name: MlKemName, random: (length: number) => Uint8Array): MlKem {
  const kem = library[exportNames[name]];
  return {
    fromSeed(seed) {
      const { publicKey, secretKey } = kem.keygen(seed);
      return { encapsulationKey: publicKey, decapsulate: (ciphertext) => kem.decapsulate(ciphertext, secretKey) };
    },
    encapsulate(encapsulationKey) {
      const { cipherText, sharedSecret } = kem.encapsulate(encapsulationKey, random(secretLength));
      return { ciphertext: cipherText, secret: sharedSecret };
    },
  };
}

const exportNames = { 'ML-KEM-512': 'ml_kem512', 'ML-KEM-768': 'ml_kem768', 'ML-KEM-1024': 'ml_kem1024' } as const;
