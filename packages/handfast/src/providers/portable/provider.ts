/** Cryptography in plain JavaScript: the same answers in every runtime, all of them at once. Slower than native code. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { portableAead } from './aead.ts';
import { portableBlockCipher } from './block-cipher.ts';
import { portableHash, portableHmac } from './hash.ts';
import { portableKeyExchange } from './key-exchange.ts';
import { generatePortableKey, importPortablePrivateKey } from './private-key.ts';
import { importPortablePublicKey } from './public-key.ts';
import { random } from './random.ts';

/**
 * Stateless, so one for all connections. It verifies signatures of every kind, and signs with elliptic curves;
 * RSA signs nowhere in here, and groups of finite fields are left out: their arithmetic would take long, and its time
 * would depend on the key.
 */
export const portableProvider: CryptoProvider = Object.freeze<CryptoProvider>({
  name: 'portable',
  random,
  hash: portableHash,
  hmac: portableHmac,
  aead: portableAead,
  blockCipher: portableBlockCipher,
  keyExchange: portableKeyExchange,
  importPublicKey: importPortablePublicKey,
  importPrivateKey: importPortablePrivateKey,
  generateKey: generatePortableKey,
});
