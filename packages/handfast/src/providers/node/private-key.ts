/** Private keys that sign, from PKCS#8. RFC 5958 */

import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { MisuseError } from '../../base/errors.ts';
import type { PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { parsePublicKey } from '../../x509/public-key.ts';
import { asBuffer, bare } from './bare.ts';
import { signatureCall } from './signature.ts';

/** `undefined` for what is not a private key of a kind that signs in TLS. */
export function importNodePrivateKey(pkcs8: Uint8Array): PrivateKey | undefined {
  try {
    const key = createPrivateKey({ key: asBuffer(pkcs8), format: 'der', type: 'pkcs8' });
    const info = publicHalf(key);
    return signs(info) ? new NodePrivateKey(info, key) : undefined;
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
    const call = signatureCall(algorithm, this.info, this.#key);
    if (call === undefined) throw new MisuseError(`a key of kind ${this.info.kind} does not sign ${algorithm.kind}`);
    try {
      return bare(sign(call.digest, data, call.key));
    } catch (cause) {
      throw new MisuseError(`this key cannot sign ${algorithm.kind}`, { cause });
    }
  }
}

function publicHalf(key: KeyObject): PublicKeyInfo {
  return parsePublicKey(bare(createPublicKey(key).export({ format: 'der', type: 'spki' }))).key;
}

const signs = ({ kind }: PublicKeyInfo): boolean => kind !== 'unknown' && kind !== 'x25519' && kind !== 'x448';
