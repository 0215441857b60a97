import { expect, test } from 'vitest';
import type { Certificate } from '../certificate.ts';
import { nameText } from '../name-text.ts';
import { TrustAnchors } from './anchors.ts';
import type { PathRejection } from './rejection.ts';
import type { PathRequest } from './request.ts';
import { SignatureMemory } from './signatures.ts';
import { makeAuthority, makeLeaf, testProvider, testTime } from './testing/certificates.ts';
import { processorTime } from './testing/verify.ts';
import { type PathResult, verifyCertificate } from './verify.ts';

/** What the verifier says when everything is ready, and how many signatures it checked. */
function verify(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  roots: readonly Certificate[],
  more: Partial<PathRequest> = {},
) {
  const provider = testProvider();
  const anchors = new TrustAnchors(roots);
  const request = {
    leaf,
    intermediates,
    anchors,
    provider,
    time: testTime,
    usage: 'server',
    profile: 'web',
    ...more,
  } as const;
  const result = verifyCertificate(request) as PathResult;
  const { verified } = provider;
  return { result, verified, took: () => processorTime(() => verifyCertificate(request)) };
}

const pathOf = (result: PathResult): string[] =>
  result.accepted
    ? [...result.path.certificates, result.path.anchor].map(({ subject }) => nameText(subject).replace('CN=', ''))
    : [`${result.code}: ${result.reason}`];

const rejected = (result: PathResult): PathRejection => {
  if (result.accepted) throw new Error('accepted');
  return result;
};

test('RFC 5280 §6.1: [J04] a leaf directly under a root', () => {
  const { result, verified } = verify(makeLeaf('Root'), [], [makeAuthority('Root')]);
  expect(pathOf(result)).toEqual(['example.com', 'Root']);
  expect(verified).toBe(1);
});

test('RFC 4158 §2: [J04] intermediates in the wrong order, twice, and some that lead nowhere', () => {
  const chain = [makeAuthority('C', 'Root'), makeAuthority('B', 'C'), makeAuthority('A', 'B')];
  const noise = [makeAuthority('Elsewhere'), makeAuthority('A', 'Elsewhere'), makeAuthority('B', 'Gone')];
  const { result, verified } = verify(
    makeLeaf('A'),
    [...noise, ...chain, ...chain.toReversed()],
    [makeAuthority('Root')],
  );
  expect(pathOf(result)).toEqual(['example.com', 'A', 'B', 'C', 'Root']);
  expect(verified).toBe(4);
});

test('RFC 4158 §2.4.2: [J04] cross-signed CAs: a path that fails does not hide one that holds', () => {
  const outdated = { fields: { validity: { notBefore: 0, notAfter: 1 } } };
  const { result } = verify(
    makeLeaf('A'),
    [makeAuthority('A', 'Old Root', outdated), makeAuthority('A', 'New Root')],
    [makeAuthority('Old Root'), makeAuthority('New Root')],
  );
  expect(pathOf(result)).toEqual(['example.com', 'A', 'New Root']);
});

test('RFC 4158 §2.4.2: an expired root gives way to its cross-signed twin', () => {
  const expired = makeAuthority('Old Root', 'Old Root', { fields: { validity: { notBefore: 0, notAfter: 1 } } });
  const twin = makeAuthority('Old Root', 'New Root');
  expect(pathOf(verify(makeLeaf('Old Root'), [twin], [expired, makeAuthority('New Root')]).result)).toEqual([
    'example.com',
    'Old Root',
    'New Root',
  ]);
  expect(rejected(verify(makeLeaf('Old Root'), [expired], [expired]).result).code).toBe('certificate_expired');
});

test('RFC 4158 §3.5.10: key identifiers decide which of many namesakes is tried first', () => {
  const namesakes = Array.from({ length: 1000 }, (_, i) => makeAuthority('A', 'Root', { key: `key ${i}` }));
  const { result, verified, took } = verify(makeLeaf('A', { signedBy: 'key 777' }), namesakes, [makeAuthority('Root')]);
  expect(pathOf(result)).toEqual(['example.com', 'A', 'Root']);
  expect(verified).toBe(2);
  expect(took()).toBeLessThan(200);
});

test('RFC 4158 §3.5.10: a wrong key identifier is a hint, not a reason to refuse', () => {
  const misnamed = makeAuthority('A', 'Root', { extensions: { subjectKeyIdentifier: Uint8Array.of(1) } });
  expect(verify(makeLeaf('A'), [misnamed], [makeAuthority('Root')]).result.accepted).toBe(true);
});

test('RFC 4158 §2.4.2: 50 CAs that all cross-signed each other: the shortest path at once', () => {
  const names = Array.from({ length: 50 }, (_, i) => `CA ${i}`);
  const mesh = names.flatMap((subject) =>
    names.filter((issuer) => issuer !== subject).map((issuer) => makeAuthority(subject, issuer)),
  );
  const { result, verified, took } = verify(
    makeLeaf('CA 0'),
    [...mesh, makeAuthority('CA 42', 'Root')],
    [makeAuthority('Root')],
  );
  expect(pathOf(result)).toEqual(['example.com', 'CA 0', 'CA 42', 'Root']);
  expect(verified).toBe(3);
  expect(took()).toBeLessThan(200);
});

test('RFC 4158 §2.4.2: 50 CAs in a mesh without a way out cost no signature check', () => {
  const names = Array.from({ length: 50 }, (_, i) => `CA ${i}`);
  const mesh = names.flatMap((subject) =>
    names.filter((issuer) => issuer !== subject).map((issuer) => makeAuthority(subject, issuer)),
  );
  const { result, verified, took } = verify(makeLeaf('CA 0'), mesh, [makeAuthority('Root')]);
  expect(rejected(result).reason).toMatch(/leads round in a circle of CAs and never to the one trusted root/);
  expect(verified).toBe(0);
  expect(took()).toBeLessThan(200);
});

test('path_budget_exceeded: a mesh whose only way out is refused ends at the limit of steps', () => {
  const names = Array.from({ length: 50 }, (_, i) => `CA ${i}`);
  const mesh = names.flatMap((subject) =>
    names.filter((issuer) => issuer !== subject).map((issuer) => makeAuthority(subject, issuer)),
  );
  const noRoot = makeAuthority('Root', 'Root', { pathLength: 0 });
  const { result, verified, took } = verify(makeLeaf('CA 0'), [...mesh, makeAuthority('CA 42', 'Root')], [noRoot]);
  expect(rejected(result).reason).toBe(
    'intermediate 2 (CN=CA 42) is one CA too many: pathLenConstraint of CN=Root allows no further one',
  );
  const { candidates } = rejected(result);
  expect(candidates.length).toBeLessThan(50);
  expect(candidates.at(-1)?.failures[0]?.code).toBe('path_budget_exceeded');
  expect(verified).toBeLessThanOrEqual(100);
  expect(took()).toBeLessThan(200);
});

test('path_budget_exceeded: a mesh of CAs with as many policies as they may list ends at the limit of paths', () => {
  const certificatePolicies = Array.from({ length: 256 }, (_, i) => ({ policyIdentifier: `1.3.${i}` }));
  const policyMappings = certificatePolicies.map(({ policyIdentifier }) => ({
    issuerDomainPolicy: policyIdentifier,
    subjectDomainPolicy: policyIdentifier,
  }));
  const names = Array.from({ length: 12 }, (_, i) => `CA ${i}`);
  const heavy = { extensions: { certificatePolicies, policyMappings } };
  const mesh = [...names, 'Root'].flatMap((issuer) =>
    names.filter((subject) => subject !== issuer).map((subject) => makeAuthority(subject, issuer, heavy)),
  );
  const policy = { requireExplicitPolicy: true };
  const signatures = new SignatureMemory();
  const more = { policy, signatures, budget: { signatures: 1000 } };
  const { result, took } = verify(makeLeaf('CA 0'), mesh, [makeAuthority('Root')], more);
  expect(rejected(result).candidates.at(-1)?.failures[0]?.sentence).toMatch(/more than 200 paths to a root/);
  expect(took()).toBeLessThan(400);
});

test('path_budget_exceeded: namesakes with wrong keys end at the limit of signature checks', () => {
  const impostors = Array.from({ length: 1000 }, (_, i) =>
    makeAuthority('A', 'Root', { key: `key ${i}`, extensions: { subjectKeyIdentifier: undefined } }),
  );
  const { result, verified, took } = verify(makeLeaf('A'), impostors, [makeAuthority('Root')], { profile: 'path' });
  expect(rejected(result).code).toBe('path_budget_exceeded');
  expect(rejected(result).reason).toMatch(/more than 100 signature checks/);
  expect(verified).toBe(100);
  expect(took()).toBeLessThan(200);
});

test('RFC 4158 §5.2: the same CA never stands twice in a path', () => {
  const loop = [makeAuthority('A', 'B'), makeAuthority('B', 'A'), makeAuthority('A', 'A')];
  const root = makeAuthority('Root', 'Root', { extensions: { nameConstraints: { excludedSubtrees: [] } } });
  const { result } = verify(makeLeaf('A'), [...loop, makeAuthority('B', 'Root')], [root]);
  for (const { certificates } of rejected(result).candidates)
    expect(new Set(certificates.map(({ subject }) => nameText(subject))).size).toBe(certificates.length);
});

test('a chain longer than the limit is not followed, however deep the caller allows', () => {
  const long = Array.from({ length: 30 }, (_, i) => makeAuthority(`CA ${i}`, i === 29 ? 'Root' : `CA ${i + 1}`));
  expect(verify(makeLeaf('CA 0'), long, [makeAuthority('Root')], { maxDepth: 255 }).result.accepted).toBe(false);
  expect(verify(makeLeaf('CA 15'), long, [makeAuthority('Root')], { maxDepth: 255 }).result.accepted).toBe(true);
});

test('RFC 5280 §6.1.3 (a)(1): two roots of one name: the one whose key signed', () => {
  const roots = [makeAuthority('Root', 'Root', { key: 'first' }), makeAuthority('Root', 'Root', { key: 'second' })];
  const { result, verified } = verify(makeLeaf('Root', { signedBy: 'second' }), [], roots);
  expect(result.accepted && result.path.anchor.certificate).toBe(roots[1]);
  expect(verified).toBe(1);
});

test('RFC 5280 §6.1: a shared memory of signatures spares a chain that was seen before', () => {
  const chain = [makeLeaf('A'), makeAuthority('A', 'Root')] as const;
  const root = makeAuthority('Root');
  const signatures = new SignatureMemory();
  expect(verify(chain[0], [chain[1]], [root], { signatures }).verified).toBe(2);
  expect(verify(chain[0], [chain[1]], [root], { signatures }).verified).toBe(0);
});
