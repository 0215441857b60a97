/** Block ciphers in CBC mode with node:crypto, as far as OpenSSL still has them by default. NIST SP 800-38A §6.2 */

import { createCipheriv, createDecipheriv, createSecretKey, getCipherInfo, type KeyObject } from 'node:crypto';
import { MisuseError } from '../../base/errors.ts';
import { type BlockCipherName, blockCiphers } from '../../crypto/algorithms.ts';
import type { BlockCipher } from '../../crypto/provider.ts';
import { bare } from './bare.ts';

/** `undefined` where this runtime lacks the cipher. Throws `MisuseError` for a key of the wrong length. */
export function nodeBlockCipher(name: BlockCipherName, key: Uint8Array): BlockCipher | undefined {
  const native = opensslNames[name];
  if (native === undefined || !isKnown(native)) return undefined;
  const { keyLength, blockLength } = blockCiphers[name];
  if (key.length !== keyLength) throw new MisuseError(`${name} takes a key of ${keyLength} bytes, not ${key.length}`);
  return new NodeBlockCipher(native, blockLength, createSecretKey(key));
}

/** DES, IDEA, RC2 and SEED are left to `handfast/providers/legacy`: OpenSSL 3 hides them. */
const opensslNames: Readonly<Partial<Record<BlockCipherName, string>>> = {
  'aes-128-cbc': 'aes-128-cbc',
  'aes-256-cbc': 'aes-256-cbc',
  'camellia-128-cbc': 'camellia-128-cbc',
  'camellia-256-cbc': 'camellia-256-cbc',
  'aria-128-cbc': 'aria-128-cbc',
  'aria-256-cbc': 'aria-256-cbc',
  '3des-ede-cbc': 'des-ede3-cbc',
};

/** Asked of OpenSSL once for each cipher. */
function isKnown(native: string): boolean {
  let answer = known.get(native);
  if (answer === undefined) known.set(native, (answer = getCipherInfo(native) !== undefined));
  return answer;
}

const known = new Map<string, boolean>();

class NodeBlockCipher implements BlockCipher {
  readonly blockLength: number;
  readonly #name: string;
  readonly #key: KeyObject;

  constructor(name: string, blockLength: number, key: KeyObject) {
    this.#name = name;
    this.blockLength = blockLength;
    this.#key = key;
  }

  /** Throws `MisuseError` when the plaintext does not end with a block. */
  encrypt(iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
    this.#checkWhole(plaintext);
    return bare(createCipheriv(this.#name, this.#key, iv).setAutoPadding(false).update(plaintext));
  }

  /** Throws `MisuseError` when the ciphertext does not end with a block. */
  decrypt(iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
    this.#checkWhole(ciphertext);
    return bare(createDecipheriv(this.#name, this.#key, iv).setAutoPadding(false).update(ciphertext));
  }

  #checkWhole({ length }: Uint8Array): void {
    if (length % this.blockLength !== 0) throw new MisuseError(`${length} bytes are no blocks of ${this.blockLength}`);
  }
}
