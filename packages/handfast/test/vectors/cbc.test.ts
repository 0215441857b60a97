/** Block ciphers: NIST SP 800-38A. The padding of the vectors is put on here. */

import { describe } from 'vitest';
import { concat, equalBytes, fromHex } from '../../src/base/bytes.ts';
import { subjects } from './subjects.ts';
import { wycheproof } from './wycheproof.ts';

interface Group {
  readonly keySize: number;
}

type Vector = Readonly<Record<'key' | 'iv' | 'msg' | 'ct', string>>;

describe.each(subjects)('block ciphers of the provider $name', (provider) => {
  const decrypts = (vector: Vector, { keySize }: Group): boolean | undefined => {
    const name = keySize === 128 ? 'aes-128-cbc' : keySize === 256 ? 'aes-256-cbc' : undefined;
    const cipher = name && provider.blockCipher?.(name, fromHex(vector.key));
    if (cipher === undefined) return undefined;
    const [iv, message, ciphertext] = [fromHex(vector.iv), fromHex(vector.msg), fromHex(vector.ct)];
    const padding = 16 - (message.length % 16);
    const padded = concat(message, new Uint8Array(padding).fill(padding));
    if (ciphertext.length % 16 !== 0) return false;
    const same = equalBytes(cipher.encrypt(iv, padded), ciphertext);
    return same && equalBytes(cipher.decrypt(iv, ciphertext), padded);
  };

  wycheproof('SP 800-38A §6.2: AES-CBC gives the known blocks and no others [E01]', 'aes_cbc_pkcs5_test', decrypts);
});
