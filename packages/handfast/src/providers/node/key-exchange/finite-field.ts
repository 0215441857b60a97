/** Diffie-Hellman in the finite fields of RFC 7919. RFC 8446 §4.2.8.1, §7.4.1 */

import { diffieHellman, type KeyObject } from 'node:crypto';
import { type FfdheGroup, ffdhePrime } from '../../../crypto/ffdhe-primes.ts';
import type { EphemeralKey } from '../../key-exchange/diffie-hellman.ts';
import { bare } from '../bare.ts';
import { generateFiniteFieldPair, importPublicValue, publicValueOf } from './finite-field-key.ts';

/**
 * A key object rather than `createDiffieHellman`, which from Node 24 on proves the prime each time: 0.2 s for
 * ffdhe2048, 20 s for ffdhe8192.
 */
export function generateFiniteField(group: FfdheGroup): EphemeralKey {
  const prime = ffdhePrime(group);
  const { privateKey, publicKey } = generateFiniteFieldPair(prime, generator);
  return {
    share: leftPad(publicValueOf(publicKey), prime.length),
    agree: (peer) => agreeFiniteField(privateKey, prime, peer),
  };
}

/** The shared secret, as long as the prime; `undefined` unless 1 < peer < p - 1, padded to that length. */
function agreeFiniteField(own: KeyObject, prime: Uint8Array, peer: Uint8Array): Uint8Array | undefined {
  if (peer.length !== prime.length || !isInside(peer, prime)) return undefined;
  try {
    const publicKey = importPublicValue(prime, generator, peer);
    return leftPad(bare(diffieHellman({ privateKey: own, publicKey })), prime.length);
  } catch {
    // OpenSSL also refuses values outside the subgroup of prime order, where no honest peer ends up.
    return undefined;
  }
}

const generator = 2;

/** 1 < value < p - 1, which keeps out the subgroups of order 1 and 2; both have the same length. RFC 7919 §5.1 */
export function isInside(value: Uint8Array, prime: Uint8Array): boolean {
  const last = value.length - 1;
  if (value.every((byte, i) => byte === 0 || (i === last && byte === 1))) return false;
  // The prime ends in a one bit, so p - 1 differs from it in the last byte alone.
  const bound = prime.slice();
  bound[last] = (bound[last] as number) - 1;
  const difference = value.findIndex((byte, i) => byte !== bound[i]);
  return difference >= 0 && (value[difference] as number) < (bound[difference] as number);
}

/** The number with leading zeros up to this length. */
export function leftPad(value: Uint8Array, length: number): Uint8Array {
  if (value.length === length) return value;
  const padded = new Uint8Array(length);
  padded.set(value, length - value.length);
  return padded;
}
