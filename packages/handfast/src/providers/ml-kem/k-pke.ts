/** K-PKE, the encryption inside ML-KEM. FIPS 203 §5 */

import { concat } from '../../base/bytes.ts';
import { compress, decode, decompress, encode, encodedLength } from './encoding.ts';
import type { MlKemParameters } from './parameters.ts';
import { add, innerProduct, inverseNtt, ntt, type Polynomial, subtract } from './polynomial.ts';
import { sampleNtt, sampleSmall, smallLength } from './sampling.ts';
import type { Sha3 } from './sha3.ts';

/** The bits of each coefficient of a key: all of them. */
const bitsOfKey = 12;

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
export function generate({ rank, eta1 }: MlKemParameters, sha3: Sha3, d: Uint8Array): KeyPair {
  const seeds = sha3.sha3_512(concat(d, Uint8Array.of(rank)));
  const [rho, sigma] = [seeds.subarray(0, 32), seeds.subarray(32)];
  const matrix = expand(rank, sha3, rho);
  const s = smallVector(rank, eta1, sha3, sigma, 0).map(ntt);
  const e = smallVector(rank, eta1, sha3, sigma, rank).map(ntt);
  const t = matrix.map((row, i) => add(innerProduct(row, s), e[i] as Polynomial));
  return { encryptionKey: { t, matrix }, encoded: concat(...t.map((each) => encode(each, bitsOfKey)), rho), s };
}

/** The key that these bytes encode; they must have been checked. */
export function decodeKey({ rank }: MlKemParameters, sha3: Sha3, encoded: Uint8Array): EncryptionKey {
  const t = decodeVector(rank, encoded, bitsOfKey, decode);
  return { t, matrix: expand(rank, sha3, encoded.subarray(rank * encodedLength(bitsOfKey))) };
}

/** Algorithm 14. */
export function encrypt(
  { rank, eta1, bitsOfU, bitsOfV }: MlKemParameters,
  sha3: Sha3,
  { t, matrix }: EncryptionKey,
  message: Uint8Array,
  r: Uint8Array,
): Uint8Array {
  const y = smallVector(rank, eta1, sha3, r, 0).map(ntt);
  const e1 = smallVector(rank, 2, sha3, r, rank);
  const e2 = small(2, sha3, r, 2 * rank);
  const u = e1.map((noise, i) => {
    const column = matrix.map((row) => row[i] as Polynomial);
    return add(inverseNtt(innerProduct(column, y)), noise);
  });
  const v = add(add(inverseNtt(innerProduct(t, y)), e2), decompress(message, 1));
  return concat(...u.map((each) => compress(each, bitsOfU)), compress(v, bitsOfV));
}

/** Algorithm 15. */
export function decrypt(
  { rank, bitsOfU, bitsOfV }: MlKemParameters,
  s: readonly Polynomial[],
  ciphertext: Uint8Array,
): Uint8Array {
  const u = decodeVector(rank, ciphertext, bitsOfU, decompress);
  const v = decompress(ciphertext.subarray(rank * encodedLength(bitsOfU)), bitsOfV);
  return compress(subtract(v, inverseNtt(innerProduct(s, u.map(ntt)))), 1);
}

/** The public matrix, which everybody computes from its seed. */
function expand(rank: Rank, sha3: Sha3, rho: Uint8Array): Polynomial[][] {
  return indices[rank].map((i) => indices[rank].map((j) => sampleNtt(sha3, concat(rho, Uint8Array.of(j, i)))));
}

function smallVector(rank: Rank, eta: 2 | 3, sha3: Sha3, seed: Uint8Array, from: number): Polynomial[] {
  return indices[rank].map((i) => small(eta, sha3, seed, from + i));
}

function small(eta: 2 | 3, sha3: Sha3, seed: Uint8Array, counter: number): Polynomial {
  return sampleSmall(eta, sha3.shake256(concat(seed, Uint8Array.of(counter)), smallLength(eta)));
}

function decodeVector(
  rank: Rank,
  bytes: Uint8Array,
  bits: number,
  decodeOne: (bytes: Uint8Array, bits: number) => Polynomial,
): Polynomial[] {
  const length = encodedLength(bits);
  return indices[rank].map((i) => decodeOne(bytes.subarray(i * length, (i + 1) * length), bits));
}

type Rank = MlKemParameters['rank'];

const indices: Readonly<Record<Rank, readonly number[]>> = { 2: [0, 1], 3: [0, 1, 2], 4: [0, 1, 2, 3] };
