import { createCipheriv, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wycheproof } from '../../../test/vectors/wycheproof.ts';
import { parsePemOf } from '../../asn1/pem.ts';
import { fromHex, toHex } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import type { HashName } from '../../crypto/algorithms.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { aes } from './aes.ts';
import { decryptCbc, encryptCbc } from './cbc.ts';
import { decryptPrivateKey, encryptPrivateKey, pkcs8FromPemWithPassword } from './encrypted-key.ts';
import { pbkdf2 } from './pbkdf2.ts';

describe('FIPS 197 appendix C: AES', () => {
  const plaintext = fromHex('00112233445566778899aabbccddeeff');
  const examples: readonly (readonly [number, string])[] = [
    [16, '69c4e0d86a7b0430d8cdb78070b4c55a'],
    [24, 'dda97ca4864cdfe06eaf70a0ec0d7191'],
    [32, '8ea2b7ca516745bfeafc49904b496089'],
  ];

  test.each(examples)('with a key of %i bytes', (length, ciphertext) => {
    const cipher = aes(Uint8Array.from({ length }, (_, i) => i));
    expect(toHex(cipher.encrypt(plaintext))).toBe(ciphertext);
    expect(toHex(cipher.decrypt(fromHex(ciphertext)))).toBe(toHex(plaintext));
  });
});

test('AES-CBC is what Node has', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const keys = fc.constantFrom(16, 24, 32).chain(bytes);
  fc.assert(
    fc.property(keys, bytes(16), fc.uint8Array({ maxLength: 50 }), (key, iv, plaintext) => {
      const native = createCipheriv(`aes-${8 * key.length}-cbc`, key, iv);
      const expected = native.update(plaintext, undefined, 'hex') + native.final('hex');
      const ciphertext = encryptCbc(key, iv, plaintext);
      expect(toHex(ciphertext)).toBe(expected);
      expect(decryptCbc(key, iv, ciphertext)).toEqual(plaintext);
    }),
  );
});

interface CbcVector {
  readonly key: string;
  readonly iv: string;
  readonly msg: string;
  readonly ct: string;
}
wycheproof<object, CbcVector>('RFC 5652 §6.3: padding', 'aes_cbc_pkcs5_test', ({ key, iv, msg, ct }) => {
  const plaintext = decryptCbc(fromHex(key), fromHex(iv), fromHex(ct));
  return plaintext !== undefined && toHex(plaintext) === msg;
});

interface PbeVector extends Omit<CbcVector, 'key'> {
  readonly password: string;
  readonly salt: string;
  readonly iterationCount: number;
}
const { pbkdf2: _, ...hmacAlone } = provider;

for (const hash of ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] satisfies HashName[]) {
  for (const bits of [128, 192, 256]) {
    wycheproof<object, PbeVector>(
      `RFC 8018 §6.2: PBES2 with ${hash}`,
      `pbes2_hmac${hash}_aes_${bits}_test`,
      ({ tcId, password, salt, iterationCount, iv, msg, ct }) => {
        // All of them have 4096 iterations or more: HMAC called so often would take 15 seconds; all of them passed once.
        const own = tcId % 20 === 1 ? hmacAlone : provider;
        const options = { hash, salt: fromHex(salt), iterations: iterationCount, length: bits / 8 };
        const plaintext = decryptCbc(pbkdf2(own, fromHex(password), options), fromHex(iv), fromHex(ct));
        return plaintext !== undefined && toHex(plaintext) === msg;
      },
    );
  }
}

describe('RFC 5958 §3: encrypted private keys', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pkcs8 = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const iterations = 1000;

  test('what is encrypted is decrypted, with the right password only', () => {
    const encrypted = encryptPrivateKey(provider, pkcs8, 'contraseña', iterations);
    expect(decryptPrivateKey(provider, encrypted, 'contraseña')).toEqual(pkcs8);
    expect(() => decryptPrivateKey(provider, encrypted, 'contrasena')).toThrow(MisuseError);
  });

  test('Node decrypts what we encrypt', () => {
    const encrypted = encryptPrivateKey(provider, pkcs8, 'contraseña', iterations);
    const key = createPrivateKey({
      key: Buffer.from(encrypted),
      format: 'der',
      type: 'pkcs8',
      passphrase: 'contraseña',
    });
    expect(key.equals(privateKey)).toBe(true);
  });

  test.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'])('we decrypt what Node encrypts: %s', (cipher) => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher, passphrase: 'secret' }).toString();
    const [der] = parsePemOf('ENCRYPTED PRIVATE KEY', pem);
    expect(decryptPrivateKey(provider, der as Uint8Array, 'secret')).toEqual(pkcs8);
    expect(pkcs8FromPemWithPassword(provider, pem, 'secret')).toEqual(pkcs8);
  });

  test('what is no encrypted key is malformed', () => {
    expect(() => decryptPrivateKey(provider, pkcs8, 'secret')).toThrow(
      expect.objectContaining({ code: 'malformed_key' }),
    );
    const single = new Uint8Array(
      privateKey.export({ format: 'der', type: 'pkcs8', cipher: 'des-ede3-cbc', passphrase: 'a' }),
    );
    expect(() => decryptPrivateKey(provider, single, 'a')).toThrow(MisuseError);
  });
});
