/** Shares in finite fields. RFC 5246 §7.4.3, §8.1.2; RFC 7919 */

import { job } from '../base/awaitable.ts';
import { equalBytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { type FfdheGroup, ffdhePrime } from '../crypto/ffdhe-primes.ts';
import { modpPrime } from '../crypto/modp-primes.ts';
import type { Negotiation } from '../handshake/classic/mechanism.ts';
import type { Shares } from '../handshake/classic/shares.ts';
import { type GroupName, groupName, groupNamed } from '../registry/groups.ts';
import { DheClientKeyExchange, ServerDhParams } from '../wire/messages/dh-key-exchange.ts';
import { exportBits, exportPrime } from './export-limits.ts';
import { type FieldRules, fieldOf, finiteGroups } from './fields.ts';

/** `rules` say which fields of servers will do. */
export const dhShares = (rules: FieldRules): Shares<ServerDhParams, DheClientKeyExchange> => ({
  serves: (suite) => suite.keyExchange === 'dhe',
  params: ServerDhParams,
  answer: DheClientKeyExchange,
  groupFor,
  *offer({ io, agreed, terms }) {
    const { group } = terms;
    const prime = isFinite(group)
      ? ffdhePrime(group)
      : exportBits(agreed.suite) === 512
        ? exportPrime
        : modpPrime(1024);
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
    rules.check(dhP, agreed.suite);
    const group = nameOf(dhP, dhG);
    return {
      group,
      *make() {
        yield* rules.prove(io.crypto, { p: dhP, q: undefined, g: dhG });
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

const isFinite = (name: GroupName | undefined): name is FfdheGroup => finiteGroups.some((group) => group === name);

/** The group of RFC 7919 that this is, if any. */
export function nameOf(prime: Uint8Array, base: Uint8Array): FfdheGroup | undefined {
  if (base.length !== 1 || base[0] !== 2) return undefined;
  return finiteGroups.find(
    (name) => groupNamed(name).shareLength === prime.length && equalBytes(ffdhePrime(name), prime),
  );
}

const generator = Uint8Array.of(2);
