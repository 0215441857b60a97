import { createCipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../base/bytes.ts';
import { MisuseError } from '../../base/errors.ts';
import { aeadKeyLength } from '../../crypto/algorithms.ts';
import { nodeAead } from '../node/aead.ts';
import { type Block, cbc } from './block.ts';
import { chacha20, chacha20Poly1305Draft, poly1305 } from './chacha20-draft.ts';
import { gcm } from './gcm.ts';
import { legacyProvider } from './index.ts';

const names = [
  'camellia-128-gcm',
  'camellia-256-gcm',
  'aria-128-gcm',
  'aria-256-gcm',
  'chacha20-poly1305-draft',
] as const;

test.each(names)('RFC 5116 §2.2: %s opens nothing whose tag, text, nonce or additional data was changed', (name) => {
  const aead = legacyProvider.aead(name, new Uint8Array(aeadKeyLength[name]).fill(3));
  if (!aead) throw new Error('missing');
  const nonce = new Uint8Array(name === 'chacha20-poly1305-draft' ? 8 : 12).fill(1);
  const additional = new Uint8Array(13).fill(2);
  for (const length of [0, 1, 16, 70]) {
    const plaintext = new Uint8Array(length).fill(length);
    const sealed = new Uint8Array(length + 16);
    void aead.seal(nonce, additional, plaintext, sealed);
    expect(aead.open(nonce, additional, sealed)).toEqual(plaintext);
    for (let at = 0; at < sealed.length; at++) {
      expect(
        aead.open(
          nonce,
          additional,
          sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)),
        ),
      ).toBeUndefined();
    }
    expect(
      aead.open(
        nonce.map((byte) => byte + 1),
        additional,
        sealed,
      ),
    ).toBeUndefined();
    expect(aead.open(nonce, additional.subarray(1), sealed)).toBeUndefined();
  }
  expect(aead.open(nonce, additional, new Uint8Array(15))).toBeUndefined();
  expect(() => aead.seal(nonce, additional, new Uint8Array(5), new Uint8Array(5))).toThrow(MisuseError);
});

test('SP 800-38D: GCM over the AES of node:crypto is what node:crypto calls AES-GCM [E03]', () => {
  const key = new Uint8Array(16).fill(8);
  const aes: Block = {
    length: 16,
    encrypt(bytes, at) {
      bytes.set(createCipheriv('aes-128-ecb', key, null).update(bytes.subarray(at, at + 16)), at);
    },
    decrypt: () => undefined,
  };
  const nonce = Uint8Array.from({ length: 12 }, (_, i) => i);
  for (const length of [0, 5, 16, 33, 300]) {
    const plaintext = Uint8Array.from({ length }, (_, i) => i);
    const [own, native] = [new Uint8Array(length + 16), new Uint8Array(length + 16)];
    void gcm(aes).seal(nonce, utf8('additional'), plaintext, own);
    void nodeAead('aes-128-gcm', key)?.seal(nonce, utf8('additional'), plaintext, native);
    expect(toHex(own)).toBe(toHex(native));
  }
  expect(cbc(aes).blockLength).toBe(16);
});

test('RFC 6209: our ARIA-GCM is that of node:crypto [E02]', () => {
  const key = new Uint8Array(32).fill(8);
  const [own, native] = [new Uint8Array(116), new Uint8Array(116)];
  void legacyProvider.aead('aria-256-gcm', key)?.seal(key.subarray(0, 12), key, new Uint8Array(100), own);
  void nodeAead('aria-256-gcm', key)?.seal(key.subarray(0, 12), key, new Uint8Array(100), native);
  expect(own).toEqual(native);
});

test('RFC 8439 §2.4.2, §2.5.2: the parts of ChaCha20-Poly1305 give the published values', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  // The first four bytes of the nonce of 12 are zero there: the same as ours of 8.
  const stream = chacha20(key, fromHex('0000004a00000000'), 1, new Uint8Array(4));
  expect(toHex(stream)).toBe('224f51f3');
  const oneTime = fromHex('85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b');
  const tag = poly1305(oneTime, utf8('Cryptographic Forum Research Group'));
  expect(toHex(tag)).toBe('a8061dc1305136c6c22b8baf0c0127a9');
});

test('draft-agl-tls-chacha20poly1305-04 §5: the MAC has no padding between its parts [E04]', () => {
  const key = new Uint8Array(32).fill(1);
  const nonce = fromHex('0000000000000005');
  const additional = new Uint8Array(13).fill(7);
  const sealed = new Uint8Array(3 + 16);
  void chacha20Poly1305Draft(key).seal(nonce, additional, Uint8Array.of(1, 2, 3), sealed);
  const native = createCipheriv('chacha20', key, concat(fromHex('01000000 00000000'), nonce));
  const ciphertext = sealed.subarray(0, 3);
  expect(new Uint8Array(native.update(Uint8Array.of(1, 2, 3)))).toEqual(ciphertext);
  const lengths = [fromHex('0d00000000000000'), fromHex('0300000000000000')] as const;
  const block = createCipheriv('chacha20', key, concat(new Uint8Array(8), nonce)).update(new Uint8Array(32));
  const expected = poly1305(new Uint8Array(block), concat(additional, lengths[0], ciphertext, lengths[1]));
  expect(sealed.subarray(3)).toEqual(expected);
});
