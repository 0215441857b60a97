/** The three parameter sets of ML-KEM. FIPS 203 §8, tables 2 and 3 */

export interface MlKemParameters {
  /** Of the module: how many polynomials a vector has. */
  readonly rank: 2 | 3 | 4;
  /** How far the secrets of a key reach, to both sides of zero; those of a ciphertext beside them reach 2. */
  readonly eta1: 2 | 3;
  /** The bits kept of each coefficient of u and of v. */
  readonly bitsOfU: 10 | 11;
  readonly bitsOfV: 4 | 5;
  /** Lengths in bytes. */
  readonly encapsulationKey: number;
  readonly ciphertext: number;
}

export const mlKemParameters = {
  'ML-KEM-512': { rank: 2, eta1: 3, bitsOfU: 10, bitsOfV: 4, encapsulationKey: 800, ciphertext: 768 },
  'ML-KEM-768': { rank: 3, eta1: 2, bitsOfU: 10, bitsOfV: 4, encapsulationKey: 1184, ciphertext: 1088 },
  'ML-KEM-1024': { rank: 4, eta1: 2, bitsOfU: 11, bitsOfV: 5, encapsulationKey: 1568, ciphertext: 1568 },
} as const satisfies Record<string, MlKemParameters>;

export type MlKemName = keyof typeof mlKemParameters;

/** Bytes of the seed of a key: d and z together. */
export const seedLength = 64;

/** Bytes of a shared secret, and of the randomness that goes into one. */
export const secretLength = 32;
