import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex, utf8 } from '../../base/bytes.ts';
import { type HashName, hashLength } from '../../crypto/algorithms.ts';
import { nodeHash } from './hash.ts';
import { nodeHmac } from './hmac.ts';

const names = Object.keys(hashLength) as HashName[];

test('RFC 8446 §4.4.1: a hash goes on after its digest was taken, and a clone goes its own way', () => {
  const hash = nodeHash('sha256').update(utf8('ClientHello'));
  const first = hash.digest();
  expect(hash.digest()).toEqual(first);
  const clone = hash.clone().update(utf8(' ServerHello'));
  expect(hash.digest()).toEqual(first);
  expect(toHex(clone.digest())).toBe(createHash('sha256').update('ClientHello ServerHello').digest('hex'));
});

test.each(names)('%s answers plain bytes of its length [E06]', (name) => {
  const digest = nodeHash(name).update(utf8('abc')).digest();
  expect(digest.constructor).toBe(Uint8Array);
  expect(digest).toHaveLength(hashLength[name]);
  expect(toHex(digest)).toBe(createHash(name).update('abc').digest('hex'));
  expect(nodeHmac(name, utf8('key')).compute()).toHaveLength(hashLength[name]);
});

test('RFC 1321 §A.5, RFC 3174 §7.3, FIPS 180-4: the published values for "abc" [E06]', () => {
  const digest = (name: HashName): string => toHex(nodeHash(name).update(utf8('abc')).digest());
  expect(digest('md5')).toBe('900150983cd24fb0d6963f7d28e17f72');
  expect(digest('sha1')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  expect(digest('sha256')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
