/** Which finite fields a client takes from a server. RFC 5246 §F.1.1.3, RFC 7919 §3, RFC 9325 §4.1 */

import { job } from '../base/awaitable.ts';
import { equalBytes, toHex } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { integerOf, power } from '../crypto/arithmetic.ts';
import { type FfdheGroup, ffdhePrime } from '../crypto/ffdhe-primes.ts';
import { isModpSize, modpPrime } from '../crypto/modp-primes.ts';
import type { CryptoProvider, KeyExchange } from '../crypto/provider.ts';
import type { Flow } from '../handshake/flow.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import { groupNamed } from '../registry/groups.ts';
import type { DhDomain } from '../x509/dh-key.ts';
import { exportPrime } from './export-limits.ts';

export interface FieldRules {
  /** Throws for what can be told at a glance: `weak_group`, `bad_key_share`. */
  readonly check: (prime: Uint8Array, suite: NegotiableSuite) => void;
  /** Everybody knows the prime, or it was tested: it is safe, or has a subgroup of prime order. Throws as above. */
  readonly prove: (crypto: CryptoProvider, domain: DhDomain) => Flow<void>;
}

/** `leastBits` where the suite is not made for export; `unproven` takes what nobody has tested. */
export function fieldRules(leastBits: number, unproven: boolean): FieldRules {
  const verdicts = new Map<string, Fault | undefined>();
  return {
    check(prime, suite) {
      const bits = bitLength(prime);
      if (bits < (suite.export ? 512 : leastBits) || bits > mostBits) throw new ProtocolError('weak_group', { bits });
      if (hasSmallFactor(prime)) throw failure(composite);
    },
    *prove(crypto, domain) {
      if (unproven || isKnown(domain.p)) return;
      const name = [domain.p, domain.q ?? none, domain.g].map(toHex).join(' ');
      if (!verdicts.has(name)) {
        const verdict = yield* judge(crypto, domain);
        const [oldest] = verdicts.keys();
        if (oldest !== undefined && verdicts.size >= mostVerdicts) verdicts.delete(oldest);
        verdicts.set(name, verdict);
      }
      const fault = verdicts.get(name);
      if (fault !== undefined) throw failure(fault);
    },
  };
}

/**
 * What is wrong with a field: discrete logarithms modulo a prime that is not safe may be easy for whoever chose it. Its
 * server has signed it by now, or is anonymous; the work is bounded, and done once for many connections.
 */
function* judge(crypto: CryptoProvider, { p, q, g }: DhDomain): Flow<Fault | undefined> {
  if (bitLength(p) > mostProvenBits) return weak('it is too long to be tested');
  const isPrime = yield* job(crypto.isProbablePrime?.(p));
  if (isPrime === undefined) return weak(`${crypto.name} cannot tell primes`);
  if (!isPrime) return composite;
  const order = q ?? half(p);
  if (order.length > p.length) return weak('its subgroup is none');
  if ((yield* job(crypto.isProbablePrime?.(order))) !== true) return weak('its prime is not safe');
  return q === undefined || generates(g, q, p) ? undefined : weak('its subgroup is none');
}

/** Whether an element generates a subgroup of this prime order, which is long enough. RFC 2631 §2.2.2, RFC 5114 §1.1 */
function generates(element: Uint8Array, order: Uint8Array, modulus: Uint8Array): boolean {
  const [g, q, p] = [integerOf(element), integerOf(order), integerOf(modulus)];
  return bitLength(order) >= 160 && (p - 1n) % q === 0n && g > 1n && g < p && power(g, q, p) === 1n;
}

interface Fault {
  readonly code: 'weak_group' | 'bad_key_share';
  readonly why: string;
}

const composite: Fault = { code: 'bad_key_share', why: 'its group is none: the modulus is no prime' };
const weak = (why: string): Fault => ({ code: 'weak_group', why });
const failure = ({ code, why }: Fault): ProtocolError => new ProtocolError(code, { why });

/** Most servers never change what came with their software. RFC 7919, RFC 3526, RFC 2409 §6.2 */
function isKnown(prime: Uint8Array): boolean {
  const bits = bitLength(prime);
  const ffdhe = finiteGroups.find((name) => groupNamed(name).shareLength === bits / 8);
  const known = [
    exportPrime,
    ...(ffdhe === undefined ? [] : [ffdhePrime(ffdhe)]),
    ...(isModpSize(bits) ? [modpPrime(bits)] : []),
  ];
  const significant = prime.subarray(prime.length - bits / 8);
  return known.some((one) => equalBytes(one, significant));
}

/** Those of RFC 7919. */
export const finiteGroups: readonly FfdheGroup[] = ['ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'];

/** Parameters of the peer may be no field at all: an even modulus, a generator that generates nothing. */
export function fieldOf(crypto: CryptoProvider, prime: Uint8Array, base: Uint8Array): KeyExchange {
  if (crypto.finiteField === undefined) {
    throw new MisuseError(`the provider ${crypto.name} cannot agree on keys in finite fields`);
  }
  const field = crypto.finiteField(prime, base);
  if (field === undefined) throw new ProtocolError('bad_key_share', { why: 'its group is none' });
  return field;
}

/** What is obviously no prime costs nothing to find. */
function hasSmallFactor(modulus: Uint8Array): boolean {
  const rest = modulus.reduce((left, byte) => (left * 256 + byte) % product, 0);
  return smallPrimes.some((prime) => rest % prime === 0);
}

const smallPrimes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
const product = smallPrimes.reduce((all, prime) => all * prime, 1);

/** (p - 1) / 2 */
const half = (odd: Uint8Array): Uint8Array => odd.map((byte, i) => (byte >> 1) | (((odd[i - 1] ?? 0) & 1) << 7));

/** Length in bits of a number in network order. */
export function bitLength(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : 8 * (number.length - first) - Math.clz32(number[first] as number) + 24;
}

const none = new Uint8Array(0);

/** More costs seconds of work that anybody can ask for. */
const mostBits = 8192;
/** Two tests of 1.5 s. */
const mostProvenBits = 4096;
const mostVerdicts = 64;
