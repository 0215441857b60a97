/** RSA as far as it needs no secret: checking signatures. RFC 8017 §8.1.2, §8.2.2 */

import { concat, equalBytes } from '../../base/bytes.ts';
import { type HashName, hashLength } from '../../crypto/algorithms.ts';
import { bytesOf, integerOf, power } from '../../crypto/arithmetic.ts';
import { hashes } from './hash.ts';

export interface RsaPublic {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/** Even numbers are no RSA keys, and with the exponent 1 everything would be a signature; both numbers are bounded. RFC 8017 §3.1 */
export function isRsaKey({ modulus, exponent }: RsaPublic): boolean {
  const isOdd = (integer: Uint8Array): boolean => ((integer.at(-1) ?? 0) & 1) === 1;
  const bounded = modulus.length <= 2048 && exponent.length <= 8;
  return bounded && isOdd(modulus) && isOdd(exponent) && integerOf(exponent) > 1n;
}

/** RSASSA-PKCS1-v1_5: the whole encoding is made and compared, so that nothing in it can be left unread. */
export function verifyPkcs1(key: RsaPublic, hash: HashName, data: Uint8Array, signature: Uint8Array): boolean {
  const info = concat(digestInfoPrefix(hash), hashes[hash](data));
  return verifyEncoded(key, info, signature);
}

/** The same over bytes that are no DigestInfo. RFC 2246 §7.4.3 */
export function verifyEncoded(key: RsaPublic, info: Uint8Array, signature: Uint8Array): boolean {
  const encoded = recover(key, signature);
  const padding = key.modulus.length - info.length - 3;
  if (encoded === undefined || padding < 8) return false;
  return equalBytes(encoded, concat(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), info));
}

/** RSASSA-PSS, with MGF1 over the same hash. */
export function verifyPss(
  key: RsaPublic,
  hash: HashName,
  saltLength: number,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const recovered = recover(key, signature);
  const topBits = bitLength(key.modulus) - 1;
  const length = Math.ceil(topBits / 8);
  if (recovered === undefined) return false;
  // Where the encoding is a byte shorter than the modulus, that byte is zero.
  if (length < recovered.length && recovered[0] !== 0) return false;
  const encoded = recovered.subarray(recovered.length - length);
  const digestLength = hashLength[hash];
  const maskedLength = length - digestLength - 1;
  if (maskedLength < saltLength + 1 || encoded.at(-1) !== 0xbc) return false;
  const digest = encoded.subarray(maskedLength, -1);
  const unused = 8 * length - topBits;
  if ((encoded[0] as number) >> (8 - unused) !== 0) return false;
  const mask = mgf1(hash, digest, maskedLength);
  const block = encoded.subarray(0, maskedLength).map((byte, i) => byte ^ (mask[i] as number));
  block[0] = (block[0] as number) & (0xff >> unused);
  const saltAt = maskedLength - saltLength;
  if (block.subarray(0, saltAt - 1).some((byte) => byte !== 0) || block[saltAt - 1] !== 1) return false;
  const hashed = hashes[hash](concat(new Uint8Array(8), hashes[hash](data), block.subarray(saltAt)));
  return equalBytes(hashed, digest);
}

/** RSAVP1, as many bytes as the modulus has; `undefined` for what is no signature of that length below it. */
function recover({ modulus, exponent }: RsaPublic, signature: Uint8Array): Uint8Array | undefined {
  if (signature.length !== modulus.length) return undefined;
  const n = integerOf(modulus);
  const s = integerOf(signature);
  if (s >= n) return undefined;
  return bytesOf(power(s, integerOf(exponent), n), modulus.length);
}

/** RFC 8017 §B.2.1 */
function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (let at = 0, counter = 0; at < length; counter++) {
    const block = hashes[hash](concat(seed, Uint8Array.of(counter >> 24, counter >> 16, counter >> 8, counter)));
    mask.set(block.subarray(0, length - at), at);
    at += block.length;
  }
  return mask;
}

/** DER of DigestInfo up to the digest. RFC 8017 §9.2, note 1 */
function digestInfoPrefix(hash: HashName): Uint8Array {
  const oid = digestOids[hash];
  const digest = hashLength[hash];
  return Uint8Array.of(0x30, 8 + oid.length + digest, 0x30, 4 + oid.length, 6, oid.length, ...oid, 5, 0, 4, digest);
}

const sha2 = (last: number): readonly number[] => [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last];
const digestOids: Readonly<Record<HashName, readonly number[]>> = {
  md5: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5],
  sha1: [0x2b, 0x0e, 3, 2, 0x1a],
  sha224: sha2(4),
  sha256: sha2(1),
  sha384: sha2(2),
  sha512: sha2(3),
};

const bitLength = (integer: Uint8Array): number => 8 * integer.length - (Math.clz32(integer[0] ?? 0) - 24);
