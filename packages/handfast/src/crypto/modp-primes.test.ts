import { getDiffieHellman } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { isModpSize, modpPrime } from './modp-primes.ts';

/** The names under which Node knows them. */
const groups = {
  modp2: 1024,
  modp5: 1536,
  modp14: 2048,
  modp15: 3072,
  modp16: 4096,
  modp17: 6144,
  modp18: 8192,
} as const;

test.each(Object.entries(groups))('RFC 2409 §6.2, RFC 3526: the formula gives the prime of %s', (name, bits) => {
  expect(toHex(modpPrime(bits))).toBe(getDiffieHellman(name).getPrime('hex'));
  expect(modpPrime(bits)).toBe(modpPrime(bits));
  expect([isModpSize(bits), isModpSize(bits + 1)]).toEqual([true, false]);
});
