/** K-PKE, the encryption inside ML-KEM, with the parameters of ML-KEM-768. FIPS 203 §5 */

import { concat } from '../../base/bytes.ts';
import { compress, decode, decompress, encode, encodedLength } from './encoding.ts';
import { add, innerProduct, inverseNtt, ntt, type Polynomial, subtract } from './polynomial.ts';
import { sampleNtt, sampleSmall, smallLength } from './sampling.ts';
import type { Sha3 } from './sha3.ts';

/** Table 2: the rank of the module, and the bits kept of each coefficient of u and v. */
const [rank, bitsOfU, bitsOfV, bitsOfKey] = [3, 10, 4, 12] as const;

/** What encryption needs: t, and the rows of the matrix, all transformed. */
export interface EncryptionKey {
  readonly t: readonly Polynomial[];
  readonly matrix: readonly (readonly Polynomial[])[];
}

export interface KeyPair {
  readonly encryptionKey: EncryptionKey;
  readonly encoded: Uint8Array;
  /** The secret vector, transformed. */
  readonly s: readonly Polynomial[];
}

/** Algorithm 13. */
export function generate(sha3: Sha3, d: Uint8Array): KeyPair {
  const seeds = sha3.sha3_512(concat(d, Uint8Array.of(rank)));
  const [rho, sigma] = [seeds.subarray(0, 32), seeds.subarray(32)];
  const matrix = expand(sha3, rho);
  const s = smallVector(sha3, sigma, 0).map(ntt);
  const e = smallVector(sha3, sigma, rank).map(ntt);
  const t = matrix.map((row, i) => add(innerProduct(row, s), e[i] as Polynomial));
  return { encryptionKey: { t, matrix }, encoded: concat(...t.map((each) => encode(each, bitsOfKey)), rho), s };
}

/** The key that these bytes encode; they must have been checked. */
export function decodeKey(sha3: Sha3, encoded: Uint8Array): EncryptionKey {
  const t = decodeVector(encoded, bitsOfKey, decode);
  return { t, matrix: expand(sha3, encoded.subarray(rank * encodedLength(bitsOfKey))) };
}

/** Algorithm 14. */
export function encrypt(sha3: Sha3, { t, matrix }: EncryptionKey, message: Uint8Array, r: Uint8Array): Uint8Array {
  const y = smallVector(sha3, r, 0).map(ntt);
  const e1 = smallVector(sha3, r, rank);
  const e2 = small(sha3, r, 2 * rank);
  const u = e1.map((noise, i) => {
    const column = matrix.map((row) => row[i] as Polynomial);
    return add(inverseNtt(innerProduct(column, y)), noise);
  });
  const v = add(add(inverseNtt(innerProduct(t, y)), e2), decompress(message, 1));
  return concat(...u.map((each) => compress(each, bitsOfU)), compress(v, bitsOfV));
}

/** Algorithm 15. */
export function decrypt(s: readonly Polynomial[], ciphertext: Uint8Array): Uint8Array {
  const u = decodeVector(ciphertext, bitsOfU, decompress);
  const v = decompress(ciphertext.subarray(rank * encodedLength(bitsOfU)), bitsOfV);
  return compress(subtract(v, inverseNtt(innerProduct(s, u.map(ntt)))), 1);
}

/** The public matrix, which everybody computes from its seed. */
function expand(sha3: Sha3, rho: Uint8Array): Polynomial[][] {
  return indices.map((i) => indices.map((j) => sampleNtt(sha3, concat(rho, Uint8Array.of(j, i)))));
}

function smallVector(sha3: Sha3, seed: Uint8Array, from: number): Polynomial[] {
  return indices.map((i) => small(sha3, seed, from + i));
}

function small(sha3: Sha3, seed: Uint8Array, counter: number): Polynomial {
  return sampleSmall(sha3.shake256(concat(seed, Uint8Array.of(counter)), smallLength));
}

function decodeVector(
  bytes: Uint8Array,
  bits: number,
  decodeOne: (bytes: Uint8Array, bits: number) => Polynomial,
): Polynomial[] {
  const length = encodedLength(bits);
  return indices.map((i) => decodeOne(bytes.subarray(i * length, (i + 1) * length), bits));
}

const indices = [0, 1, 2] as const;
