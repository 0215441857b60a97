import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../base/awaitable.ts';
import { concat } from '../base/bytes.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { decryptPremaster, selectPremaster } from './pkcs1-v15.ts';
import type { PrivateKey } from './provider.ts';

const version = 0x0303;
const secret = Uint8Array.from({ length: 48 }, (_, i) => [3, 3][i] ?? i);
const substitute = new Uint8Array(48).fill(0xaa);
const padded = (padding: Uint8Array, content = secret): Uint8Array =>
  concat(Uint8Array.of(0, 2), padding, Uint8Array.of(0), content);
const good = padded(new Uint8Array(205).fill(7));
const select = (decrypted: Uint8Array): Uint8Array => selectPremaster(decrypted, version, substitute);

test('RFC 5246 §7.4.7.1: a well-formed premaster secret comes out as it went in [D01]', () => {
  expect(good).toHaveLength(256);
  expect(select(good)).toEqual(secret);
  expect(select(padded(new Uint8Array(8).fill(1)))).toEqual(secret);
});

const changed = (index: number, byte: number): Uint8Array => good.map((old, i) => (i === index ? byte : old));
const malformed: readonly (readonly [string, Uint8Array])[] = [
  ['a first byte that is not zero', changed(0, 1)],
  ['block type 1', changed(1, 1)],
  ['block type 0', changed(1, 0)],
  ['block type 3', changed(1, 3)],
  ['a zero at the beginning of the padding', changed(2, 0)],
  ['a zero at the end of the padding', changed(206, 0)],
  ['no zero after the padding', changed(207, 1)],
  ['a secret that is one byte longer', changed(206, 0).map((byte, i) => (i === 207 ? 3 : byte))],
  ['a secret that is one byte shorter', changed(207, 9).map((byte, i) => (i === 208 ? 0 : byte))],
  ['another major version', changed(208, 2)],
  ['an older version', changed(209, 1)],
  ['a newer version', changed(209, 4)],
  ['no zero at all', new Uint8Array(256).fill(2)],
  ['only zeros', new Uint8Array(256)],
  ['too little padding', padded(new Uint8Array(7).fill(1))],
  ['a modulus that is too short', new Uint8Array(48)],
  ['nothing', new Uint8Array(0)],
];

test.each(malformed)('RFC 5246 §7.4.7.1: %s gives random bytes and no error [D01]', (_, decrypted) => {
  expect(select(decrypted)).toEqual(substitute);
});

test('any change of the framing gives the random bytes, no change of the rest does', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const broken = changed(index, (good[index] as number) ^ change);
      const isFraming = index < 2 || (index >= 207 && index < 210) || (index < 207 && broken[index] === 0);
      expect(select(broken).every((byte) => byte === 0xaa)).toBe(isFraming);
    }),
  );
});

test('RFC 8017 §7.2: what a public key encrypts, its private key decrypts; anything else becomes random', async () => {
  const made = await nodeProvider.generateKey({ kind: 'rsa', bits: 1024 });
  const key = made?.privateKey as PrivateKey;
  const random = (length: number): Uint8Array => substitute.slice(0, length);
  const encrypted = await nodeProvider.importPublicKey(key.info)?.encryptPkcs1?.(secret);
  const decrypt = (ciphertext: Uint8Array): unknown => run(decryptPremaster(key, ciphertext, version, random));
  expect(decrypt(encrypted ?? new Uint8Array(0))).toEqual(secret);
  expect(run(decryptPremaster(key, encrypted ?? new Uint8Array(0), 0x0302, random))).toEqual(substitute);
  for (const length of [0, 1, 127, 128, 129, 5000]) {
    expect(decrypt(new Uint8Array(length))).toEqual(substitute);
    expect(decrypt(new Uint8Array(length).fill(0xff))).toEqual(substitute);
  }
  const { info, sign } = key;
  expect(run(decryptPremaster({ info, sign }, new Uint8Array(128), version, random))).toEqual(substitute);
});
