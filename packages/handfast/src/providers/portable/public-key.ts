/** Public keys that verify: ECDSA (FIPS 186-5), EdDSA (RFC 8032), RSA (RFC 8017), DSA (FIPS 186-4), ML-DSA (FIPS 204). */

import { ed448 } from '@noble/curves/ed448.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { HashName, PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { PublicKey } from '../../crypto/provider.ts';
import { curveNamed } from '../../x509/ec-curves.ts';
import { mlDsaPublicKey } from '../ml-dsa/ml-dsa.ts';
import { isDsaKey, verifyDsa } from './dsa.ts';
import { compactSignature } from './ecdsa-signature.ts';
import { hashes } from './hash.ts';
import { mlDsaOf } from './ml-dsa.ts';
import { nistCurves } from './nist-curves.ts';
import { isRsaKey, verifyEncoded, verifyPkcs1, verifyPss } from './rsa.ts';

/** `undefined` for kinds that are not here and for keys that are not keys, such as points off their curve. */
export function importPortablePublicKey(info: PublicKeyInfo): PublicKey | undefined {
  const verify = verifierOf(info);
  if (verify === undefined) return mlDsaPublicKey(mlDsaOf, info);
  return {
    info,
    verify(algorithm, data, signature) {
      try {
        return verify(algorithm, data, signature);
      } catch {
        return false;
      }
    },
  };
}

type Verify = (algorithm: SignatureAlgorithm, data: Uint8Array, signature: Uint8Array) => boolean;

function verifierOf(info: PublicKeyInfo): Verify | undefined {
  switch (info.kind) {
    case 'ec':
      return ecdsaVerifier(info);
    case 'ed25519':
      return (algorithm, data, signature) =>
        algorithm.kind === 'ed25519' && ed25519.verify(signature, data, info.bytes, { zip215: false });
    case 'ed448':
      return (algorithm, data, signature) =>
        algorithm.kind === 'ed448' && ed448.verify(signature, data, info.bytes, { zip215: false });
    case 'rsa':
    case 'rsa-pss':
      return isRsaKey(info) ? rsaVerifier(info) : undefined;
    case 'dsa':
      if (!isDsaKey(info)) return undefined;
      return ({ kind, ...algorithm }, data, signature) =>
        kind === 'dsa' && 'hash' in algorithm && verifyDsa(info, algorithm.hash, data, signature);
    default:
      return undefined;
  }
}

/** Only the uncompressed form: RFC 8422 §5.1.1 deprecates the others, RFC 5480 §2.2 leaves them optional. */
function ecdsaVerifier(info: PublicKeyInfo & { readonly kind: 'ec' }): Verify | undefined {
  const curve = nistCurves[info.curve];
  if (info.point[0] !== 4 || !curve.utils.isValidPublicKey(info.point, false)) return undefined;
  return (algorithm, data, signature) => {
    if (algorithm.kind !== 'ecdsa') return false;
    const compact = compactSignature(signature, curveNamed(info.curve).size);
    if (compact === undefined) return false;
    const digest = hashes[algorithm.hash](data);
    return curve.verify(compact, digest, info.point, { prehash: false, lowS: false, format: 'compact' });
  };
}

function rsaVerifier(info: PublicKeyInfo & { readonly kind: 'rsa' | 'rsa-pss' }): Verify {
  return (algorithm, data, signature) => {
    switch (algorithm.kind) {
      case 'rsa-pkcs1':
        return info.kind === 'rsa' && verifyPkcs1(info, algorithm.hash, data, signature);
      case 'rsa-pkcs1-md5-sha1':
        return info.kind === 'rsa' && verifyEncoded(info, data, signature);
      case 'rsa-pss': {
        const { hash, saltLength } = algorithm;
        return allowsPss(info, hash, saltLength) && verifyPss(info, hash, saltLength, data, signature);
      }
      default:
        return false;
    }
  };
}

/** A key with parameters signs with these hashes and at least this much salt, nothing else. RFC 4055 §3.3 */
function allowsPss(info: PublicKeyInfo & { readonly kind: 'rsa' | 'rsa-pss' }, hash: HashName, salt: number): boolean {
  const bound = info.kind === 'rsa-pss' ? info.parameters : undefined;
  return bound === undefined || (bound.hash === hash && bound.mgfHash === hash && bound.saltLength <= salt);
}
