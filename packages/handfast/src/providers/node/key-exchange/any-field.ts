/** Diffie-Hellman modulo primes that the server chose, as up to TLS 1.2. RFC 5246 §7.4.3, §8.1.2 */

import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { equalBytes } from '../../../base/bytes.ts';
import { type FfdheGroup, ffdhePrime } from '../../../crypto/ffdhe-primes.ts';
import type { KeyExchange } from '../../../crypto/provider.ts';
import { groupNamed } from '../../../registry/groups.ts';
import { diffieHellman as asKeyExchange, type EphemeralKey } from '../../key-exchange/diffie-hellman.ts';
import { bare } from '../bare.ts';
import { random } from '../random.ts';
import { isInside, leftPad } from './finite-field.ts';
import { type FiniteField, importPrivateValueOf, importPublicValueOf, publicValueOf } from './finite-field-key.ts';

/**
 * `undefined` for what cannot be a field at all: nothing says here whether the prime is one, or large enough. OpenSSL
 * knows none below 512 bits; those above 8,192 are refused, because their arithmetic takes the time of many handshakes.
 */
export function nodeFiniteField(prime: Uint8Array, generator: Uint8Array): KeyExchange | undefined {
  const field = fieldOf(prime, generator);
  return field && asKeyExchange(() => keyWith(field, freshValue(privateLength(field.prime))));
}

/** What may be a field; `undefined` as above. */
export function fieldOf(prime: Uint8Array, generator: Uint8Array): FiniteField | undefined {
  const field = { prime: withoutLeadingZeros(prime), base: withoutLeadingZeros(generator) };
  const { length } = field.prime;
  const isOdd = ((field.prime[length - 1] ?? 0) & 1) === 1;
  const isTooSmall = length < 64 || (length === 64 && (field.prime[0] as number) < 0x80);
  if (!isOdd || isTooSmall || length > 1024 || field.base.length > length) return undefined;
  return isInside(leftPad(field.base, length), field.prime) ? field : undefined;
}

/** Shares are as long as the prime: some versions of Microsoft's TLS fail on shorter ones. */
export function keyWith(field: FiniteField, privateValue: Uint8Array): EphemeralKey {
  const privateKey = importPrivateValueOf(field, privateValue);
  return {
    share: leftPad(publicValueOf(createPublicKey(privateKey)), field.prime.length),
    agree: (peer) => agree(privateKey, field, peer),
  };
}

/**
 * One byte shorter than the prime, so below it. In the groups of RFC 7919 twice their strength is enough (§5.2), and
 * several times as fast; of any other group nobody knows what a short exponent gives away.
 */
function privateLength(prime: Uint8Array): number {
  const group = rfc7919.find((name) => groupNamed(name).shareLength === prime.length);
  return group !== undefined && equalBytes(ffdhePrime(group), prime) ? 52 : prime.length - 1;
}

const rfc7919: readonly FfdheGroup[] = ['ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'];

/**
 * Fresh each time: a secret that is used once tells nothing through its leading zeros (Raccoon). A leading one keeps it
 * from being zero.
 */
function freshValue(length: number): Uint8Array {
  const value = random(length);
  value[0] = (value[0] as number) | 0x80;
  return value;
}

function agree(own: KeyObject, field: FiniteField, share: Uint8Array): Uint8Array | undefined {
  const peer = withoutLeadingZeros(share);
  const { length } = field.prime;
  if (peer.length > length || !isInside(leftPad(peer, length), field.prime)) return undefined;
  try {
    const secret = bare(diffieHellman({ privateKey: own, publicKey: importPublicValueOf(field, peer) }));
    return withoutLeadingZeros(secret);
  } catch {
    // Outside the subgroup of a prime that OpenSSL knows by name, or a modulus that is none.
    return undefined;
  }
}

function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  return bytes.subarray(start);
}
