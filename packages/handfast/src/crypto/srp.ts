/** The Secure Remote Password protocol, version 6a: both sides know the password, or what it leads to. RFC 5054 §2.5 */

import { concat, utf8 } from '../base/bytes.ts';
import type { HashName } from './algorithms.ts';
import { bytesOf, integerOf, power } from './arithmetic.ts';
import type { CryptoProvider } from './provider.ts';
import type { SrpGroup } from './srp-groups.ts';

/** Who logs in, and with what. Both are UTF-8, prepared with SASLprep by the caller where that matters. */
export interface SrpCredentials {
  readonly user: string;
  readonly password: string;
}

/** What a side does with the other's share: the premaster secret, or `undefined` when the share is not valid. */
export interface SrpOffer {
  /** Without leading zeros, as it travels. */
  readonly share: Uint8Array;
  complete(share: Uint8Array): Uint8Array | undefined;
}

/**
 * Arithmetic on big integers takes a time that depends on the numbers: fit for tests and for old equipment that speaks
 * nothing else, not for passwords that anybody is after.
 */
export interface SrpContext {
  readonly crypto: CryptoProvider;
  readonly group: SrpGroup;
  /** RFC 5054 knows SHA-1 alone. */
  readonly hash?: HashName;
}

/** `x = SHA1(s | SHA1(I | ":" | P)); v = g^x % N`: what a server keeps in place of the password. §2.4 */
export const srpVerifier = (context: SrpContext, salt: Uint8Array, credentials: SrpCredentials): Uint8Array =>
  bytesOf(power(context.group.generator, privateKey(context, salt, credentials), context.group.prime));

/**
 * `A = g^a % N`, and then `(B - k g^x)^(a + u x) % N`. `secret` is a, 32 random bytes or more; the salt comes with B.
 * §2.5.4, §2.6
 */
export function srpClient(
  context: SrpContext,
  secret: Uint8Array,
  salt: Uint8Array,
  credentials: SrpCredentials,
): SrpOffer {
  const { prime, generator } = context.group;
  const a = integerOf(secret);
  const A = power(generator, a, prime);
  return {
    share: bytesOf(A),
    complete(share) {
      const B = integerOf(share);
      if (!isShare(context, share, B)) return undefined;
      const x = privateKey(context, salt, credentials);
      const base = B - ((multiplier(context) * power(generator, x, prime)) % prime);
      const exponent = a + scrambler(context, A, B) * x;
      return bytesOf(power(((base % prime) + prime) % prime, exponent, prime));
    },
  };
}

/** `B = k v + g^b % N`, and then `(A v^u)^b % N`. `secret` is b, 32 random bytes or more. §2.5.3, §2.6 */
export function srpServer(context: SrpContext, secret: Uint8Array, verifier: Uint8Array): SrpOffer {
  const { prime, generator } = context.group;
  const b = integerOf(secret);
  const v = integerOf(verifier) % prime;
  const B = (multiplier(context) * v + power(generator, b, prime)) % prime;
  return {
    share: bytesOf(B),
    complete(share) {
      const A = integerOf(share);
      if (!isShare(context, share, A)) return undefined;
      return bytesOf(power(A * power(v, scrambler(context, A, B), prime), b, prime));
    },
  };
}

/**
 * A salt and a verifier for a user that does not exist, always the same ones, so that strangers cannot find out who
 * does. `seed` is a secret of the server. §2.5.1.3
 */
export function srpSimulation(
  context: SrpContext,
  seed: Uint8Array,
  user: string,
): { readonly salt: Uint8Array; readonly verifier: Uint8Array } {
  const mac = context.crypto.hmac('sha256', seed);
  const salt = mac.compute(utf8('salt'), utf8(user)).subarray(0, 16);
  const exponent = integerOf(mac.compute(utf8('verifier'), utf8(user)));
  return { salt, verifier: bytesOf(power(context.group.generator, exponent, context.group.prime)) };
}

/** A multiple of N would make the secret zero, whoever sends it. §2.5.4 */
const isShare = ({ group }: SrpContext, share: Uint8Array, value: bigint): boolean =>
  share.length <= group.bits / 8 && value % group.prime !== 0n;

/** `x = SHA1(s | SHA1(I | ":" | P))` */
function privateKey(context: SrpContext, salt: Uint8Array, { user, password }: SrpCredentials): bigint {
  return integerOf(digest(context, salt, digest(context, utf8(`${user}:${password}`))));
}

/** `k = SHA1(N | PAD(g))` */
const multiplier = (context: SrpContext): bigint =>
  integerOf(digest(context, bytesOf(context.group.prime), padded(context, context.group.generator)));

/** `u = SHA1(PAD(A) | PAD(B))` */
const scrambler = (context: SrpContext, A: bigint, B: bigint): bigint =>
  integerOf(digest(context, padded(context, A), padded(context, B)));

const digest = ({ crypto, hash = 'sha1' }: SrpContext, ...parts: readonly Uint8Array[]): Uint8Array =>
  crypto
    .hash(hash)
    .update(concat(...parts))
    .digest();

/** As long as the prime. */
const padded = ({ group }: SrpContext, value: bigint): Uint8Array => bytesOf(value, group.bits / 8);
