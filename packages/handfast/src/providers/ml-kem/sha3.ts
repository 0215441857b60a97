/** The functions of FIPS 202 that ML-KEM is built on (FIPS 203 §4.1); the platform or a library provides them. */

export interface Sha3 {
  sha3_256(data: Uint8Array): Uint8Array;
  sha3_512(data: Uint8Array): Uint8Array;
  /** `length` bytes of output. */
  shake128(data: Uint8Array, length: number): Uint8Array;
  shake256(data: Uint8Array, length: number): Uint8Array;
}
