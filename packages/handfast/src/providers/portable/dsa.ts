/** DSA signatures, checked. FIPS 186-4 §4.7 */

import type { HashName, PublicKeyInfo } from '../../crypto/algorithms.ts';
import { integerOf, power } from '../../crypto/arithmetic.ts';
import { parseEcdsaSignature } from './ecdsa-signature.ts';
import { hashes } from './hash.ts';

export type DsaPublic = PublicKeyInfo & { readonly kind: 'dsa' };

/** Whether the numbers can be a key, as far as that is quick to see. */
export const isDsaKey = ({ p, q, g, y }: DsaPublic): boolean =>
  p.length <= 1024 && q.length <= 64 && q.length > 0 && inGroup(g, p) && inGroup(y, p);

/** Throws `bad_der`. */
export function verifyDsa(key: DsaPublic, hash: HashName, data: Uint8Array, signature: Uint8Array): boolean {
  const [p, q, g, y] = [key.p, key.q, key.g, key.y].map(integerOf) as [bigint, bigint, bigint, bigint];
  const parsed = parseEcdsaSignature(signature);
  const [r, s] = [integerOf(parsed.r), integerOf(parsed.s)];
  if (r <= 0n || r >= q || s <= 0n || s >= q) return false;
  // As many bits of the digest as q has; all lengths that are allowed are whole bytes.
  const z = integerOf(hashes[hash](data).subarray(0, key.q.length));
  // q is prime: Fermat's little theorem inverts.
  const w = power(s, q - 2n, q);
  const v = ((power(g, (z * w) % q, p) * power(y, (r * w) % q, p)) % p) % q;
  return v === r;
}

function inGroup(element: Uint8Array, modulus: Uint8Array): boolean {
  const integer = integerOf(element);
  return integer > 1n && integer < integerOf(modulus);
}
