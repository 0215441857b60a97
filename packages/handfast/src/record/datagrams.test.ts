import { expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { Aead } from '../crypto/provider.ts';
import { additionalData, aeadExplicit } from './aead-explicit.ts';
import { inDatagrams } from './datagram12.ts';
import { withConnectionId } from './datagram12-id.ts';
import { datagram13 } from './datagram13.ts';
import { unprotected } from './none.ts';

/** It must not be asked about less than its tag. */
const strict: Aead = {
  tagLength: 16,
  seal: (_nonce, _additional, plaintext, output) => output.set(plaintext),
  open(_nonce, _additional, ciphertext) {
    if (ciphertext.length < 16) throw new RangeError('less than a tag');
    return undefined;
  },
};
const iv = new Uint8Array(4);
const id = Uint8Array.of(1, 2, 3);
const badRecord = expect.objectContaining({ code: 'bad_record' });

test('RFC 9146 §5.3: a record too short for its tag and its type is bad_record, whatever the cipher would make of it', () => {
  const protector = withConnectionId(aeadExplicit(strict, iv, 0xfefd, 100), 0xfefd, id);
  for (const length of [0, 7, 8, 23, 24, 25]) {
    expect(() => protector.open(1, new Uint8Array(0), new Uint8Array(length))).toThrow(badRecord);
  }
});

test('RFC 9146 §5.3: what is authenticated beside the content', () => {
  let seen: readonly number[] = [];
  const aead: Aead = { ...strict, seal: (_nonce, additional) => void (seen = [...additional]) };
  const protector = withConnectionId(aeadExplicit(aead, iv, 0xfefd, 100), 0xfefd, id);
  const output = new Uint8Array(protector.sealedLength(1, 0));
  void protector.seal(2 ** 48 + 7, { type: 23, data: Uint8Array.of(9) }, 0, output);
  const placeholder = [255, 255, 255, 255, 255, 255, 255, 255];
  expect(seen).toEqual([...placeholder, 25, 3, 25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 7, 1, 2, 3, 0, 2]);
});

test('RFC 5288 §3: no two records that carry an ID have one nonce', () => {
  const nonces: string[] = [];
  const aead: Aead = { ...strict, seal: (nonce) => void nonces.push(toHex(nonce)) };
  const protector = withConnectionId(aeadExplicit(aead, Uint8Array.of(1, 2, 3, 4), 0xfefd, 100), 0xfefd, id);
  for (const sequence of [2 ** 48, 2 ** 48 + 1, 2 ** 48 + 0x0102]) {
    const output = new Uint8Array(protector.sealedLength(1, 0));
    void protector.seal(sequence, { type: 23, data: Uint8Array.of(9) }, 0, output);
    // The second part travels.
    expect(nonces.at(-1)).toBe(`01020304${toHex(output.subarray(13 + id.length, 13 + id.length + 8))}`);
  }
  expect(nonces).toEqual(['010203040001000000000000', '010203040001000000000001', '010203040001000000000102']);
});

test('RFC 9147 §4: a record with nothing inside, not even its type, is no other mistake', () => {
  const aead: Aead = { ...strict, open: () => new Uint8Array(0) };
  const keys = { aead, iv: new Uint8Array(12), mask: () => iv, recordLimit: 1, forgeryLimit: undefined };
  const open = () => datagram13(keys, () => id).open(1, new Uint8Array(5), new Uint8Array(16));
  expect(open).toThrow(expect.objectContaining({ code: 'no_content_type' }));
});

test('RFC 9146 §3: a cipher without an AEAD has no connection IDs here', () => {
  expect(() => withConnectionId(unprotected(0xfefd), 0xfefd, id)).toThrow(MisuseError);
});

test('RFC 9147 §4: the first byte says whether an ID follows, of whatever length', () => {
  const keys = { aead: strict, iv: new Uint8Array(12), mask: () => iv, recordLimit: 1, forgeryLimit: undefined };
  for (const [length, first] of [
    [0, 0x2e],
    [1, 0x3e],
    [3, 0x3e],
  ] as const) {
    const protector = datagram13(keys, () => id.subarray(0, length));
    const output = new Uint8Array(protector.sealedLength(20, 0));
    void protector.seal(2 * 2 ** 48, { type: 23, data: new Uint8Array(20) }, 0, output);
    expect(output[0]).toBe(first);
  }
});

test('RFC 5246 §6.2.3.3: the sequence number is authenticated in eight bytes', () => {
  const data = additionalData(0x0102030405, 23, 0x0303, 0x0607);
  expect([...data]).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 23, 3, 3, 6, 7]);
});

test('RFC 9147 §4: a record of DTLS 1.3 holds 2^14 bytes, and 256 that protection adds', () => {
  const keys = { aead: strict, iv: new Uint8Array(12), mask: () => iv, recordLimit: 1, forgeryLimit: undefined };
  expect(datagram13(keys, () => id).maxFragment).toBe(16_640);
});

test('RFC 9147 §4: a record too short for its tag is bad_record, whatever the cipher would make of it', () => {
  const keys = { aead: strict, iv: new Uint8Array(12), mask: () => iv, recordLimit: 1, forgeryLimit: undefined };
  const protector = datagram13(keys, () => id);
  for (const length of [0, 1, 15, 16]) {
    expect(() => protector.open(1, new Uint8Array(5), new Uint8Array(length))).toThrow(badRecord);
  }
});

test('RFC 6347 §4.1: epoch and sequence number stand between version and length', () => {
  const protector = inDatagrams(unprotected(0xfefd));
  const output = new Uint8Array(protector.sealedLength(2, 0));
  void protector.seal(5 * 2 ** 48 + 0x010203040506, { type: 22, data: Uint8Array.of(8, 9) }, 0, output);
  expect([...output]).toEqual([22, 0xfe, 0xfd, 0, 5, 1, 2, 3, 4, 5, 6, 0, 2, 8, 9]);
});
