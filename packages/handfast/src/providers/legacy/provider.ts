/** Ciphers that platforms no longer have, in plain TypeScript, to be composed behind a provider that has the rest. */

import { MisuseError } from '../../base/errors.ts';
import { type AeadName, aeadKeyLength, type BlockCipherName, blockCiphers } from '../../crypto/algorithms.ts';
import type { Aead, CryptoProvider } from '../../crypto/provider.ts';
import { aria } from './aria.ts';
import { type Block, cbc } from './block.ts';
import { camellia } from './camellia.ts';
import { chacha20Poly1305Draft } from './chacha20-draft.ts';
import { des, tripleDes } from './des.ts';
import { gcm } from './gcm.ts';
import { idea } from './idea.ts';
import { rc2 } from './rc2.ts';
import { rc4 } from './rc4.ts';
import { seed } from './seed.ts';

/**
 * Table look-ups make the time of these ciphers depend on their keys, and most of them are broken anyway: for old peers
 * and old captures, never for secrets. Use it as `compose(nodeProvider, legacyProvider)`: by itself it has no hash.
 */
export const legacyProvider: CryptoProvider = Object.freeze<CryptoProvider>({
  name: 'legacy',
  random: alone,
  hash: alone,
  hmac: alone,
  aead: legacyAead,
  blockCipher(name, key) {
    const make = blocks[name];
    if (make === undefined) return undefined;
    checkLength(name, key, blockCiphers[name].keyLength);
    return cbc(make(key));
  },
  streamCipher(name, key) {
    if (key.length === 0 || key.length > 256) throw new MisuseError(`${name} takes a key of 1 to 256 bytes`);
    return rc4(key);
  },
  keyExchange: () => undefined,
  importPublicKey: () => undefined,
  importPrivateKey: () => undefined,
  generateKey: () => undefined,
});

/** AES is everywhere. */
const blocks: Readonly<Partial<Record<BlockCipherName, (key: Uint8Array) => Block>>> = {
  'camellia-128-cbc': camellia,
  'camellia-256-cbc': camellia,
  'aria-128-cbc': aria,
  'aria-256-cbc': aria,
  'seed-cbc': seed,
  '3des-ede-cbc': tripleDes,
  'idea-cbc': idea,
  'des-cbc': des,
  'rc2-cbc': rc2,
};

const aeads: Readonly<Partial<Record<AeadName, (key: Uint8Array) => Aead>>> = {
  'camellia-128-gcm': (key) => gcm(camellia(key)),
  'camellia-256-gcm': (key) => gcm(camellia(key)),
  'aria-128-gcm': (key) => gcm(aria(key)),
  'aria-256-gcm': (key) => gcm(aria(key)),
  'chacha20-poly1305-draft': chacha20Poly1305Draft,
};

function legacyAead(name: AeadName, key: Uint8Array): Aead | undefined {
  const make = aeads[name];
  const length = aeadKeyLength[name];
  if (make === undefined || length === undefined) return undefined;
  checkLength(name, key, length);
  return make(key);
}

function checkLength(name: string, key: Uint8Array, length: number): void {
  if (key.length !== length) throw new MisuseError(`${name} takes a key of ${length} bytes, not ${key.length}`);
}

function alone(): never {
  throw new MisuseError('the provider legacy has no hashes of its own: compose it behind another one');
}
