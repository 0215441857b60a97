import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { type BlockCipherName, blockCiphers } from '../../crypto/algorithms.ts';
import { nodeBlockCipher } from './block-cipher.ts';

const names = (Object.keys(blockCiphers) as BlockCipherName[]).filter(
  (name) => nodeBlockCipher(name, new Uint8Array(blockCiphers[name].keyLength)) !== undefined,
);

test('SP 800-38A §F.2.1: AES-128 in CBC mode gives the published blocks, and nothing is padded [E01]', () => {
  const cipher = nodeBlockCipher('aes-128-cbc', fromHex('2b7e151628aed2a6abf7158809cf4f3c'));
  const plaintext = fromHex('6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51');
  const iv = fromHex('000102030405060708090a0b0c0d0e0f');
  const sealed = cipher?.encrypt(iv, plaintext) ?? new Uint8Array(0);
  expect(toHex(sealed)).toBe('7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2');
  expect(cipher?.decrypt(iv, sealed)).toEqual(plaintext);
});

test.each(names)('SP 800-38A §6.2: %s chains whole blocks, and refuses others', (name) => {
  const { keyLength, blockLength } = blockCiphers[name];
  const cipher = nodeBlockCipher(name, new Uint8Array(keyLength).fill(3));
  const iv = new Uint8Array(blockLength).fill(9);
  const plaintext = new Uint8Array(blockLength * 4).fill(1);
  const sealed = cipher?.encrypt(iv, plaintext) ?? new Uint8Array(0);
  expect(cipher?.blockLength).toBe(blockLength);
  expect(sealed).toHaveLength(plaintext.length);
  expect(sealed.constructor).toBe(Uint8Array);
  expect(sealed.subarray(0, blockLength)).not.toEqual(sealed.subarray(blockLength, 2 * blockLength));
  expect(cipher?.decrypt(iv, sealed)).toEqual(plaintext);
  const rest = cipher?.decrypt(sealed.subarray(0, blockLength), sealed.subarray(blockLength));
  expect(rest).toEqual(plaintext.subarray(blockLength));
  expect(() => cipher?.encrypt(iv, plaintext.subarray(1))).toThrow(MisuseError);
  expect(() => cipher?.decrypt(iv, sealed.subarray(1))).toThrow(MisuseError);
  expect(() => nodeBlockCipher(name, new Uint8Array(keyLength + 1))).toThrow(MisuseError);
});

test('what OpenSSL hides by default is left to the next provider', () => {
  expect(nodeBlockCipher('seed-cbc', new Uint8Array(16))).toBeUndefined();
  expect(names).toContain('3des-ede-cbc');
});
