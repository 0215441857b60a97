import { describe, expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import { utf8 } from '../../base/bytes.ts';
import type { OCSPResponse } from '../ocsp/response.ts';
import { rejectionError } from '../path/rejection.ts';
import { makeAuthority, makeLeaf, type TestCertificate, testTime } from '../path/testing/certificates.ts';
import { outcome, verifyChain } from '../path/testing/verify.ts';
import type { RevocationRequest } from './request.ts';
import { day, makeCrl, makeResponse, type TestResponse } from './testing/evidence.ts';

const root = makeAuthority('Root');
const leaf = makeLeaf('Root');

const ask = (revocation: Partial<RevocationRequest>, certificate = leaf): string =>
  outcome([certificate, root], { revocation: { mode: 'require', ...revocation } }).replace(
    /^(\w+): the certificate \(CN=example.com\) /,
    '$1: ',
  );

/** What a fetched response about the leaf leads to. */
const answer = (options: TestResponse = {}, more: Partial<RevocationRequest> = {}): string =>
  ask({ ocspResponses: [makeResponse(leaf, root, options)], ...more });

describe('RFC 6960 §2.2: [J14] what a response says', () => {
  test('RFC 6960 §2.2: [J14] good, revoked, unknown', () => {
    expect(answer()).toBe('accepted');
    expect(answer({ status: 'revoked' })).toBe(
      'certificate_revoked: was revoked at 2025-12-31T00:00:00Z (keyCompromise), says its OCSP responder',
    );
    expect(answer({ status: 'unknown' })).toBe(
      'revocation_unknown: may have been revoked: the OCSP responder does not know the certificate',
    );
    expect(answer({ status: 'unknown' }, { mode: 'prefer' })).toBe('accepted');
  });

  test('RFC 6960 §2.3: an error says nothing', () => {
    const later: OCSPResponse = { responseStatus: 'tryLater', responseBytes: undefined };
    expect(ask({ ocspResponses: [later] })).toMatch(/the OCSP responder says tryLater and nothing more$/);
  });

  test('RFC 6960 §3.2: one piece of evidence that revokes outweighs any that does not', () => {
    const good = makeResponse(leaf, root);
    expect(ask({ ocspResponses: [good, makeResponse(leaf, root, { status: 'revoked' })] })).toMatch(
      /^certificate_revoked/,
    );
    expect(ask({ ocspResponses: [good], crls: [makeCrl('Root', { revoked: [{ certificate: leaf }] })] })).toMatch(
      /^certificate_revoked/,
    );
    expect(ask({ ocspResponses: [makeResponse(leaf, root, { status: 'unknown' }), good] })).toBe('accepted');
  });
});

describe('RFC 6960 §3.2: whether a response counts', () => {
  test('RFC 6960 §3.2 (1): it is about this certificate of this issuer', () => {
    expect(ask({ ocspResponses: [makeResponse(makeLeaf('Root'), root)] })).toMatch(/is about other certificates$/);
    const namesake = makeAuthority('Root', 'Root', { key: 'other' });
    expect(ask({ ocspResponses: [makeResponse(leaf, namesake, { signedBy: 'Root' })] })).toMatch(
      /is about other certificates$/,
    );
    const [single] = makeResponse(leaf, root).responseBytes?.basic?.responses ?? [];
    const strange = { certID: { ...single?.certID, hashAlgorithm: { algorithm: '1.2.3' } } } as TestResponse['single'];
    expect(answer({ single: { ...strange } })).toMatch(/is about other certificates$/);
    const hashAlgorithm = { algorithm: oid.sha1, parameters: Uint8Array.of(0x30, 0) };
    const malformed = { certID: { ...single?.certID, hashAlgorithm } } as TestResponse['single'];
    expect(answer({ single: { ...malformed } })).toMatch(/is about other certificates$/);
  });

  test('RFC 6960 §3.2 (2): its signature is right and strong', () => {
    expect(answer({ signedBy: 'Mallory' })).toMatch(/has a wrong signature$/);
    expect(answer({ basic: { signatureScheme: { kind: 'ecdsa', hash: 'sha1' } } })).toMatch(/is signed with SHA1$/);
    const old = (hash: 'sha1' | 'md5') => {
      const response = makeResponse(leaf, root, { basic: { signatureScheme: { kind: 'ecdsa', hash } } });
      const revocation = { mode: 'require', ocspResponses: [response] } as const;
      return outcome([leaf, root], { profile: 'legacy', revocation });
    };
    expect(old('sha1')).toBe('accepted');
    expect(old('md5')).toMatch(/is signed with MD5$/);
  });

  test('RFC 6960 §3.2 (5), (6): it holds now', () => {
    expect(answer({ single: { nextUpdate: testTime - 1000 } })).toMatch(/is outdated since 2025-12-31T23:59:59Z$/);
    expect(answer({ single: { nextUpdate: undefined } })).toMatch(/does not say until when it holds$/);
    expect(answer({ single: { thisUpdate: testTime + day } })).toMatch(/is from the future/);
    expect(answer({ basic: { producedAt: testTime + day } })).toMatch(/is from the future/);
    // A responder's clock that is a minute ahead proves nothing against it.
    expect(answer({ single: { thisUpdate: testTime + 60_000 }, basic: { producedAt: testTime + 60_000 } })).toBe(
      'accepted',
    );
  });

  test('RFC 9654 §2.1: it repeats the nonce of the request', () => {
    const nonce = utf8('nonce');
    expect(answer({ nonce }, { nonce })).toBe('accepted');
    expect(answer({}, { nonce })).toMatch(/does not repeat the nonce/);
    expect(answer({ nonce: utf8('other') }, { nonce })).toMatch(/nonce of another request/);
  });

  test('RFC 6960 §4.4: unknown critical extensions', () => {
    const strange = {
      name: 'unknown',
      extnID: '1.2.3.4',
      critical: true,
      value: new Uint8Array(),
      extnValue: new Uint8Array(),
    } as const;
    expect(answer({ basic: { extensions: [strange] } })).toMatch(/critical extension that is not understood: 1.2.3.4/);
    expect(answer({ single: { extensions: [strange] } })).toMatch(/critical extension that is not understood: 1.2.3.4/);
  });
});

describe('RFC 6960 §4.2.2.2: [J14] delegated responders', () => {
  const responder = (more: Partial<TestCertificate> = {}) =>
    makeLeaf('Root', {
      subject: 'Responder',
      ...more,
      extensions: { extKeyUsage: [oid.OCSPSigning], ocspNoCheck: null, ...more.extensions },
    });
  const delegated = (certificate = responder(), more: TestResponse = {}, evidence: Partial<RevocationRequest> = {}) =>
    answer({ responder: 'Responder', certs: [certificate], ...more }, evidence);

  test('RFC 6960 §4.2.2.2: a responder that the CA issued for this purpose', () => {
    expect(delegated()).toBe('accepted');
    expect(delegated(responder(), { basic: { responderID: { kind: 'byKey', value: utf8('Responder') } } })).toBe(
      'accepted',
    );
    expect(delegated(responder(), { status: 'revoked' })).toMatch(/^certificate_revoked/);
  });

  test('RFC 6960 §4.2.2.2: for this purpose by name: a server’s certificate will not do', () => {
    for (const extKeyUsage of [undefined, [oid.serverAuth], [oid.anyExtendedKeyUsage]])
      expect(delegated(responder({ extensions: { extKeyUsage } }))).toMatch(/may not sign OCSP responses$/);
    expect(delegated(responder({ extensions: { keyUsage: ['keyEncipherment'] } }))).toMatch(
      /keyUsage lacks digitalSignature$/,
    );
  });

  test('RFC 6960 §4.2.2.2: issued by the very CA that issued the certificate', () => {
    expect(delegated(responder({ issuer: 'Other' }))).toMatch(/was not issued by the CA itself$/);
    expect(delegated(responder({ signedBy: 'Mallory' }))).toMatch(/was not signed by CN=Root$/);
    expect(answer({ responder: 'Responder' })).toMatch(/a responder whose certificate is not in it$/);
  });

  test('RFC 6960 §4.2.2.2.1: valid now, strong, and not revoked', () => {
    expect(delegated(responder({ fields: { validity: { notBefore: 0, notAfter: 1 } } }))).toMatch(
      /is not valid at this time$/,
    );
    expect(delegated(responder({ fields: { signatureScheme: { kind: 'ecdsa', hash: 'sha1' } } }))).toMatch(
      /is signed with SHA1$/,
    );
    const checked = responder({ extensions: { ocspNoCheck: undefined } });
    const crls = [makeCrl('Root', { revoked: [{ certificate: checked }] })];
    expect(delegated(checked, {}, { crls, scope: 'leaf' })).toBe('accepted');
    expect(delegated(checked, {}, { crls: [], mode: 'require' })).toBe('accepted');
  });

  test('RFC 6960 §4.2.2.2.1: a revoked responder proves nothing', () => {
    const checked = responder({ extensions: { ocspNoCheck: undefined } });
    const crls = [makeCrl('Root', { revoked: [{ certificate: checked }] })];
    expect(delegated(checked, { status: 'revoked' }, { crls })).toBe('accepted');
    expect(delegated(checked, { status: 'revoked' }, { crls: [] })).toMatch(/^certificate_revoked/);
  });
});

describe('RFC 6066 §8: [J15] stapled responses', () => {
  const promising = makeLeaf('Root', { extensions: { tlsFeature: [5] } });

  test('RFC 7633 §4.3.3: [J15] a certificate that must be stapled is refused without', () => {
    const bare = 'missing_stapled_response: promises a stapled OCSP response (must-staple), and none came';
    for (const mode of ['off', 'prefer', 'require'] as const)
      expect(ask({ mode, stapled: 'none' }, promising), mode).toBe(bare);
    expect(ask({ mode: 'off', stapled: makeResponse(promising, root) }, promising)).toBe('accepted');
    expect(ask({ mode: 'off' }, promising)).toBe('accepted');
    expect(ask({ mode: 'off', stapled: 'none' })).toBe('accepted');
    expect(ask({ mode: 'off', stapled: 'unreadable' })).toBe(
      'bad_stapled_response: came with a staple that no one can read',
    );
  });

  test('RFC 6066 §8: [J15] a staple is checked, and ends the handshake when it does not satisfy', () => {
    for (const mode of ['off', 'prefer', 'require'] as const) {
      expect(ask({ mode, stapled: makeResponse(leaf, root) }), mode).toBe('accepted');
      expect(ask({ mode, stapled: makeResponse(leaf, root, { status: 'revoked' }) }), mode).toMatch(
        /^certificate_revoked/,
      );
      expect(ask({ mode, stapled: makeResponse(leaf, root, { signedBy: 'Mallory' }) }), mode).toMatch(
        /^bad_stapled_response: came with a staple that proves nothing: .* wrong signature$/,
      );
      expect(ask({ mode, stapled: makeResponse(leaf, root, { status: 'unknown' }) }), mode).toMatch(
        /^bad_stapled_response/,
      );
      expect(ask({ mode, stapled: makeResponse(makeLeaf('Root'), root) }), mode).toMatch(/^bad_stapled_response/);
    }
  });

  test.each([
    ['certificate_revoked', 'certificate_revoked', makeResponse(leaf, root, { status: 'revoked' }), leaf],
    [
      'bad_stapled_response',
      'bad_certificate_status_response',
      makeResponse(leaf, root, { signedBy: 'Mallory' }),
      leaf,
    ],
    ['missing_stapled_response', 'bad_certificate_status_response', 'none', promising],
  ] as const)('RFC 8446 §6.2: [J20] %s is told as %s', (code, alert, stapled, certificate) => {
    const result = verifyChain([certificate, root], { revocation: { mode: 'off', stapled } });
    if (result.accepted) throw new Error('accepted');
    const error = rejectionError(result);
    expect([error.code, error.alert]).toEqual([code, alert]);
  });

  test('RFC 6066 §8: a good staple does not outweigh a list that revokes', () => {
    const crls = [makeCrl('Root', { revoked: [{ certificate: leaf }] })];
    expect(ask({ mode: 'prefer', stapled: makeResponse(leaf, root), crls })).toMatch(/^certificate_revoked/);
  });
});
