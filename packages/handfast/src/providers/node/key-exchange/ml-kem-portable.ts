/** ML-KEM-768 of @noble/post-quantum, for runtimes whose OpenSSL does not offer it. */

import { createRequire } from 'node:module';
import { random } from '../random.ts';
import type { MlKem } from './ml-kem.ts';

/** Loads the library at once: a handshake that waits for `import()` would no longer finish in one go. */
export function loadPortableMlKem(): MlKem {
  const load = createRequire(import.meta.url);
  const { ml_kem768 } = load('@noble/post-quantum/ml-kem.js') as typeof import('@noble/post-quantum/ml-kem.js');
  return {
    fromSeed(seed) {
      const { publicKey, secretKey } = ml_kem768.keygen(seed);
      return {
        encapsulationKey: publicKey,
        decapsulate: (ciphertext) => ml_kem768.decapsulate(ciphertext, secretKey),
      };
    },
    encapsulate(encapsulationKey) {
      const { cipherText, sharedSecret } = ml_kem768.encapsulate(encapsulationKey, random(32));
      return { ciphertext: cipherText, secret: sharedSecret };
    },
  };
}
