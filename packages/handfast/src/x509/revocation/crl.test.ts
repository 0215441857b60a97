import { describe, expect, test } from 'vitest';
import type { Certificate } from '../certificate.ts';
import type { CertificateList } from '../crl.ts';
import type { Extension } from '../extensions/extension.ts';
import type { CRLReason, DistributionPoint, IssuingDistributionPoint, ReasonFlag } from '../extensions/types.ts';
import type { GeneralName } from '../general-name.ts';
import { TrustAnchors } from '../path/anchors.ts';
import { commonName, makeAuthority, makeLeaf, testTime } from '../path/testing/certificates.ts';
import { outcome, processorTime } from '../path/testing/verify.ts';
import type { RevocationRequest } from './request.ts';
import { day, makeCrl, type TestCrl } from './testing/evidence.ts';

const root = makeAuthority('Root');
const leaf = makeLeaf('Root');
const ca = makeAuthority('CA', 'Root');
const below = makeLeaf('CA');

/** What becomes of a chain with these CRLs; the status of all must be known unless said otherwise. */
const judge = (
  chain: readonly Certificate[],
  crls: readonly CertificateList[],
  more: Partial<RevocationRequest> = {},
): string => outcome(chain, { revocation: { mode: 'require', crls, ...more }, profile: 'rfc5280' });

const revoking = (certificate: Certificate, more: TestCrl = {}) =>
  makeCrl('Root', { revoked: [{ certificate }], ...more });
const unknown = /^revocation_unknown: /;
const revoked = /^certificate_revoked: /;

describe('RFC 5280 §6.1.3 (a)(3): what is asked', () => {
  test('RFC 5280 §6.1.3 (a)(3): [J13] a certificate on the list of its issuer is revoked, with the reason and the date', () => {
    const crl = makeCrl('Root', {
      revoked: [{ certificate: makeLeaf('Root') }, { certificate: leaf, reason: 'keyCompromise' }],
    });
    expect(judge([leaf, root], [crl])).toBe(
      'certificate_revoked: the certificate (CN=example.com) was revoked at 2025-12-30T00:00:00Z (keyCompromise), says the CRL of CN=Root',
    );
    expect(judge([makeLeaf('Root'), root], [crl])).toBe('accepted');
  });

  test('RFC 5280 §5.3.1: [J12] every reason revokes', () => {
    const reasons: CRLReason[] = [
      'unspecified',
      'keyCompromise',
      'cACompromise',
      'affiliationChanged',
      'superseded',
      'cessationOfOperation',
      'certificateHold',
      'privilegeWithdrawn',
      'aACompromise',
    ];
    for (const reason of reasons)
      expect(judge([leaf, root], [makeCrl('Root', { revoked: [{ certificate: leaf, reason }] })]), reason).toContain(
        `(${reason})`,
      );
  });

  test('RFC 5280 §6.3: off, prefer and require', () => {
    const modes = (crls: CertificateList[]) =>
      (['off', 'prefer', 'require'] as const).map((mode) => judge([leaf, root], crls, { mode }).replace(/:.*/, ''));
    expect(modes([])).toEqual(['accepted', 'accepted', 'revocation_unknown']);
    expect(modes([makeCrl('Root')])).toEqual(['accepted', 'accepted', 'accepted']);
    expect(modes([revoking(leaf)])).toEqual(['accepted', 'certificate_revoked', 'certificate_revoked']);
  });

  test('RFC 5280 §6.1.3 (a)(3): every certificate below the root, or the leaf alone', () => {
    const chain = [below, ca, root];
    expect(judge(chain, [makeCrl('CA'), makeCrl('Root')])).toBe('accepted');
    expect(judge(chain, [makeCrl('CA'), revoking(ca)])).toMatch(/^certificate_revoked: intermediate 1 \(CN=CA\)/);
    expect(judge(chain, [makeCrl('CA')])).toMatch(
      /^revocation_unknown: intermediate 1 \(CN=CA\) may have been revoked: there is neither a CRL nor an OCSP response about it$/,
    );
    expect(judge(chain, [makeCrl('CA')], { scope: 'leaf' })).toBe('accepted');
  });

  test('RFC 5280 §6.3: a revoked CA does not hide a path that holds', () => {
    const roots = [makeAuthority('Other'), root];
    const twins = [ca, makeAuthority('CA', 'Other')];
    const anchors = { anchors: new TrustAnchors(roots), intermediates: twins, leaf: below };
    const crls = [makeCrl('CA'), revoking(ca), makeCrl('Other')];
    expect(outcome([below], { ...anchors, revocation: { mode: 'require', crls } })).toBe('accepted');
  });
});

describe('RFC 5280 §6.3.3 (b): which CRLs count', () => {
  test('RFC 5280 §5.1.2.4, §5.1.2.5: [J13] only between thisUpdate and nextUpdate', () => {
    const dated = (fields: Partial<CertificateList>) => judge([leaf, root], [makeCrl('Root', { fields })]);
    expect(dated({ nextUpdate: testTime - 1000 })).toMatch(
      /the CRL of CN=Root is outdated since 2025-12-31T23:59:59Z$/,
    );
    expect(dated({ thisUpdate: testTime + 1000 })).toMatch(/is not valid before/);
    expect(dated({ nextUpdate: undefined })).toMatch(/does not say until when it holds/);
    expect(dated({ thisUpdate: testTime, nextUpdate: testTime })).toBe('accepted');
  });

  test('RFC 5280 §6.3.3: of two lists with one scope the newer one speaks', () => {
    const held = makeCrl('Root', {
      revoked: [{ certificate: leaf, reason: 'certificateHold' }],
      fields: { thisUpdate: testTime - 2 * day },
    });
    expect(judge([leaf, root], [held, makeCrl('Root', { number: 2 })])).toBe('accepted');
    expect(
      judge([leaf, root], [makeCrl('Root', { number: 2, fields: { thisUpdate: testTime - 3 * day } }), held]),
    ).toMatch(revoked);
  });

  test('RFC 5280 §4.2.1.1: the newer list of another key of the CA does not replace the older one', () => {
    const signer = makeAuthority('Root', 'Root', { key: 'former', signedBy: 'Root' });
    const fields = { thisUpdate: testTime - 2 * day };
    const former = makeCrl('Root', { signedBy: 'former', revoked: [{ certificate: leaf }], fields });
    expect(judge([leaf, signer, root], [makeCrl('Root'), former])).toMatch(revoked);
    expect(judge([leaf, signer, root], [makeCrl('Root'), makeCrl('Root', { signedBy: 'former', fields })])).toBe(
      'accepted',
    );
  });

  test('RFC 5280 §6.3.3 (b)(1): another issuer’s list says nothing', () => {
    expect(judge([leaf, root], [makeCrl('Other', { revoked: [{ certificate: leaf }] })])).toMatch(unknown);
  });

  test('RFC 5280 §5.2: unknown critical extensions, of the list or of an entry', () => {
    const strange = {
      name: 'unknown',
      extnID: '1.2.3.4',
      critical: true,
      value: new Uint8Array(),
      extnValue: new Uint8Array(),
    } as Extension<'unknown'>;
    const { extensions } = makeCrl('Root');
    expect(judge([leaf, root], [makeCrl('Root', { fields: { extensions: [...extensions, strange] } })])).toMatch(
      /critical extension that is not understood: 1.2.3.4/,
    );
    const entry = { certificate: makeLeaf('Root'), extensions: [strange] };
    expect(judge([leaf, root], [makeCrl('Root', { revoked: [entry] })])).toMatch(
      /has an entry with a critical extension/,
    );
  });

  test('RFC 5280 §5.2: conforming lists have their extensions, critical as they must be', () => {
    expect(judge([leaf, root], [makeCrl('Root', { extensions: { cRLNumber: undefined } })])).toMatch(
      /has no cRLNumber/,
    );
    expect(judge([leaf, root], [makeCrl('Root', { extensions: { authorityKeyIdentifier: undefined } })])).toMatch(
      /has no authorityKeyIdentifier/,
    );
    const { extensions } = makeCrl('Root');
    const critical = extensions.map((extension) => ({ ...extension, critical: extension.name === 'cRLNumber' }));
    expect(judge([leaf, root], [makeCrl('Root', { fields: { extensions: critical } })])).toMatch(
      /has a critical cRLNumber/,
    );
    expect(judge([leaf, root], [makeCrl('Root', { fields: { version: 1, extensions: [] } })])).toMatch(/is version 1/);
    expect(
      judge([leaf, root], [makeCrl('Root', { fields: { signatureScheme: { kind: 'ecdsa', hash: 'sha1' } } })]),
    ).toMatch(/is signed with SHA1/);
  });
});

test('RFC 5280 §6.3.3 (b): thousands of distribution points on both sides are compared in little time', () => {
  const name = (i: number): GeneralName => ({ kind: 'uniformResourceIdentifier', value: `http://crl.example/${i}` });
  const names = (from: number): readonly GeneralName[] => Array.from({ length: 3000 }, (_, i) => name(from + i));
  const points = names(0).map((one): DistributionPoint => ({ distributionPoint: { kind: 'fullName', value: [one] } }));
  const scattered = makeLeaf('Root', { extensions: { cRLDistributionPoints: points } });
  const issuing = (from: number): CertificateList =>
    makeCrl('Root', {
      extensions: {
        issuingDistributionPoint: {
          distributionPoint: { kind: 'fullName', value: names(from) },
          onlyContainsUserCerts: false,
          onlyContainsCACerts: false,
          indirectCRL: false,
          onlyContainsAttributeCerts: false,
        },
      },
    });
  expect(judge([scattered, root], [issuing(2999)])).toBe('accepted');
  expect(judge([scattered, root], [issuing(3000)])).toMatch(unknown);
  expect(processorTime(() => judge([scattered, root], [issuing(3000)]))).toBeLessThan(200);
});

test('RFC 5280 §5.1: a list of 100,000 entries is read once', () => {
  const others = Array.from({ length: 100_000 }, (_, i) => ({
    userCertificate: Uint8Array.of(9, i >> 16, i >> 8, i),
    revocationDate: testTime,
    extensions: [],
  }));
  const [own] = makeCrl('Root', { revoked: [{ certificate: leaf }] }).revokedCertificates;
  const crl = makeCrl('Root', { fields: { revokedCertificates: own === undefined ? others : [...others, own] } });
  expect(judge([leaf, root], [crl])).toMatch(revoked);
  expect(processorTime(() => judge([leaf, root], [crl]))).toBeLessThan(20);
});

describe('RFC 5280 §6.3.3 (f), (g): who signs', () => {
  test('RFC 5280 §6.3.3 (g): a wrong signature', () => {
    expect(judge([leaf, root], [makeCrl('Root', { signedBy: 'Mallory' })])).toMatch(
      /is not signed with a key that may sign it/,
    );
  });

  test('RFC 5280 §6.3.3 (f): cRLSign', () => {
    const mute = makeAuthority('Root', 'Root', { extensions: { keyUsage: ['keyCertSign'] } });
    expect(judge([leaf, mute], [makeCrl('Root')])).toMatch(/issued by CN=Root, whose keyUsage lacks cRLSign/);
  });

  const separate = makeAuthority('CA', 'Root', { key: 'CRL key', extensions: { keyUsage: ['cRLSign'] } });

  test('RFC 5280 §6.3.3 (f): a CA with a key of its own for CRLs, below the same root', () => {
    const crls = [makeCrl('CA', { signedBy: 'CRL key' }), makeCrl('Root')];
    expect(judge([below, ca, separate, root], crls)).toBe('accepted');
    expect(judge([below, ca, root], crls)).toMatch(unknown);
    const elsewhere = makeAuthority('CA', 'Elsewhere', { key: 'CRL key' });
    expect(judge([below, ca, elsewhere, makeAuthority('Elsewhere'), root], crls)).toMatch(unknown);
  });

  test('RFC 5280 §6.3.3 (f): a revoked CRL key says nothing', () => {
    const crls = [makeCrl('CA', { signedBy: 'CRL key' }), revoking(separate)];
    expect(judge([below, ca, separate, root], crls)).toMatch(unknown);
  });

  test('RFC 5280 §6.3.3 (f): a self-issued CRL key may be on the list that it signs', () => {
    const own = makeAuthority('CA', 'CA', { key: 'CRL key', signedBy: 'CA', extensions: { keyUsage: ['cRLSign'] } });
    expect(judge([below, ca, own, root], [makeCrl('CA', { signedBy: 'CRL key' }), makeCrl('Root')])).toBe('accepted');
    const suicidal = makeCrl('CA', { signedBy: 'CRL key', revoked: [{ certificate: own }] });
    expect(judge([below, ca, own, root], [suicidal, makeCrl('Root')])).toMatch(unknown);
  });
});

test('RFC 5280 §6.3.3 (f): keys for CRLs vouch for each other three times in a row, and no more', () => {
  const names = ['A', 'B', 'C', 'D', 'E'] as const;
  const authorities = names.map((name) => makeAuthority(name, 'Root'));
  // The key for the CRLs of each is certified by the next.
  const signers = names.slice(0, -1).map((name, i) => {
    const issuer = names[i + 1] as string;
    return makeAuthority(name, issuer, { key: `CRLs of ${name}`, extensions: { keyUsage: ['cRLSign'] } });
  });
  const after = (separate: number): string => {
    const crls = names.map((name, i) => makeCrl(name, i < separate ? { signedBy: `CRLs of ${name}` } : {}));
    return judge([makeLeaf('A'), ...authorities, ...signers, root], [...crls, makeCrl('Root')]);
  };
  for (const separate of [0, 1, 2, 3]) expect(after(separate), `${separate}`).toBe('accepted');
  expect(after(4)).toMatch(unknown);
});

describe('RFC 5280 §6.3.3 (b), (d): scope', () => {
  const at = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
  const point = (value: string, more: Partial<DistributionPoint> = {}): DistributionPoint => ({
    distributionPoint: { kind: 'fullName', value: [at(value)] },
    ...more,
  });
  const pointed = (...cRLDistributionPoints: DistributionPoint[]) =>
    makeLeaf('Root', { extensions: { cRLDistributionPoints } });
  const scoped = (issuingDistributionPoint: Partial<IssuingDistributionPoint>, more: TestCrl = {}, issuer = 'Root') =>
    makeCrl(issuer, {
      ...more,
      extensions: {
        issuingDistributionPoint: {
          onlyContainsUserCerts: false,
          onlyContainsCACerts: false,
          indirectCRL: false,
          onlyContainsAttributeCerts: false,
          ...issuingDistributionPoint,
        },
        ...more.extensions,
      },
    });

  test('RFC 5280 §6.3.3 (b)(2)(i): the list’s point is one of the certificate’s', () => {
    const certificate = pointed(point('http://a.example/'), point('http://b.example/'));
    const list = (value: string) => scoped({ distributionPoint: { kind: 'fullName', value: [at(value)] } });
    expect(judge([certificate, root], [list('http://b.example/')])).toBe('accepted');
    expect(judge([certificate, root], [list('http://c.example/')])).toMatch(unknown);
    expect(judge([leaf, root], [list('http://a.example/')])).toMatch(unknown);
    expect(judge([certificate, root], [makeCrl('Root')])).toBe('accepted');
  });

  test('RFC 5280 §4.2.1.13: a point named relative to the issuer is the same as one named in full', () => {
    const relative = { kind: 'nameRelativeToCRLIssuer', value: commonName('shard 1').rdnSequence[0] ?? [] } as const;
    const full: GeneralName = {
      kind: 'directoryName',
      value: {
        ...commonName('Root'),
        rdnSequence: [...commonName('Root').rdnSequence, ...commonName('Shard  1').rdnSequence],
      },
    };
    const certificate = pointed({ distributionPoint: { kind: 'fullName', value: [full] } });
    expect(judge([certificate, root], [scoped({ distributionPoint: relative })])).toBe('accepted');
    expect(judge([pointed({ distributionPoint: relative }), root], [scoped({ distributionPoint: relative })])).toBe(
      'accepted',
    );
  });

  test('RFC 5280 §6.3.3 (b)(2)(ii), (iii), (iv): lists for leaves, for CAs, for attribute certificates', () => {
    const [users, cas, attributes] = [
      scoped({ onlyContainsUserCerts: true }),
      scoped({ onlyContainsCACerts: true }),
      scoped({ onlyContainsAttributeCerts: true }),
    ] as const;
    expect(judge([leaf, root], [users])).toBe('accepted');
    expect(judge([leaf, root], [cas])).toMatch(unknown);
    expect(judge([leaf, root], [attributes])).toMatch(unknown);
    expect(judge([below, ca, root], [makeCrl('CA'), cas])).toBe('accepted');
    expect(judge([below, ca, root], [makeCrl('CA'), users])).toMatch(unknown);
  });

  test('RFC 5280 §6.3.3 (d), (e), (l): lists for some reasons must make up all', () => {
    const some: ReasonFlag[] = ['keyCompromise', 'cACompromise'];
    const others: ReasonFlag[] = [
      'affiliationChanged',
      'superseded',
      'cessationOfOperation',
      'certificateHold',
      'privilegeWithdrawn',
      'aACompromise',
    ];
    const [first, second] = [scoped({ onlySomeReasons: some }), scoped({ onlySomeReasons: others })] as const;
    expect(judge([leaf, root], [first, second])).toBe('accepted');
    expect(judge([leaf, root], [first])).toMatch(/CRLs speak of some reasons only: keyCompromise, cACompromise$/);
    const revokes = scoped({ onlySomeReasons: others }, { revoked: [{ certificate: leaf, reason: 'superseded' }] });
    expect(judge([leaf, root], [first, revokes])).toMatch(revoked);
    const limited = pointed(point('http://a.example/', { reasons: some }));
    expect(
      judge([limited, root], [scoped({ distributionPoint: { kind: 'fullName', value: [at('http://a.example/')] } })]),
    ).toMatch(/some reasons only/);
  });

  describe('RFC 5280 §5.3.3: indirect lists', () => {
    const by: GeneralName[] = [{ kind: 'directoryName', value: commonName('Revoker') }];
    const certificate = pointed({ cRLIssuer: by, distributionPoint: { kind: 'fullName', value: by } });
    const revoker = makeAuthority('Revoker', 'Root', { extensions: { keyUsage: ['cRLSign'] } });
    const chain = [certificate, revoker, root];
    const indirect = (more: TestCrl = {}, indirectCRL = true) => scoped({ indirectCRL }, more, 'Revoker');

    test('RFC 5280 §6.3.3 (b)(1): the point names the issuer, and the list says that it is indirect', () => {
      expect(judge(chain, [indirect(), makeCrl('Root')])).toBe('accepted');
      expect(judge(chain, [indirect({}, false)])).toMatch(unknown);
      expect(judge([leaf, revoker, root], [indirect()])).toMatch(unknown);
    });

    test('RFC 5280 §5.3.3: an entry’s issuer holds for those after it', () => {
      const list = (...revokedOnes: NonNullable<TestCrl['revoked']>) =>
        judge(chain, [indirect({ revoked: revokedOnes }), makeCrl('Root')]);
      const another = { certificate: makeLeaf('Root'), issuer: 'Root' };
      expect(list({ certificate, issuer: 'Root' })).toMatch(revoked);
      expect(list(another, { certificate })).toMatch(revoked);
      expect(list({ certificate })).toBe('accepted');
      expect(list({ certificate, issuer: 'Other' })).toBe('accepted');
      expect(list(another, { certificate, issuer: 'Other' })).toBe('accepted');
    });
  });

  describe('RFC 5280 §5.2.4: delta lists', () => {
    const delta = (base: number, more: TestCrl = {}) =>
      makeCrl('Root', {
        number: 5,
        fields: { thisUpdate: testTime - 1000 },
        ...more,
        extensions: { deltaCRLIndicator: Uint8Array.of(base), ...more.extensions },
      });
    const complete = (number: number, ...revokedOnes: Certificate[]) =>
      makeCrl('Root', {
        number,
        revoked: revokedOnes.map((certificate) => ({ certificate, reason: 'certificateHold' })),
      });
    const with_ = (...crls: CertificateList[]) => judge([leaf, root], crls);

    test('RFC 5280 §6.3.3 (i): what the delta adds counts', () => {
      expect(with_(complete(3), delta(3, { revoked: [{ certificate: leaf }] }))).toMatch(revoked);
      expect(with_(complete(3, leaf), delta(3))).toMatch(revoked);
      expect(with_(complete(3), delta(3))).toBe('accepted');
    });

    test('RFC 5280 §6.3.3 (k): removeFromCRL lifts a hold', () => {
      expect(with_(complete(3, leaf), delta(3, { revoked: [{ certificate: leaf, reason: 'removeFromCRL' }] }))).toBe(
        'accepted',
      );
    });

    test('RFC 5280 §5.2.4: it fits lists neither older than its base nor newer than itself, of the same scope and key', () => {
      const lifting: TestCrl = { revoked: [{ certificate: leaf, reason: 'removeFromCRL' }] };
      expect(with_(complete(2, leaf), delta(3, lifting))).toMatch(revoked);
      expect(with_(complete(5, leaf), delta(3, lifting))).toMatch(revoked);
      expect(
        with_(
          complete(3, leaf),
          delta(3, { ...lifting, extensions: { authorityKeyIdentifier: { keyIdentifier: Uint8Array.of(9) } } }),
        ),
      ).toMatch(revoked);
      expect(with_(complete(3, leaf), delta(3, { ...lifting, signedBy: 'Mallory' }))).toMatch(revoked);
    });

    test('RFC 5280 §6.3.3 (c): a delta alone says nothing', () => {
      expect(with_(delta(3))).toMatch(unknown);
    });
  });
});
