/** The valid_policy_graph: which policies hold along a path, in linear space (RFC 5280 §6.1 as updated by RFC 9618). */

import type { ObjectIdentifier } from '../../asn1/object-identifier.ts';
import { oid } from '../../asn1/object-names.ts';
import type { PolicyMapping } from '../extensions/types.ts';
import { groupBy } from './group-by.ts';

const { anyPolicy } = oid;

interface PolicyNode {
  /** The policy in the words of the certificate at this depth. */
  readonly policy: ObjectIdentifier;
  /** The policies that satisfy it in the next certificate. */
  expected: ReadonlySet<ObjectIdentifier>;
  readonly parents: readonly PolicyNode[];
  children: number;
}

type Level = Map<ObjectIdentifier, PolicyNode>;

export class PolicyGraph {
  /** One level per certificate, nodes by policy. The root stands above the first certificate. */
  readonly #levels: Level[] = [new Map([[anyPolicy, node(anyPolicy, [])]])];

  /** No policy is valid any more. */
  get isNull(): boolean {
    return this.#level(0).size === 0;
  }

  /** §6.1.3 (d): adds the policies that a certificate asserts. `anyCounts`: its anyPolicy, if any, may be used. */
  add(policies: readonly ObjectIdentifier[], anyCounts: boolean): void {
    const previous = this.#level(0);
    const expecting = expectations(previous);
    const wildcard = previous.get(anyPolicy);
    const level: Level = new Map();
    for (const policy of policies) {
      if (policy === anyPolicy) continue;
      const parents = expecting.get(policy) ?? (wildcard === undefined ? [] : [wildcard]);
      if (parents.length > 0) level.set(policy, node(policy, parents));
    }
    if (anyCounts && policies.includes(anyPolicy))
      for (const [policy, parents] of expecting) if (!level.has(policy)) level.set(policy, node(policy, parents));
    this.#levels.push(level);
    this.#prune();
  }

  /** §6.1.3 (e): a certificate without policies ends them all. */
  clear(): void {
    for (const level of this.#levels) level.clear();
  }

  /** §6.1.4 (b)(1): what the issuer's policies are called from here on. */
  map(mappings: readonly PolicyMapping[]): void {
    const level = this.#level(0);
    const above = this.#levels.at(-2)?.get(anyPolicy);
    for (const [policy, expected] of bySource(mappings)) {
      const mapped = level.get(policy);
      if (mapped !== undefined) mapped.expected = expected;
      else if (level.has(anyPolicy) && above !== undefined) level.set(policy, { ...node(policy, [above]), expected });
    }
  }

  /** §6.1.4 (b)(2): policies that would be mapped although mapping is inhibited hold no longer. */
  remove(mappings: readonly PolicyMapping[]): void {
    const level = this.#level(0);
    for (const { issuerDomainPolicy } of mappings) {
      const removed = level.get(issuerDomainPolicy);
      if (removed === undefined) continue;
      level.delete(issuerDomainPolicy);
      for (const parent of removed.parents) parent.children--;
    }
    this.#prune();
  }

  /** §6.1.5 (g): the authority's policies, cut down to those that the user accepts. */
  constrainedTo(accepted: ReadonlySet<ObjectIdentifier>): ReadonlySet<ObjectIdentifier> {
    const authority = new Set<ObjectIdentifier>();
    for (const level of this.#levels)
      for (const { policy, parents } of level.values())
        if (policy !== anyPolicy && parents.some((parent) => parent.policy === anyPolicy)) authority.add(policy);
    const any = this.#level(0).has(anyPolicy);
    if (accepted.has(anyPolicy)) return any ? authority.add(anyPolicy) : authority;
    return any ? accepted : new Set([...authority].filter((policy) => accepted.has(policy)));
  }

  #level(up: number): Level {
    return this.#levels.at(-1 - up) as Level;
  }

  /** §6.1.3 (d)(3): nodes above the last level need children. */
  #prune(): void {
    for (let depth = this.#levels.length - 2; depth >= 0; depth--) {
      const level = this.#levels[depth] as Level;
      for (const [policy, { children, parents }] of level) {
        if (children > 0) continue;
        level.delete(policy);
        for (const parent of parents) parent.children--;
      }
    }
  }
}

function node(policy: ObjectIdentifier, parents: readonly PolicyNode[]): PolicyNode {
  for (const parent of parents) parent.children++;
  return { policy, expected: new Set([policy]), parents, children: 0 };
}

/** For each expected policy the nodes that expect it. */
function expectations(level: Level): Map<ObjectIdentifier, PolicyNode[]> {
  const pairs = [...level.values()].flatMap((parent) => [...parent.expected].map((policy) => ({ policy, parent })));
  const grouped = groupBy(pairs, ({ policy }) => policy);
  return new Map([...grouped].map(([policy, found]) => [policy, found.map(({ parent }) => parent)]));
}

function bySource(mappings: readonly PolicyMapping[]): Map<ObjectIdentifier, ReadonlySet<ObjectIdentifier>> {
  const grouped = groupBy(mappings, ({ issuerDomainPolicy }) => issuerDomainPolicy);
  return new Map(
    [...grouped].map(([source, found]) => [
      source,
      new Set(found.map(({ subjectDomainPolicy }) => subjectDomainPolicy)),
    ]),
  );
}
