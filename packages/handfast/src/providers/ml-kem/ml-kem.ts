/** ML-KEM: two parties agree on a secret in a way that no quantum computer is known to break. FIPS 203 §6 */

import { concat, equalBytes } from '../../base/bytes.ts';
import { q } from './field.ts';
import { decodeKey, decrypt, encrypt, generate, type KeyPair } from './k-pke.ts';
import type { MlKemParameters } from './parameters.ts';
import type { Sha3 } from './sha3.ts';

/** Whether this is a key: of the right length, with all its coefficients below q. FIPS 203 §7.2 */
export function isEncapsulationKey(set: MlKemParameters, key: Uint8Array): boolean {
  if (key.length !== set.encapsulationKey) return false;
  for (let at = 0; at < key.length - 32; at += 3) {
    const middle = key[at + 1] as number;
    const first = (key[at] as number) | ((middle & 15) << 8);
    const second = (middle >> 4) | ((key[at + 2] as number) << 4);
    if (first >= q || second >= q) return false;
  }
  return true;
}

export interface Encapsulated {
  readonly ciphertext: Uint8Array;
  /** The shared secret. */
  readonly secret: Uint8Array;
}

export interface DecapsulationKey {
  readonly encapsulationKey: Uint8Array;
  /** Algorithm 18: the secret; for a ciphertext that was not made for this key, a value nobody can predict. */
  decapsulate(ciphertext: Uint8Array): Uint8Array;
}

/** Algorithm 16: the key pair of a seed, which is d and then z. */
export function keyFromSeed(set: MlKemParameters, sha3: Sha3, seed: Uint8Array): DecapsulationKey {
  const pair = generate(set, sha3, seed.subarray(0, 32));
  const keyHash = sha3.sha3_256(pair.encoded);
  const rejection = seed.slice(32);
  return {
    encapsulationKey: pair.encoded,
    decapsulate: (ciphertext) => decapsulate(set, sha3, pair, keyHash, rejection, ciphertext),
  };
}

/** Algorithm 17: a secret from the 32 random bytes of `m`, sealed for a key that `isEncapsulationKey`. */
export function encapsulate(
  set: MlKemParameters,
  sha3: Sha3,
  encapsulationKey: Uint8Array,
  m: Uint8Array,
): Encapsulated {
  const derived = sha3.sha3_512(concat(m, sha3.sha3_256(encapsulationKey)));
  const ciphertext = encrypt(set, sha3, decodeKey(set, sha3, encapsulationKey), m, derived.subarray(32));
  return { ciphertext, secret: derived.slice(0, 32) };
}

function decapsulate(
  set: MlKemParameters,
  sha3: Sha3,
  { s, encryptionKey }: KeyPair,
  keyHash: Uint8Array,
  z: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  const m = decrypt(set, s, ciphertext);
  const derived = sha3.sha3_512(concat(m, keyHash));
  const rejected = sha3.shake256(concat(z, ciphertext), 32);
  const again = encrypt(set, sha3, encryptionKey, m, derived.subarray(32));
  // Chosen without a branch: whether a ciphertext was right must not show in the time that this takes.
  const mask = -Number(equalBytes(again, ciphertext));
  return derived.slice(0, 32).map((byte, i) => (byte & mask) | ((rejected[i] as number) & ~mask));
}
