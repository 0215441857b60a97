/** Private keys that sign, and those that decrypt or agree as well, from PKCS#8. RFC 5958 */

import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  sign,
} from 'node:crypto';
import { MisuseError } from '../../base/errors.ts';
import { isMlDsa, type PublicKeyInfo, type SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { parsePkcs8 } from '../../x509/private-key.ts';
import { parsePublicKey } from '../../x509/public-key.ts';
import { importMlDsaPrivateKey } from '../ml-dsa/ml-dsa.ts';
import { asBuffer, bare } from './bare.ts';
import { finiteFieldPrivateKey } from './finite-field-private-key.ts';
import { agreeMontgomery } from './key-exchange/montgomery.ts';
import { portableMlDsa } from './ml-dsa-portable.ts';
import { importNodeKey } from './public-key.ts';
import { signatureCall } from './signature.ts';

/** `undefined` for what is not a private key of a kind that signs or agrees in TLS. */
export const importNodePrivateKey = (pkcs8: Uint8Array): PrivateKey | undefined =>
  importNative(pkcs8) ?? importMlDsaPrivateKey(portableMlDsa, pkcs8);

function importNative(pkcs8: Uint8Array): PrivateKey | undefined {
  try {
    const key = createPrivateKey({ key: asBuffer(pkcs8), format: 'der', type: 'pkcs8' });
    const info = publicHalf(key);
    // OpenSSL takes forms of these keys that RFC 9881 §6 does not have.
    if (isMlDsa(info.kind)) parsePkcs8(pkcs8);
    if (info.kind === 'dh') return finiteFieldPrivateKey(pkcs8);
    return info.kind === 'unknown' ? undefined : new NodePrivateKey(info, key);
  } catch {
    return undefined;
  }
}

class NodePrivateKey implements PrivateKey {
  readonly info: PublicKeyInfo;
  readonly #key: KeyObject;

  constructor(info: PublicKeyInfo, key: KeyObject) {
    this.info = info;
    this.#key = key;
  }

  /** Throws `MisuseError` when this key cannot sign so. */
  sign(algorithm: SignatureAlgorithm, data: Uint8Array): Uint8Array {
    if (algorithm.kind === 'rsa-pkcs1-md5-sha1') return this.#signHashed(data);
    const call = signatureCall(algorithm, this.info, this.#key);
    if (call === undefined) throw new MisuseError(`a key of kind ${this.info.kind} does not sign ${algorithm.kind}`);
    try {
      return bare(sign(call.digest, data, call.key));
    } catch (cause) {
      throw new MisuseError(`this key cannot sign ${algorithm.kind}`, { cause });
    }
  }

  decryptRaw(ciphertext: Uint8Array): Uint8Array | undefined {
    if (this.info.kind !== 'rsa' || ciphertext.length !== this.info.modulus.length) return undefined;
    try {
      return bare(privateDecrypt({ key: this.#key, padding: constants.RSA_NO_PADDING }, ciphertext));
    } catch {
      // Not below the modulus, which everybody can see.
      return undefined;
    }
  }

  agree(share: Uint8Array): Uint8Array | undefined {
    if (this.info.kind === 'x25519' || this.info.kind === 'x448') {
      return agreeMontgomery(this.info.kind, this.#key, share);
    }
    if (this.info.kind !== 'ec') return undefined;
    const peer = importNodeKey({ ...this.info, point: share });
    if (peer === undefined) return undefined;
    return bare(diffieHellman({ privateKey: this.#key, publicKey: peer }));
  }

  /** RSA over 36 bytes that are no DigestInfo. RFC 2246 §7.4.3 */
  #signHashed(hashed: Uint8Array): Uint8Array {
    if (this.info.kind !== 'rsa') throw new MisuseError(`a key of kind ${this.info.kind} does not sign MD5 and SHA-1`);
    return bare(privateEncrypt({ key: this.#key, padding: constants.RSA_PKCS1_PADDING }, hashed));
  }
}

function publicHalf(key: KeyObject): PublicKeyInfo {
  return parsePublicKey(bare(createPublicKey(key).export({ format: 'der', type: 'spki' }))).key;
}
