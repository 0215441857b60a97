/** The pseudorandom functions that stretch secrets, up to TLS 1.2. RFC 5246 §5, RFC 2246 §5 */

import { concat, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { HashName } from '../crypto/algorithms.ts';
import type { CryptoProvider, Mac } from '../crypto/provider.ts';
import type { Version } from '../registry/versions.ts';

/** The pseudorandom function of one session. */
export interface Prf {
  /** The transcript is hashed with each of these; their digests stand one after another. */
  readonly transcriptHashes: readonly HashName[];
  /** `PRF(secret, label, seed)`, cut to `length` bytes. */
  derive(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array;
}

/** The function that a version uses; from TLS 1.2 on the cipher suite names its hash. */
export function prfOf(crypto: CryptoProvider, version: Pick<Version, 'name' | 'prf'>, suiteHash: HashName): Prf {
  switch (version.prf) {
    case 'suite':
      return prf12(crypto, suiteHash);
    case 'md5-sha1':
      return prfMd5Sha1(crypto);
    default:
      throw new MisuseError(`${version.name} has no such pseudorandom function`);
  }
}

/** `PRF(secret, label, seed) = P_<hash>(secret, label + seed)`. RFC 5246 §5 */
export const prf12 = (crypto: CryptoProvider, hash: HashName): Prf => ({
  transcriptHashes: [hash],
  derive: (secret, label, seed, length) => pHash(crypto.hmac(hash, secret), concat(utf8(label), seed), length),
});

/** `P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed)`: each has one half of the secret. RFC 2246 §5 */
export const prfMd5Sha1 = (crypto: CryptoProvider): Prf => ({
  transcriptHashes: ['md5', 'sha1'],
  derive(secret, label, seed, length) {
    // The halves share the middle byte when the length is odd.
    const half = Math.ceil(secret.length / 2);
    const labelled = concat(utf8(label), seed);
    const left = pHash(crypto.hmac('md5', secret.subarray(0, half)), labelled, length);
    const right = pHash(crypto.hmac('sha1', secret.subarray(secret.length - half)), labelled, length);
    return left.map((byte, i) => byte ^ (right[i] as number));
  },
});

/** `HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + …`, where A(0) = seed, A(i) = HMAC(A(i-1)). */
function pHash(mac: Mac, seed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let a = seed;
  for (let at = 0; at < length; ) {
    a = mac.compute(a);
    const block = mac.compute(a, seed);
    for (let i = 0; i < block.length && at < length; i++) output[at++] = block[i] as number;
  }
  return output;
}
