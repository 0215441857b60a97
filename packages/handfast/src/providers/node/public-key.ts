/** Public keys that verify, and those of RSA that encrypt as well, imported once and kept as native keys. */

import { constants, createPublicKey, type KeyObject, publicDecrypt, publicEncrypt, verify } from 'node:crypto';
import { equalBytes } from '../../base/bytes.ts';
import { isMlDsa, type PublicKeyInfo, type SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { PublicKey } from '../../crypto/provider.ts';
import { encodePublicKey } from '../../x509/public-key.ts';
import { mlDsaPublicKey } from '../ml-dsa/ml-dsa.ts';
import { asBuffer, bare } from './bare.ts';
import { toJwk } from './jwk.ts';
import { portableMlDsa } from './ml-dsa-portable.ts';
import { signatureCall } from './signature.ts';

/** `undefined` for kinds that this runtime lacks and for keys that are not keys, such as points off their curve. */
export function importNodePublicKey(info: PublicKeyInfo): PublicKey | undefined {
  const key = importNodeKey(info);
  if (key !== undefined) return new NodePublicKey(info, key);
  return mlDsaPublicKey(portableMlDsa, info);
}

/** The native key alone. */
export function importNodeKey(info: PublicKeyInfo): KeyObject | undefined {
  if (info.kind === 'unknown') return undefined;
  try {
    return isOther(info.kind) ? importEncoded(info) : importJwk(info);
  } catch {
    return undefined;
  }
}

/** Kinds that JSON Web Keys do not know, or not in every Node. */
const isOther = (kind: PublicKeyInfo['kind']): boolean => kind === 'dsa' || isMlDsa(kind);

function importJwk(info: PublicKeyInfo): KeyObject | undefined {
  const jwk = toJwk(info);
  return jwk && createPublicKey({ key: jwk, format: 'jwk' });
}

function importEncoded(info: PublicKeyInfo): KeyObject {
  return createPublicKey({ key: asBuffer(encodePublicKey(info)), format: 'der', type: 'spki' });
}

class NodePublicKey implements PublicKey {
  readonly info: PublicKeyInfo;
  readonly #key: KeyObject;

  constructor(info: PublicKeyInfo, key: KeyObject) {
    this.info = info;
    this.#key = key;
  }

  verify(algorithm: SignatureAlgorithm, data: Uint8Array, signature: Uint8Array): boolean {
    if (algorithm.kind === 'rsa-pkcs1-md5-sha1') return this.#verifyHashed(data, signature);
    const call = signatureCall(algorithm, this.info, this.#key);
    if (call === undefined) return false;
    try {
      return verify(call.digest, data, call.key, signature);
    } catch {
      // A key too small for the hash, or one that only the arithmetic finds out to be none.
      return false;
    }
  }
  encryptPkcs1(data: Uint8Array): Uint8Array | undefined {
    if (this.info.kind !== 'rsa') return undefined;
    try {
      return bare(publicEncrypt({ key: this.#key, padding: constants.RSA_PKCS1_PADDING }, data));
    } catch {
      return undefined;
    }
  }

  /** RSA over 36 bytes that are no DigestInfo: nothing may stand beside them. RFC 2246 §7.4.3 */
  #verifyHashed(hashed: Uint8Array, signature: Uint8Array): boolean {
    if (this.info.kind !== 'rsa' || signature.length !== this.info.modulus.length) return false;
    try {
      const signed = publicDecrypt({ key: this.#key, padding: constants.RSA_PKCS1_PADDING }, signature);
      return equalBytes(bare(signed), hashed);
    } catch {
      return false;
    }
  }
}
