import { describe, expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import { MisuseError } from '../../base/errors.ts';
import { late } from '../../crypto/testing/late.ts';
import type { Certificate } from '../certificate.ts';
import { issuerOf, type TrustAnchor, TrustAnchors } from './anchors.ts';
import { peerNameOf } from './peer-name.ts';
import { rejectionError } from './rejection.ts';
import { makeAuthority, makeLeaf, testProvider, testTime } from './testing/certificates.ts';
import { outcome, verifyChain } from './testing/verify.ts';
import { VerifiedPath } from './verified.ts';
import { verifyCertificate } from './verify.ts';

const root = makeAuthority('Root');
const good = [makeLeaf('CA'), makeAuthority('CA', 'Root'), root];

describe('RFC 5280 §6.1.1 (d): what is asked of an anchor', () => {
  const odd = makeAuthority('Root', 'Root', {
    extensions: { subjectKeyIdentifier: undefined, extKeyUsage: [oid.serverAuth] },
  });
  const below = (anchor: Certificate | TrustAnchor, more = {}): string =>
    outcome([...good.slice(0, 2), odd], { anchors: new TrustAnchors([anchor]), ...more });

  test('RFC 5280 §6.1.1 (d): a certificate is judged by the profile, a root of a root program by the path alone', () => {
    for (const profile of ['rfc5280', 'web'] as const) {
      expect(below(odd, { profile })).toMatch(/the root .* is a CA without a subjectKeyIdentifier/);
      expect(below({ ...issuerOf(odd), isProgramRoot: true }, { profile })).toBe('accepted');
    }
  });

  test('RFC 5280 §6.1.4: a root of a root program must be a CA, be in force and be strong nevertheless', () => {
    const program = (anchor: Certificate) => below({ ...issuerOf(anchor), isProgramRoot: true }, { profile: 'web' });
    expect(program(makeAuthority('Root', 'Root', { authority: false }))).toMatch(/CA=FALSE/);
    const validity = { notBefore: 0, notAfter: testTime - 1 };
    expect(program(makeAuthority('Root', 'Root', { fields: { validity } }))).toMatch(/^certificate_expired: the root/);
  });

  test('RFC 5280 §6.1.1 (d): a name and a key have no form', () => {
    const { subject, subjectPublicKeyInfo } = odd;
    for (const profile of ['path', 'rfc5280', 'web'] as const)
      expect(below({ subject, subjectPublicKeyInfo }, { profile })).toBe('accepted');
  });
});

describe('RFC 5280 §6.1: what comes out', () => {
  test('RFC 5280 §6.1.6: a VerifiedPath, which nobody else can make', () => {
    const result = verifyChain(good);
    if (!result.accepted) throw new Error(result.reason);
    expect(result.path).toBeInstanceOf(VerifiedPath);
    expect(result.path.certificates).toEqual(good.slice(0, 2));
    expect(result.path.leaf).toBe(good[0]);
    expect(result.path.anchor.certificate).toBe(root);
    expect(Object.isFrozen(result.path) && Object.isFrozen(result.path.certificates)).toBe(true);
    // @ts-expect-error the constructor is private
    expect(() => new VerifiedPath(Symbol('verifier'), result.path)).toThrow('only the verifier makes a VerifiedPath');
  });

  test('RFC 5280 §6.1: every candidate path is told, with the check that failed and where', () => {
    const twins = [
      makeAuthority('CA', 'Root', { authority: false }),
      makeAuthority('CA', 'Root', { extensions: { keyUsage: ['cRLSign'] } }),
    ];
    const result = verifyChain([makeLeaf('CA'), ...twins, root]);
    if (result.accepted) throw new Error('accepted');
    expect(result.candidates.map(({ failures }) => failures[0])).toEqual([
      expect.objectContaining({
        place: 1,
        rule: 'RFC 5280 §6.1.4 (k)',
        sentence: 'intermediate 1 (CN=CA) may not sign: basicConstraints says CA=FALSE',
      }),
      expect.objectContaining({
        place: 1,
        rule: 'RFC 5280 §6.1.4 (n)',
        sentence: 'intermediate 1 (CN=CA) may not sign: keyUsage lacks keyCertSign',
      }),
      expect.objectContaining({ code: 'unknown_issuer' }),
    ]);
  });

  test('RFC 5280 §6.1: [J03] a change of one bit breaks the signature', () => {
    expect(outcome([makeLeaf('CA', { signedBy: 'somebody else' }), ...good.slice(1)])).toBe(
      'bad_certificate_signature: the certificate (CN=example.com) was not signed with the key of CN=CA, or has been changed since',
    );
  });

  test('a provider that answers later gives the same answers', async () => {
    const request = {
      leaf: makeLeaf('CA'),
      intermediates: [makeAuthority('CA', 'Root')],
      anchors: new TrustAnchors([root]),
      time: testTime,
      usage: 'server',
      profile: 'web',
    } as const;
    const pending = verifyCertificate({ ...request, provider: late(testProvider(), 1) });
    expect(pending).toBeInstanceOf(Promise);
    expect((await pending).accepted).toBe(true);
  });
});

describe('RFC 5280 §6.1.1: [J05] the usual mistakes, each in a sentence', () => {
  const dates = (notBefore: number, notAfter: number) => ({ fields: { validity: { notBefore, notAfter } } });
  const day = 86_400_000;

  test('RFC 5280 §6.1.3 (a)(2): [J05] expired, not yet valid, and both ends included', () => {
    const [from, to] = [Date.UTC(2024, 0), Date.UTC(2024, 3)];
    const at = (time: number) => outcome([makeLeaf('Root', dates(from, to)), root], { time });
    expect(at(from)).toBe('accepted');
    expect(at(to)).toBe('accepted');
    expect(at(to + 1000)).toBe(
      'certificate_expired: the certificate (CN=example.com) expired at 2024-04-01T00:00:00Z; the time is 2024-04-01T00:00:01Z',
    );
    expect(at(from - day)).toBe(
      'certificate_expired: the certificate (CN=example.com) is not valid before 2024-01-01T00:00:00Z; the time is 2023-12-31T00:00:00Z',
    );
  });

  test('RFC 5280 §6.1.1 (d): an expired root counts for all but the bare algorithm', () => {
    const chain = [makeLeaf('Root'), makeAuthority('Root', 'Root', dates(0, 1))];
    expect(outcome(chain, { profile: 'rfc5280' })).toMatch(/^certificate_expired: the root/);
    expect(outcome(chain, { profile: 'path' })).toBe('accepted');
  });

  test('RFC 9525 §6: [J05] a wrong host: the names that the certificate has', () => {
    expect(outcome(good, { name: { dns: 'wrong.example' } })).toBe(
      'name_mismatch: the certificate (CN=example.com) is for example.com, not for wrong.example',
    );
    const many = Array.from({ length: 8 }, (_, i) => ({ kind: 'dNSName', value: `n${i}.example` }) as const);
    expect(outcome([makeLeaf('Root', { names: many }), root], { name: { dns: 'x.example' } })).toMatch(
      /n4.example and 3 more names, not for x.example$/,
    );
  });

  test('RFC 9525 §2: a common name is never the name of a server', () => {
    const unnamed = makeLeaf('Root', { extensions: { subjectAltName: undefined } });
    expect(outcome([unnamed, root], { name: { dns: 'example.com' } })).toMatch(
      /is not for example.com: it has no subjectAltName, and a common name does not count$/,
    );
  });

  test('RFC 9525 §6.5: addresses and mailboxes are compared with names of their kind alone', () => {
    const names = [
      { kind: 'iPAddress', value: Uint8Array.of(192, 0, 2, 1) },
      { kind: 'dNSName', value: '1.2.3.4' },
      // Its characters look like the bytes of the address where nobody asks what they are.
      { kind: 'dNSName', value: '1234' },
      { kind: 'rfc822Name', value: 'a@Example.com' },
      { kind: 'uniformResourceIdentifier', value: 'root@example.com' },
    ] as const;
    const asks = (name: Parameters<typeof verifyChain>[1]) => outcome([makeLeaf('Root', { names }), root], name);
    expect(asks({ name: peerNameOf('192.0.2.1') })).toBe('accepted');
    expect(asks({ name: peerNameOf('1.2.3.4') })).toMatch(/^name_mismatch/);
    expect(asks({ name: { email: 'a@example.com' } })).toBe('accepted');
    expect(asks({ name: { email: 'A@example.com' } })).toMatch(/^name_mismatch/);
    expect(asks({ name: { email: 'root@example.com' } })).toMatch(/^name_mismatch/);
    expect(peerNameOf('[::1]')).toEqual({ ip: '::1' });
  });

  test('RFC 5280 §6.1.3 (a)(1): a signature by an algorithm or a key that is unknown verifies nothing', () => {
    const leaf = makeLeaf('Root', { fields: { signatureScheme: undefined } });
    for (const profile of ['path', 'rfc5280', 'web'] as const) {
      expect(outcome([leaf, root], { profile })).toMatch(/^\w+: /);
    }
    const provider = { ...testProvider(), importPublicKey: () => undefined };
    expect(outcome([makeLeaf('Root'), root], { provider })).not.toBe('accepted');
    expect(outcome([leaf, root], { provider })).not.toBe('accepted');
  });

  test('RFC 5280 §6.1: [J05] self-signed', () => {
    const own = makeAuthority('self.example', 'self.example', { names: [{ kind: 'dNSName', value: 'self.example' }] });
    expect(outcome([own, root])).toBe(
      'unknown_issuer: the certificate (CN=self.example) is self-signed and not the one trusted root: trust it explicitly if you know it',
    );
    expect(outcome([own, own])).toBe('accepted');
  });

  test('RFC 5280 §6.1: [J05] an untrusted root', () => {
    expect(outcome([makeLeaf('Other'), makeAuthority('Other'), root])).toBe(
      'unknown_issuer: intermediate 1 (CN=Other) is self-signed and not the one trusted root: trust it explicitly if you know it',
    );
  });

  test('RFC 5280 §6.1: [J04] a missing intermediate', () => {
    expect(outcome([makeLeaf('CA'), root])).toBe(
      'unknown_issuer: the certificate (CN=example.com) was issued by CN=CA, which was not sent and is not the one trusted root: the peer must send its intermediates, or CN=CA must be trusted',
    );
  });

  test('RFC 5280 §6.1.1 (d): without any trusted root nothing is accepted', () => {
    expect(outcome([good[0] as (typeof good)[0]], { anchors: new TrustAnchors([]) })).toMatch(
      /^no_trust_anchors: .* the set of trusted roots is empty$/,
    );
  });

  test('RFC 5280 §6.1: requests that make no sense are the caller’s fault', () => {
    for (const name of [
      { dns: '192.0.2.1' },
      { dns: 'bücher.example' },
      { dns: '' },
      { ip: 'example.com' },
      { ip: new Uint8Array(5) },
      { email: 'nobody' },
    ])
      expect(() => outcome(good, { name }), JSON.stringify(name)).toThrow(MisuseError);
    for (const time of [Number.NaN, Infinity, 1e300]) expect(() => outcome(good, { time })).toThrow(MisuseError);
  });
});

describe('RFC 8446 §6.2: [J20] [G09] each rejection has its alert', () => {
  const leaf = makeLeaf('Root');
  test.each([
    ['certificate_expired', 'certificate_expired', [leaf, root], { time: 0 }],
    ['unknown_issuer', 'unknown_ca', [makeLeaf('Nobody'), root], {}],
    ['name_mismatch', 'bad_certificate', [leaf, root], { name: { dns: 'other.example' } }],
    ['wrong_usage', 'unsupported_certificate', [leaf, root], { usage: 'client' }],
    ['bad_certificate_signature', 'bad_certificate', [makeLeaf('Root', { signedBy: 'x' }), root], {}],
    [
      'weak_certificate',
      'bad_certificate',
      [makeLeaf('Root', { fields: { signatureScheme: { kind: 'ecdsa', hash: 'sha1' } } }), root],
      {},
    ],
    ['certificate_rejected', 'bad_certificate', [leaf, makeAuthority('Root', 'Root', { authority: false })], {}],
    ['no_trust_anchors', 'internal_error', [leaf], { anchors: new TrustAnchors([]) }],
    ['revocation_unknown', 'certificate_unknown', [leaf, root], { revocation: { mode: 'require' } }],
    ['path_budget_exceeded', 'bad_certificate', [leaf, root], { budget: { signatures: 0 } }],
  ] as const)('%s is told as %s', (code, alert, chain, more) => {
    const result = verifyChain(chain, more);
    if (result.accepted) throw new Error('accepted');
    const error = rejectionError(result);
    expect([error.code, error.alert]).toEqual([code, alert]);
    expect(error.message).toContain(result.reason);
  });
});
