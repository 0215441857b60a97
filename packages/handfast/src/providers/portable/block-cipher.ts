/** AES in CBC mode, for suites that are no AEADs. NIST SP 800-38A §6.2 */

import { cbc } from '@noble/ciphers/aes.js';
import { copyOf } from '../../base/bytes.ts';
import type { BlockCipherName } from '../../crypto/algorithms.ts';
import type { BlockCipher } from '../../crypto/provider.ts';

/** `undefined` for all but AES. */
export function portableBlockCipher(name: BlockCipherName, key: Uint8Array): BlockCipher | undefined {
  if (name !== 'aes-128-cbc' && name !== 'aes-256-cbc') return undefined;
  const own = copyOf(key);
  const mode = (iv: Uint8Array) => cbc(own, iv, { disablePadding: true });
  return {
    blockLength: 16,
    encrypt: (iv, plaintext) => mode(iv).encrypt(plaintext),
    decrypt: (iv, ciphertext) => mode(iv).decrypt(ciphertext),
  };
}
