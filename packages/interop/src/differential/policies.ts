/** Chains whose certificates differ in what they say about policies. */

import { type Extension, extensionOf, type ObjectIdentifier, oid, type PolicyRequest } from 'handfast/x509';
import type { ChainCase } from './chain-case.ts';
import { commonName, type KeyRing, now } from './key-ring.ts';
import type { Random } from './random.ts';

export function policyCase(random: Random, keys: KeyRing, number: number): ChainCase {
  const root = keys.certificate({
    subject: commonName('Root'),
    issuer: commonName('Root'),
    key: 0,
    signer: 0,
    extensions: [...authorityExtensions, ...keys.identifiers(0, 0)],
  });
  const chain = [root];
  const depth = 1 + random.below(4);
  let issuer = 'Root';
  for (let key = 1; key <= depth; key++) {
    const isLeaf = key === depth;
    const selfIssued = !isLeaf && key > 1 && random.percent(15);
    const subject = isLeaf ? 'leaf' : selfIssued ? issuer : `CA ${key}`;
    const basics = isLeaf ? [extensionOf('basicConstraints', { cA: false }, true)] : authorityExtensions;
    const extensions = [...basics, ...keys.identifiers(key, key - 1), ...policyExtensions(random, isLeaf)];
    chain.push(
      keys.certificate({
        subject: commonName(subject),
        issuer: commonName(issuer),
        key,
        signer: key - 1,
        extensions,
      }),
    );
    issuer = subject;
  }
  const leaf = chain.at(-1) as Uint8Array;
  const intermediates = random.shuffled(chain.slice(1, -1));
  return {
    id: `policies ${number}`,
    leaf,
    intermediates,
    root,
    time: now,
    usage: 'any',
    profile: 'path',
    policy: requestOf(random),
  };
}

const authorityExtensions = [
  extensionOf('basicConstraints', { cA: true }, true),
  extensionOf('keyUsage', ['keyCertSign', 'cRLSign'], true),
];
const policies: readonly ObjectIdentifier[] = ['1.2.3.1', '1.2.3.2', '1.2.3.3', '1.2.3.4'];

function requestOf(random: Random): PolicyRequest {
  const accepted = random.percent(40) ? [...new Set(random.some(policies, 1, 2))] : undefined;
  // Go asks for no explicit policy from outside and inhibits nothing: half of the questions are for it too.
  if (random.percent(50)) return { accepted };
  return {
    accepted,
    requireExplicitPolicy: random.percent(80),
    inhibitPolicyMapping: random.percent(15),
    inhibitAnyPolicy: random.percent(15),
  };
}

function* policyExtensions(random: Random, isLeaf: boolean): Generator<Extension> {
  if (random.percent(95)) {
    const asserted = new Set(random.some([...policies, oid.anyPolicy, oid.anyPolicy], 1, 3));
    yield extensionOf(
      'certificatePolicies',
      [...asserted].map((policyIdentifier) => ({ policyIdentifier })),
    );
    if (!isLeaf && random.percent(35)) yield extensionOf('policyMappings', mappings(random), random.percent(50));
  }
  if (random.percent(20)) {
    const [explicit, inhibit] = random.pick([[true, false] as const, [false, true] as const, [true, true] as const]);
    yield extensionOf(
      'policyConstraints',
      {
        requireExplicitPolicy: explicit ? random.below(4) : undefined,
        inhibitPolicyMapping: inhibit ? random.below(3) : undefined,
      },
      true,
    );
  }
  if (!isLeaf && random.percent(15)) yield extensionOf('inhibitAnyPolicy', random.below(3), true);
}

function mappings(random: Random) {
  const from = random.percent(3) ? [...policies, oid.anyPolicy] : policies;
  const pairs = Array.from({ length: 1 + random.below(2) }, () => [random.pick(from), random.pick(from)] as const);
  const unique = new Map(pairs.map((pair) => [pair.join(), pair]));
  return [...unique.values()].map(([issuerDomainPolicy, subjectDomainPolicy]) => ({
    issuerDomainPolicy,
    subjectDomainPolicy,
  }));
}
