/** Shares in finite fields. RFC 5246 §7.4.3, §8.1.2; RFC 7919 */

import { job } from '../base/awaitable.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { type FfdheGroup, ffdhePrime } from '../crypto/ffdhe-primes.ts';
import type { CryptoProvider, KeyExchange } from '../crypto/provider.ts';
import type { Negotiation } from '../handshake/classic/mechanism.ts';
import type { Shares } from '../handshake/classic/shares.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import { type GroupName, groupName, groupNamed } from '../registry/groups.ts';
import { DheClientKeyExchange, ServerDhParams } from '../wire/messages/dh-key-exchange.ts';
import { exportPrime } from './export-prime.ts';

/** `leastBits`: what the prime of a server must have, where the suite is not made for export. */
export const dhShares = (leastBits: number): Shares<ServerDhParams, DheClientKeyExchange> => ({
  serves: (suite) => suite.keyExchange === 'dhe',
  params: ServerDhParams,
  answer: DheClientKeyExchange,
  groupFor,
  *offer({ io, agreed, terms }) {
    const { group } = terms;
    const prime = isFinite(group) ? ffdhePrime(group) : exportPrime;
    // A key of its own for every handshake: what leaks of its secret by zeros that are stripped helps nobody (Raccoon).
    const offer = yield* job(fieldOf(io.crypto, prime, generator).offer());
    return {
      params: { dhP: prime, dhG: generator, dhYs: offer.share },
      *complete({ dhYc }) {
        const secret = yield* job(offer.complete(dhYc));
        if (secret === undefined) throw new ProtocolError('bad_key_share', { group: group ?? agreed.suite.name });
        return secret;
      },
    };
  },
  accept({ io, agreed }, { dhP, dhG, dhYs }) {
    checkPrime(dhP, agreed.suite, leastBits);
    const group = finiteGroups.find((name) => isPrimeOf(name, dhP, dhG));
    return {
      group,
      *make() {
        const made = yield* job(fieldOf(io.crypto, dhP, dhG).answer(dhYs));
        if (made === undefined) throw new ProtocolError('bad_key_share', { group: group ?? 'the group of the server' });
        return { answer: { dhYc: made.share }, secret: made.secret };
      },
    };
  },
});

/** One that the client names, if it names any; export suites have a group too small for a name. RFC 7919 §4 */
function groupFor({ settings, suite, offer }: Negotiation): { group: GroupName | undefined } | ProtocolError {
  if (suite.export) return { group: undefined };
  const configured = settings.groups.filter(isFinite);
  const ours = configured.length > 0 ? configured : finiteGroups.slice(0, 3);
  const named = offer.groups.filter((id) => id >> 8 === 1);
  const group = ours.find((name) => named.length === 0 || named.includes(groupNamed(name).id));
  return group === undefined
    ? new ProtocolError('no_common_group', { offered: named.map(groupName).join(' ') })
    : { group };
}

function checkPrime(prime: Uint8Array, suite: NegotiableSuite, leastBits: number): void {
  const bits = bitLength(prime);
  if (bits < (suite.export ? 512 : leastBits) || bits > mostBits) throw new ProtocolError('weak_group', { bits });
  if (hasSmallFactor(prime))
    throw new ProtocolError('bad_key_share', { why: 'its group is none: the modulus is no prime' });
}

/** The server signs its prime, and to prove it one would cost ten handshakes: what is obviously none is found. */
function hasSmallFactor(modulus: Uint8Array): boolean {
  const rest = modulus.reduce((left, byte) => (left * 256 + byte) % product, 0);
  return smallPrimes.some((prime) => rest % prime === 0);
}

const smallPrimes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
const product = smallPrimes.reduce((all, prime) => all * prime, 1);

/** Length in bits of a number in network order. */
export function bitLength(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : 8 * (number.length - first) - Math.clz32(number[first] as number) + 24;
}

/** Parameters of the peer may be no field at all: an even modulus, a generator that generates nothing. */
function fieldOf(crypto: CryptoProvider, prime: Uint8Array, base: Uint8Array): KeyExchange {
  if (crypto.finiteField === undefined) {
    throw new MisuseError(`the provider ${crypto.name} cannot agree on keys in finite fields`);
  }
  const field = crypto.finiteField(prime, base);
  if (field === undefined) throw new ProtocolError('bad_key_share', { why: 'its group is none' });
  return field;
}

const finiteGroups: readonly FfdheGroup[] = ['ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192'];
const isFinite = (name: GroupName | undefined): name is FfdheGroup => finiteGroups.some((group) => group === name);

/** A prime of RFC 7919 is safe: nothing else about it has to be checked. */
function isPrimeOf(name: FfdheGroup, prime: Uint8Array, base: Uint8Array): boolean {
  if (groupNamed(name).shareLength !== prime.length || base.length !== 1 || base[0] !== 2) return false;
  return ffdhePrime(name).every((byte, i) => byte === prime[i]);
}

const generator = Uint8Array.of(2);
/** More costs seconds of work that anybody can ask for. */
const mostBits = 8192;
