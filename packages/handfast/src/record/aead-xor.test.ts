import { expect, test } from 'vitest';
import type { Aead } from '../crypto/provider.ts';
import { aeadXor } from './aead-xor.ts';

test('RFC 8446 §5.2: a record too short for its tag is bad_record, whatever the cipher would make of it', () => {
  const aead: Aead = {
    tagLength: 16,
    seal: () => undefined,
    open(_nonce, _additional, ciphertext) {
      if (ciphertext.length < 16) throw new RangeError('less than a tag');
      return undefined;
    },
  };
  const protector = aeadXor(aead, new Uint8Array(12), 100);
  for (const length of [0, 1, 15, 16]) {
    expect(() => protector.open(0, Uint8Array.of(23, 3, 3, 0, length), new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: 'bad_record' }),
    );
  }
});
