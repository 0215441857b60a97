/** How node:crypto is told to make or check a signature. */

import { constants, type KeyObject, type SigningOptions } from 'node:crypto';
import type { HashName, PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';

/** The first and the last argument of `sign` and `verify`. */
export interface SignatureCall {
  readonly digest: HashName | null;
  readonly key: SigningOptions & { readonly key: KeyObject };
}

/** `undefined` when such a signature cannot come from such a key. */
export function signatureCall(
  algorithm: SignatureAlgorithm,
  info: PublicKeyInfo,
  key: KeyObject,
): SignatureCall | undefined {
  switch (algorithm.kind) {
    case 'ecdsa':
      return info.kind === 'ec' ? { digest: algorithm.hash, key: { key, dsaEncoding: 'der' } } : undefined;
    case 'dsa':
      return info.kind === 'dsa' ? { digest: algorithm.hash, key: { key, dsaEncoding: 'der' } } : undefined;
    case 'rsa-pkcs1':
      if (info.kind !== 'rsa') return undefined;
      return { digest: algorithm.hash, key: { key, padding: constants.RSA_PKCS1_PADDING } };
    case 'rsa-pss': {
      const { hash, saltLength } = algorithm;
      if (!allowsPss(info, hash, saltLength)) return undefined;
      return { digest: hash, key: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } };
    }
    case 'rsa-pkcs1-md5-sha1':
      // `sign` and `verify` would hash once more: the keys do these themselves.
      return undefined;
    default:
      return info.kind === algorithm.kind ? { digest: null, key: { key } } : undefined;
  }
}

/** A key with parameters signs with these hashes and at least this much salt, nothing else. RFC 4055 §3.3 */
function allowsPss(info: PublicKeyInfo, hash: HashName, saltLength: number): boolean {
  if (info.kind === 'rsa') return true;
  if (info.kind !== 'rsa-pss') return false;
  const bound = info.parameters;
  return bound === undefined || (bound.hash === hash && bound.mgfHash === hash && bound.saltLength <= saltLength);
}
