import { expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/providers/node/index.ts';
import { hmacOfRecords } from '../../src/record/mac.ts';
import { md5From, md5Padding } from './md5.ts';

const md5 = (...parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((hash, part) => hash.update(part), nodeProvider.hash('md5')).digest();

const secret = nodeProvider.random(16);
const said = utf8('pay 10 to bob;');
const number = (value: number): Uint8Array => Uint8Array.of(0, 0, 0, value);

/** `HASH[SECRET, ACTUAL-DATA, PADDING-DATA, SEQUENCE-NUMBER]`: the MAC of SSL 2.0. Its draft, §1.2 */
const mac2 = (data: Uint8Array, sequence: number): Uint8Array => md5(secret, data, number(sequence));

/** What anybody can make of a message and a hash over a secret and that message: more of the message, and its hash. */
function extended(message: Uint8Array, hash: Uint8Array, more: Uint8Array) {
  const padding = md5Padding(secret.length + message.length);
  const hashed = secret.length + message.length + padding.length;
  return { message: concat(message, padding, more), hash: md5From(hash, hashed, more) };
}

test('[K13] [A04] RFC 2104 §6: a hash over secret and data goes on without the secret: a MAC of SSL 2.0 is forged', () => {
  expect(toHex(md5From(md5(), 0, utf8('abc')))).not.toBe(toHex(md5(utf8('abc'))));
  const seen = mac2(said, 3);
  const next = concat(utf8('pay 9999 to eve;'));
  // What was the sequence number becomes data, and the forged message brings the one of its own place.
  const forged = extended(concat(said, number(3)), seen, concat(next, number(4)));
  const data = forged.message.subarray(0, -4);
  expect(toHex(forged.hash)).toBe(toHex(mac2(data, 4)));
  expect(new TextDecoder().decode(data)).toContain('pay 9999 to eve;');
});

test('[K13] [A04] RFC 2104 §6: the same against HMAC comes to nothing, for a second hash closes it', () => {
  const mac = hmacOfRecords(nodeProvider, 'md5', secret, 0x0301);
  const seen = mac.compute(3, 23, said);
  const header = concat(new Uint8Array(7), Uint8Array.of(3, 23, 3, 1, 0, said.length));
  const forged = extended(concat(new Uint8Array(48), header, said), seen, utf8('pay 9999 to eve;'));
  const data = forged.message.subarray(48 + header.length);
  expect(toHex(forged.hash)).not.toBe(toHex(mac.compute(3, 23, data)));
});
