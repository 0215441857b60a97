import { describe, expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import type { Certificate } from '../certificate.ts';
import type { ExtensionValues } from '../extensions/extension.ts';
import type { PolicyRequest } from './policy.ts';
import { makeAuthority, makeLeaf } from './testing/certificates.ts';
import { outcome, processorTime, verifyChain } from './testing/verify.ts';

type Extensions = { readonly [K in keyof ExtensionValues]?: ExtensionValues[K] };

const [one, two, three] = ['1.2.1', '1.2.2', '1.2.3'] as const;
const any = oid.anyPolicy;

const policies = (...identifiers: string[]): Extensions => ({
  certificatePolicies: identifiers.map((policyIdentifier) => ({ policyIdentifier })),
});
const mapping = (...pairs: (readonly [string, string])[]): Extensions => ({
  policyMappings: pairs.map(([issuerDomainPolicy, subjectDomainPolicy]) => ({
    issuerDomainPolicy,
    subjectDomainPolicy,
  })),
});

/** A chain of CAs with these extensions, from the root's first child down to the leaf; a name twice is self-issued. */
function chain(...links: (Extensions & { readonly name?: string })[]): Certificate[] {
  const root = makeAuthority('Root');
  let issuer = 'Root';
  let signedBy = 'Root';
  const certificates = links.map(({ name, ...extensions }, i) => {
    if (i === links.length - 1) return makeLeaf(issuer, { extensions, signedBy });
    const subject = name ?? `CA ${i}`;
    const key = `key ${i}`;
    const certificate = makeAuthority(subject, issuer, { extensions, key, signedBy });
    [issuer, signedBy] = [subject, key];
    return certificate;
  });
  return [...certificates.toReversed(), root];
}

const policiesOf = (certificates: readonly Certificate[], policy: PolicyRequest = {}): string[] => {
  const result = verifyChain(certificates, { policy });
  return result.accepted ? [...result.path.policies].sort() : [`${result.code}`];
};

const explicit: PolicyRequest = { requireExplicitPolicy: true };
const refused = ['certificate_rejected'];

describe('RFC 5280 §6.1.3 (d), (e): which policies hold', () => {
  test('RFC 5280 §6.1.3 (d)(1): only those that every certificate asserts', () => {
    expect(policiesOf(chain(policies(one, two), policies(two, three), policies(two)))).toEqual([two]);
    expect(policiesOf(chain(policies(one), policies(two)))).toEqual([]);
  });

  test('RFC 5280 §6.1.3 (e): a certificate without policies ends them', () => {
    expect(policiesOf(chain(policies(one), {}, policies(one)))).toEqual([]);
    expect(policiesOf(chain(policies(one), {}, policies(one)), explicit)).toEqual(refused);
  });

  test('RFC 5280 §6.1.3 (d)(2): anyPolicy stands for each of the issuer’s policies', () => {
    expect(policiesOf(chain(policies(any), policies(one), policies(one)))).toEqual([one]);
    expect(policiesOf(chain(policies(one, two), policies(any), policies(two)))).toEqual([two]);
    expect(policiesOf(chain(policies(one, two), policies(any)))).toEqual([one, two]);
    expect(policiesOf(chain(policies(any), policies(any)))).toEqual([any]);
  });

  test('RFC 5280 §6.1.5 (g): those that the user accepts are left', () => {
    const both = chain(policies(one, two), policies(one, two));
    expect(policiesOf(both, { accepted: [two, three] })).toEqual([two]);
    expect(policiesOf(both, { accepted: [three] })).toEqual([]);
    expect(policiesOf(both, { ...explicit, accepted: [three] })).toEqual(refused);
    expect(policiesOf(chain(policies(any), policies(any)), { ...explicit, accepted: [three] })).toEqual([three]);
  });

  test('RFC 5280 §6.1.6: a path without policies is valid where none is required', () => {
    expect(policiesOf(chain({}, {}))).toEqual([]);
    expect(outcome(chain({}, {}), { policy: explicit })).toBe(
      'certificate_rejected: intermediate 1 (CN=CA 0) is valid for no policy, but an explicit policy is required',
    );
  });
});

describe('RFC 5280 §6.1.4 (a), (b): policy mappings', () => {
  test('RFC 5280 §6.1.4 (b)(1): the result is in the words of the trust anchor', () => {
    const mapped = chain({ ...policies(one), ...mapping([one, two]) }, policies(two), policies(two));
    expect(policiesOf(mapped, explicit)).toEqual([one]);
    expect(policiesOf(mapped, { ...explicit, accepted: [two] })).toEqual(refused);
  });

  test('RFC 5280 §6.1.4 (b)(1): one policy mapped to several, and several to one', () => {
    expect(
      policiesOf(chain({ ...policies(one), ...mapping([one, two], [one, three]) }, policies(three)), explicit),
    ).toEqual([one]);
    expect(
      policiesOf(chain({ ...policies(one, two), ...mapping([one, three], [two, three]) }, policies(three)), explicit),
    ).toEqual([one, two]);
  });

  test('RFC 5280 §6.1.4 (b)(1): a policy is known under its old name no longer', () => {
    expect(policiesOf(chain({ ...policies(one), ...mapping([one, two]) }, policies(one)), explicit)).toEqual(refused);
  });

  test('RFC 5280 §6.1.4 (b)(1): anyPolicy lets an unlisted policy be mapped', () => {
    expect(policiesOf(chain({ ...policies(any), ...mapping([one, two]) }, policies(two)), explicit)).toEqual([one]);
  });

  test('RFC 5280 §6.1.4 (b)(2): a mapped policy ends where mapping is inhibited', () => {
    const mapped = chain({ ...policies(one, three), ...mapping([one, two]) }, policies(two, three));
    expect(policiesOf(mapped, { inhibitPolicyMapping: true })).toEqual([three]);
    const again = chain({ ...policies(one, three), ...mapping([one, two]) }, policies(one, three));
    expect(policiesOf(again, { inhibitPolicyMapping: true })).toEqual([three]);
    const inhibited = { ...policies(one), policyConstraints: { inhibitPolicyMapping: 0 } };
    expect(policiesOf(chain(inhibited, { ...policies(one), ...mapping([one, two]) }, policies(two)), explicit)).toEqual(
      refused,
    );
  });

  test('RFC 5280 §6.1.4 (h): inhibitPolicyMapping counts CAs, but not self-issued ones', () => {
    const first = { ...policies(one), policyConstraints: { inhibitPolicyMapping: 1 }, name: 'A' };
    const maps = { ...policies(one), ...mapping([one, two]) };
    expect(policiesOf(chain(first, maps, policies(two)), explicit)).toEqual([one]);
    expect(policiesOf(chain(first, policies(one), maps, policies(two)), explicit)).toEqual(refused);
    expect(policiesOf(chain(first, { ...policies(one), name: 'A' }, maps, policies(two)), explicit)).toEqual([one]);
    const second = { ...first, policyConstraints: { inhibitPolicyMapping: 2 } };
    expect(policiesOf(chain(second, policies(one), maps, policies(two)), explicit)).toEqual([one]);
    expect(policiesOf(chain(second, policies(one), policies(one), maps, policies(two)), explicit)).toEqual(refused);
  });

  test('RFC 5280 §6.1.4 (b)(1): a policy that a CA does not assert is not mapped, though its issuer asserts any', () => {
    const maps = { ...policies(one), ...mapping([three, two]) };
    expect(policiesOf(chain(policies(any), maps, policies(two)))).toEqual([]);
    expect(policiesOf(chain(policies(any), { ...maps, ...policies(one, any) }, policies(two)))).toEqual([three]);
  });

  test('RFC 5280 §6.1.4 (a): anyPolicy is never mapped', () => {
    const maps = chain({ ...policies(any), ...mapping([any, two]) }, policies(two));
    expect(outcome(maps)).toMatch(/^certificate_rejected: .* maps policies from or to anyPolicy$/);
  });
});

describe('RFC 5280 §6.1.4 (h), (i), (j): constraints', () => {
  const requires = (requireExplicitPolicy: number): Extensions => ({ policyConstraints: { requireExplicitPolicy } });

  test('RFC 5280 §6.1.4 (i)(1): requireExplicitPolicy after so many certificates', () => {
    for (const [skip, expected] of [
      [0, refused],
      [1, refused],
      [2, refused],
      [3, refused],
      [4, []],
    ] as const)
      expect(policiesOf(chain(requires(skip), {}, {}, {})), `skip ${skip}`).toEqual(expected);
  });

  test('RFC 5280 §6.1.4 (h): self-issued certificates do not count', () => {
    const self = { name: 'A' };
    expect(policiesOf(chain({ ...requires(2), ...self }, {}, {}))).toEqual(refused);
    expect(policiesOf(chain({ ...requires(2), ...self }, self, {}))).toEqual([]);
  });

  test('RFC 5280 §6.1.5 (b): a leaf that requires an explicit policy of itself', () => {
    expect(policiesOf(chain({}, requires(0)))).toEqual(refused);
    expect(policiesOf(chain({}, requires(1)))).toEqual([]);
  });

  test('RFC 5280 §6.1.4 (j): inhibitAnyPolicy', () => {
    const inhibit = (skip: number): Extensions => ({ ...policies(any), inhibitAnyPolicy: skip });
    expect(policiesOf(chain(inhibit(0), policies(any)), explicit)).toEqual(refused);
    expect(policiesOf(chain(inhibit(0), policies(one)), explicit)).toEqual([one]);
    expect(policiesOf(chain(inhibit(1), policies(any), policies(one)), explicit)).toEqual([one]);
    expect(policiesOf(chain(inhibit(1), policies(any), policies(any)), explicit)).toEqual(refused);
    expect(policiesOf(chain(policies(any), policies(any)), { ...explicit, inhibitAnyPolicy: true })).toEqual(refused);
  });

  test('RFC 5280 §6.1.3 (d)(2): a self-issued CA may use anyPolicy although it is inhibited', () => {
    const first = { ...policies(any), inhibitAnyPolicy: 0, name: 'A' };
    expect(policiesOf(chain(first, { ...policies(any), name: 'A' }, policies(one)), explicit)).toEqual([one]);
  });

  test('RFC 5937 §3.2: the constraints of the root’s own certificate hold too', () => {
    const root = makeAuthority('Root', 'Root', { extensions: { policyConstraints: { requireExplicitPolicy: 0 } } });
    expect(policiesOf([makeLeaf('Root'), root])).toEqual(refused);
  });
});

test('RFC 9618 §2: a graph that would be an exponential tree stays small', () => {
  const names = Array.from({ length: 100 }, (_, i) => `1.3.${i}`);
  const everything = names.flatMap((from) => names.map((to) => [from, to] as const));
  const links = Array.from({ length: 10 }, () => ({ ...policies(...names), ...mapping(...everything) }));
  const certificates = chain(...links, policies(...names));
  expect(policiesOf(certificates, explicit)).toHaveLength(100);
  expect(processorTime(() => policiesOf(certificates, explicit))).toBeLessThan(200);
});

describe('RFC 9618: mapped policies and anyPolicy', () => {
  test('RFC 5280 §6.1.4 (b)(1): several mappings that lead to one policy keep what they started from apart', () => {
    const [four, five, six] = ['1.2.4', '1.2.5', '1.2.6'] as const;
    const certificates = chain(
      { ...policies(any, four), ...mapping([one, four], [four, two]) },
      { ...policies(any), ...mapping([five, five], [five, two]) },
      { ...policies(two, four), ...mapping([one, one], [six, two]) },
      policies(one, five, any),
    );
    expect(policiesOf(certificates, { ...explicit, accepted: [one] })).toEqual([one]);
    expect(policiesOf(certificates, { ...explicit, accepted: [three] })).toEqual(refused);
  });

  test('RFC 5280 §6.1.4 (b)(1): no policy is mapped from an anyPolicy that is inhibited', () => {
    const certificates = chain(
      { ...policies(any), inhibitAnyPolicy: 0 },
      { ...policies(any), ...mapping([one, two]) },
      policies(two),
    );
    expect(policiesOf(certificates, explicit)).toEqual(refused);
  });
});
