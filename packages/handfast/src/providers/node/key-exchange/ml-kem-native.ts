/** ML-KEM of OpenSSL, which Node.js offers from version 24.7 on. Encodings: RFC 9935 §4, §6 */

import type { KeyObject } from 'node:crypto';
import * as crypto from 'node:crypto';
import { concat, fromHex } from '../../../base/bytes.ts';
import type { MlKem } from '../../ml-kem/exchange.ts';
import type { MlKemName } from '../../ml-kem/parameters.ts';
import { asBuffer, bare } from '../bare.ts';

/** `undefined` where this runtime lacks it. */
export function loadNativeMlKem(name: MlKemName): MlKem | undefined {
  if (!('encapsulate' in crypto && 'decapsulate' in crypto)) return undefined;
  const { encapsulate, decapsulate } = crypto as unknown as Kem;
  const pkcs8Prefix = fromHex(pkcs8Prefixes[name]);
  const spkiPrefix = fromHex(spkiPrefixes[name]);
  return {
    fromSeed(seed) {
      const privateKey = crypto.createPrivateKey({ key: prefixed(pkcs8Prefix, seed), format: 'der', type: 'pkcs8' });
      const spki = crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
      return {
        encapsulationKey: bare(spki).subarray(spkiPrefix.length),
        decapsulate: (ciphertext) => bare(decapsulate(privateKey, ciphertext)),
      };
    },
    encapsulate(encapsulationKey) {
      const key = prefixed(spkiPrefix, encapsulationKey);
      const { ciphertext, sharedKey } = encapsulate(crypto.createPublicKey({ key, format: 'der', type: 'spki' }));
      return { ciphertext: bare(ciphertext), secret: bare(sharedKey) };
    },
  };
}

/** What the types of Node.js 20 do not know. */
interface Kem {
  encapsulate(key: KeyObject): { readonly ciphertext: Uint8Array; readonly sharedKey: Uint8Array };
  decapsulate(key: KeyObject, ciphertext: Uint8Array): Uint8Array;
}

const prefixed = (prefix: Uint8Array, key: Uint8Array): Buffer => asBuffer(concat(prefix, key));

/** DER up to the seed, and up to the key: all lengths are fixed, so these bytes never change. */
const pkcs8Prefixes: Readonly<Record<MlKemName, string>> = {
  'ML-KEM-512': '3054020100 300b 0609608648016503040401 0442 8040',
  'ML-KEM-768': '3054020100 300b 0609608648016503040402 0442 8040',
  'ML-KEM-1024': '3054020100 300b 0609608648016503040403 0442 8040',
};
const spkiPrefixes: Readonly<Record<MlKemName, string>> = {
  'ML-KEM-512': '30820332 300b 0609608648016503040401 0382032100',
  'ML-KEM-768': '308204b2 300b 0609608648016503040402 038204a100',
  'ML-KEM-1024': '30820632 300b 0609608648016503040403 0382062100',
};
