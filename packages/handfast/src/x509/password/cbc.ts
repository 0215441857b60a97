/** AES-CBC with the padding of PKCS #7 (NIST SP 800-38A §6.2, RFC 5652 §6.3). */

import { aes } from './aes.ts';

/** The ciphertext: whole blocks, at least one. `iv` has 16 bytes. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = aes(key);
  const padding = 16 - (plaintext.length % 16);
  const output = new Uint8Array(plaintext.length + padding).fill(padding);
  output.set(plaintext);
  let previous = iv;
  for (let at = 0; at < output.length; at += 16) {
    previous = cipher.encrypt(combine(output.subarray(at, at + 16), previous));
    output.set(previous, at);
  }
  return output;
}

/** The plaintext; `undefined` when the length or the padding is wrong, as with the wrong key. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) return undefined;
  const cipher = aes(key);
  const output = new Uint8Array(ciphertext.length);
  let previous = iv;
  for (let at = 0; at < output.length; at += 16) {
    const block = ciphertext.subarray(at, at + 16);
    output.set(combine(cipher.decrypt(block), previous), at);
    previous = block;
  }
  return unpadded(output);
}

function unpadded(output: Uint8Array): Uint8Array | undefined {
  const padding = output[output.length - 1] as number;
  if (padding < 1 || padding > 16) return undefined;
  const end = output.length - padding;
  return output.subarray(end).every((byte) => byte === padding) ? output.subarray(0, end) : undefined;
}

const combine = (block: Uint8Array, mask: Uint8Array): Uint8Array => block.map((byte, i) => byte ^ (mask[i] as number));
