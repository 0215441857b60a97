import { expect, test } from 'vitest';
import { MisuseError } from '../../base/errors.ts';
import type { AeadName } from '../../crypto/algorithms.ts';
import { nodeAead } from './aead.ts';

const aeads: readonly (readonly [AeadName, number])[] = [
  ['aes-128-gcm', 16],
  ['aes-256-gcm', 32],
  ['chacha20-poly1305', 32],
  ['aes-128-ccm', 16],
  ['aes-128-ccm-8', 16],
  ['aes-256-ccm', 32],
  ['aes-256-ccm-8', 32],
  ['aria-128-gcm', 16],
  ['aria-256-gcm', 32],
];
const nonce = new Uint8Array(12).fill(1);
const additional = Uint8Array.of(23, 3, 3, 0, 17);

test.each(aeads)(
  'RFC 5116 §2.2: %s opens nothing whose tag, text, nonce or additional data was changed',
  (name, keyLength) => {
    const aead = nodeAead(name, new Uint8Array(keyLength).fill(9));
    if (aead === undefined) throw new Error(`${name} is missing`);
    // Node 20 and 22 by themselves take any tag over an empty CCM text: length 0 matters.
    for (const length of [0, 1, 16, 100]) {
      const plaintext = new Uint8Array(length).fill(length);
      const sealed = new Uint8Array(length + aead.tagLength);
      void aead.seal(nonce, additional, plaintext, sealed);
      const opened = aead.open(nonce, additional, sealed);
      expect(opened).toEqual(plaintext);
      for (let i = 0; i < sealed.length; i++) {
        const broken = sealed.slice();
        broken[i] = (broken[i] as number) ^ 0x80;
        expect(aead.open(nonce, additional, broken)).toBeUndefined();
      }
      expect(aead.open(new Uint8Array(12), additional, sealed)).toBeUndefined();
      expect(aead.open(nonce, additional.subarray(1), sealed)).toBeUndefined();
      expect(aead.open(nonce, additional, sealed.subarray(0, sealed.length - 1))).toBeUndefined();
    }
    expect(aead.open(nonce, additional, new Uint8Array(aead.tagLength - 1))).toBeUndefined();
    expect(aead.open(nonce, additional, new Uint8Array(0))).toBeUndefined();
  },
);

test.each(aeads)('%s seals in place inside a larger buffer', (name, keyLength) => {
  const aead = nodeAead(name, new Uint8Array(keyLength));
  if (aead === undefined) throw new Error(`${name} is missing`);
  const buffer = new Uint8Array(200).fill(0xee);
  const plaintext = buffer.subarray(50, 150).fill(5);
  void aead.seal(nonce, additional, plaintext, buffer.subarray(50, 150 + aead.tagLength));
  expect(aead.open(nonce, additional, buffer.subarray(50, 150 + aead.tagLength))).toEqual(new Uint8Array(100).fill(5));
  expect(new Set([...buffer.subarray(0, 50), ...buffer.subarray(150 + aead.tagLength)])).toEqual(new Set([0xee]));
});

test('keys and outputs of the wrong length are misuse', () => {
  expect(() => nodeAead('aes-128-gcm', new Uint8Array(32))).toThrow(MisuseError);
  const aead = nodeAead('aes-128-gcm', new Uint8Array(16));
  expect(() => aead?.seal(nonce, additional, new Uint8Array(5), new Uint8Array(22))).toThrow(MisuseError);
});
