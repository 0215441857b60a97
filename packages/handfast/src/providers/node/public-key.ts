/** Public keys that verify, imported once and kept as native keys. */

import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { PublicKeyInfo, SignatureAlgorithm } from '../../crypto/algorithms.ts';
import type { PublicKey } from '../../crypto/provider.ts';
import { encodePublicKey } from '../../x509/public-key.ts';
import { asBuffer } from './bare.ts';
import { toJwk } from './jwk.ts';
import { signatureCall } from './signature.ts';

/** `undefined` for kinds that this runtime lacks and for keys that are not keys, such as points off their curve. */
export function importNodePublicKey(info: PublicKeyInfo): PublicKey | undefined {
  if (info.kind === 'unknown') return undefined;
  try {
    const key = otherKinds.has(info.kind) ? importEncoded(info) : importJwk(info);
    return key && new NodePublicKey(info, key);
  } catch {
    return undefined;
  }
}

/** Kinds that JSON Web Keys do not know, or not in every Node. */
const otherKinds: ReadonlySet<PublicKeyInfo['kind']> = new Set(['dsa', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87']);

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
    const call = signatureCall(algorithm, this.info, this.#key);
    if (call === undefined) return false;
    try {
      return verify(call.digest, data, call.key, signature);
    } catch {
      // A key too small for the hash, or one that only the arithmetic finds out to be none.
      return false;
    }
  }
}
