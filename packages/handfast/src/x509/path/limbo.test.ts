import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { oid } from '../../asn1/object-names.ts';
import { parsePemOf } from '../../asn1/pem.ts';
import { ProtocolError } from '../../base/errors.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { parseCrl } from '../crl.ts';
import type { KeyUsage } from '../extensions/types.ts';
import { TrustAnchors } from './anchors.ts';
import type { PeerName } from './peer-name.ts';
import type { ProfileName } from './profile.ts';
import type { PathRequest } from './request.ts';
import { processorTime } from './testing/verify.ts';
import { type PathResult, verifyCertificate } from './verify.ts';

interface LimboName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

interface LimboCase {
  readonly id: string;
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly key_usage: readonly KeyUsage[];
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: LimboName | null;
  readonly expected_peer_names: readonly LimboName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
}

const vectors = process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../../../shared/vectors');
const file = join(vectors, 'x509-limbo.json');
const cases: readonly LimboCase[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testcases : [];

/** The suite is about the present where it says nothing; its certificates hold until 2969. */
const present = Date.UTC(2026, 0);

/** The two profiles that the suite is about: cases of the public web, and all others. */
const profileOf = ({ id }: LimboCase): ProfileName => (/^(?:webpki|online)::/.test(id) ? 'web' : 'rfc5280');

const certificates = (texts: readonly string[]): Certificate[] =>
  texts.flatMap((text) => parsePemOf('CERTIFICATE', text)).map(parseCertificate);

const peerName = ({ kind, value }: LimboName): PeerName =>
  kind === 'DNS' ? { dns: value } : kind === 'IP' ? { ip: value } : { email: value };

function requestOf(limbo: LimboCase, profile: ProfileName): PathRequest {
  return {
    leaf: certificates([limbo.peer_certificate])[0] as Certificate,
    intermediates: certificates(limbo.untrusted_intermediates),
    anchors: new TrustAnchors(certificates(limbo.trusted_certs)),
    provider: nodeProvider,
    time: limbo.validation_time === null ? present : Date.parse(limbo.validation_time),
    usage: limbo.validation_kind === 'CLIENT' ? 'client' : 'server',
    profile,
    keyUsage: limbo.key_usage,
    ...(limbo.max_chain_depth !== null && { maxDepth: limbo.max_chain_depth }),
    ...(limbo.crls.length > 0 && {
      revocation: { mode: 'require', crls: limbo.crls.flatMap((text) => parsePemOf('X509 CRL', text)).map(parseCrl) },
    }),
  };
}

/** What we say: a certificate that does not parse is a refusal as well, but nothing else may be thrown. */
function verdict(
  limbo: LimboCase,
  profile: ProfileName,
): { readonly says: LimboCase['expected_result']; readonly why: string } {
  try {
    const request = requestOf(limbo, profile);
    const names = [
      ...limbo.expected_peer_names,
      ...(limbo.expected_peer_name === null ? [] : [limbo.expected_peer_name]),
    ].map(peerName);
    const results = [...(names.length > 0 ? names : [undefined])].map(
      (name) => verifyCertificate({ ...request, name }) as PathResult,
    );
    const refusal = results.find(({ accepted }) => !accepted);
    return refusal === undefined || refusal.accepted
      ? { says: 'SUCCESS', why: '' }
      : { says: 'FAILURE', why: refusal.reason };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { says: 'FAILURE', why: error.message };
  }
}

describe.skipIf(cases.length === 0)(`x509-limbo${cases.length === 0 ? ' is absent: set HANDFAST_VECTORS' : ''}`, () => {
  test.each(cases.map((limbo) => [limbo.id, limbo] as const))('RFC 5280 §6: %s', (_, limbo) => {
    const { says, why } = verdict(limbo, profileOf(limbo));
    expect(says, why).toBe(limbo.expected_result);
  });

  /** Where the profile that a case is not about decides otherwise, because that is what makes the profiles differ. */
  const otherwise: Readonly<Record<string, string>> = {
    'rfc5280::eku::ee-without-eku': 'servers of the public web must have an extKeyUsage',
    'rfc5280::nc::permitted-dn-match': 'servers of the public web have no directoryName among their names',
    'rfc5280::ca-as-leaf': 'a CA is no server of the public web',
    'webpki::aki::root-with-aki-missing-keyidentifier': 'the Baseline Requirements alone say what roots may not have',
    'webpki::aki::root-with-aki-ski-mismatch': 'the Baseline Requirements alone say what roots may not have',
    'webpki::cn::ipv4-leading-zeros-mismatch': 'RFC 5280 does not look at common names',
    'webpki::cn::not-in-san': 'RFC 5280 does not look at common names',
    'webpki::eku::ee-anyeku': 'RFC 5280 has anyExtendedKeyUsage',
    'webpki::eku::ee-critical-eku': 'RFC 5280 lets extKeyUsage be critical',
    'webpki::eku::ee-without-eku': 'RFC 5280 does not demand an extKeyUsage',
    'webpki::eku::root-has-eku': 'RFC 5280 lets a root limit its usage',
    'webpki::nc::permitted-dns-match-noncritical': 'RFC 5280 demands that nameConstraints be critical',
    'webpki::san::public-suffix-multi-label-wildcard-san':
      'RFC 9525 knows no public suffixes but the top-level domains',
    'webpki::forbidden-rsa-not-divisible-by-8-in-root': 'RFC 5280 does not mind the length of a modulus',
    'webpki::ca-as-leaf': 'RFC 5280 lets a CA be the end of a path',
  };

  test('RFC 5280 §6: the other profile differs exactly where it is meant to', () => {
    const differs = cases.filter(
      (limbo) => verdict(limbo, profileOf(limbo) === 'web' ? 'rfc5280' : 'web').says !== limbo.expected_result,
    );
    expect(differs.map(({ id }) => id)).toEqual(Object.keys(otherwise));
  });

  test('RFC 5280 §6.1.6: [J16] an Extended Validation certificate of the real world is known by its policy', () => {
    const policiesOf = (id: string): ReadonlySet<string> => {
      const limbo = cases.find((one) => one.id === id) ?? expect.fail(id);
      const result = verifyCertificate(requestOf(limbo, 'web')) as PathResult;
      return result.accepted ? result.path.policies : expect.fail(result.reason);
    };
    expect(policiesOf('online::apple.com')).toContain(oid.extendedValidation);
    expect(policiesOf('online::stackoverflow.com')).not.toContain(oid.extendedValidation);
    expect(policiesOf('online::stackoverflow.com')).toContain(oid.domainValidated);
  });

  test('RFC 5280 §6: no case takes longer than 200 ms', () => {
    for (const limbo of cases) {
      expect(
        processorTime(() => verdict(limbo, profileOf(limbo))),
        limbo.id,
      ).toBeLessThan(200);
    }
  });
});
