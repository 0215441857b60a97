import { checkPrimeSync, createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from '../base/bytes.ts';
import { type FfdheGroup, ffdhePrime } from './ffdhe-primes.ts';

/** SHA-256 of the primes that OpenSSL 3.0 knows under these names. */
const fromOpenssl: readonly (readonly [FfdheGroup, string])[] = [
  ['ffdhe2048', '9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966'],
  ['ffdhe3072', '0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17'],
  ['ffdhe4096', '4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e'],
  ['ffdhe6144', '227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7'],
  ['ffdhe8192', '770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833'],
];

test.each(fromOpenssl)('RFC 7919 §A: the formula gives the prime of %s', (group, digest) => {
  expect(createHash('sha256').update(ffdhePrime(group)).digest('hex')).toBe(digest);
  expect(ffdhePrime(group)).toBe(ffdhePrime(group));
});

test('RFC 7919 §A.1: the prime of ffdhe2048 is safe', () => {
  const prime = BigInt(`0x${toHex(ffdhePrime('ffdhe2048'))}`);
  expect(checkPrimeSync(prime, { checks: 2 })).toBe(true);
  expect(checkPrimeSync((prime - 1n) / 2n, { checks: 2 })).toBe(true);
});
