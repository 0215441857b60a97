/** The cryptography of Node.js, Deno and Bun: everything but the making of RSA keys answers at once. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { nodeAead } from './aead.ts';
import { nodeBlockCipher } from './block-cipher.ts';
import { generateNodeKey } from './generate.ts';
import { nodeHash } from './hash.ts';
import { nodeHmac } from './hmac.ts';
import { nodeFiniteField } from './key-exchange/any-field.ts';
import { nodeKeyExchange } from './key-exchange/key-exchange.ts';
import { nodePbkdf2 } from './pbkdf2.ts';
import { isNodePrime } from './prime.ts';
import { importNodePrivateKey } from './private-key.ts';
import { importNodePublicKey } from './public-key.ts';
import { random } from './random.ts';
import { nodeSequenceMask } from './sequence-mask.ts';

/** Stateless, so one for all connections. */
export const nodeProvider: CryptoProvider = Object.freeze<CryptoProvider>({
  name: 'node',
  random,
  hash: nodeHash,
  hmac: nodeHmac,
  pbkdf2: nodePbkdf2,
  aead: nodeAead,
  blockCipher: nodeBlockCipher,
  sequenceMask: nodeSequenceMask,
  keyExchange: nodeKeyExchange,
  finiteField: nodeFiniteField,
  isProbablePrime: isNodePrime,
  importPublicKey: importNodePublicKey,
  importPrivateKey: importNodePrivateKey,
  generateKey: generateNodeKey,
});
