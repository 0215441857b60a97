import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../base/errors.ts';
import type { PrivateKey } from '../../crypto/provider.ts';
import { nodeProvider } from '../../providers/node/index.ts';
import { type Certificate, parseCertificate } from '../certificate.ts';
import { createCertificate } from '../create/certificate.ts';
import { createDevelopmentCa } from '../create/development-ca.ts';
import { distinguishedName } from '../create/distinguished-name.ts';
import { extensionOf } from '../extensions/codec.ts';
import type { Extension } from '../extensions/extension.ts';
import type { GeneralName } from '../general-name.ts';
import { TrustAnchors } from './anchors.ts';
import type { ProfileName } from './profile.ts';
import { processorTime } from './testing/verify.ts';
import { type PathResult, verifyCertificate } from './verify.ts';

const now = Date.UTC(2026, 0);
const profiles: readonly ProfileName[] = ['path', 'rfc5280', 'web'];
const authority = await createDevelopmentCa(nodeProvider, { now: now - 1000 });
const root = parseCertificate(authority.certificate);
const issued = await authority.issue(['example.com', '*.example.org', '192.0.2.1']);
const leafDer = issued.chain[0] as Uint8Array;

/** Parses and verifies, as a handshake does. `undefined` when the bytes are no certificate. */
function verify(der: Uint8Array, dns = 'example.com', profile: ProfileName = 'web'): PathResult | undefined {
  try {
    const anchors = new TrustAnchors([root]);
    return verifyCertificate({
      leaf: parseCertificate(der),
      intermediates: [],
      anchors,
      provider: nodeProvider,
      time: now,
      name: { dns },
      usage: 'server',
      profile,
    }) as PathResult;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return undefined;
  }
}

test('RFC 5280 §6.1.3 (a)(1): [J03] a change of any one bit is refused, and by an error of ours', () => {
  expect(verify(leafDer)?.accepted).toBe(true);
  for (let bit = 0; bit < 8 * leafDer.length; bit++) {
    const changed = leafDer.slice();
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(verify(changed, 'example.com', 'path')?.accepted, `bit ${bit}`).not.toBe(true);
  }
});

describe('RFC 5280 §6.1: large certificates take little time', () => {
  const publicKey = issued.key.info;
  const make = (names: readonly GeneralName[], more: readonly Extension[] = []): Uint8Array =>
    createCertificate({
      provider: nodeProvider,
      subject: distinguishedName({ commonName: 'example.com' }),
      publicKey,
      issuer: root.subject,
      signer: { key: authority.key as PrivateKey },
      validity: { notBefore: now - 1000, notAfter: now + 1000 },
      extensions: [
        extensionOf('subjectAltName', names),
        extensionOf('authorityKeyIdentifier', { keyIdentifier: Uint8Array.of(1) }),
        extensionOf('extKeyUsage', ['1.3.6.1.5.5.7.3.1']),
        ...more,
      ],
    }) as Uint8Array;

  test('RFC 9525 §6: 10,000 names', () => {
    const names = Array.from(
      { length: 10_000 },
      (_, i) => ({ kind: 'dNSName', value: `host-${i}.a-rather-long-label.example.com` }) as const,
    );
    const der = make([...names, { kind: 'dNSName', value: 'example.com' }]);
    expect(verify(der)?.accepted).toBe(true);
    expect(verify(der, 'other.example')?.accepted).toBe(false);
    expect(processorTime(() => verify(der))).toBeLessThan(200);
    expect(processorTime(() => verify(der, 'other.example'))).toBeLessThan(200);
  });

  test('RFC 5280 §4.2: one mebibyte in one extension', () => {
    const extnValue = new Uint8Array(1 << 20);
    const big = {
      name: 'unknown',
      extnID: '1.3.6.1.4.1.55555.1',
      critical: false,
      value: extnValue,
      extnValue,
    } as const;
    const der = make([{ kind: 'dNSName', value: 'example.com' }], [big]);
    expect(der.length).toBeGreaterThan(1 << 20);
    expect(verify(der)?.accepted).toBe(true);
    expect(processorTime(() => verify(der))).toBeLessThan(200);
  });

  test('RFC 5280 §4.2.1.4: as many policies as a certificate may list', () => {
    const policies = Array.from({ length: 256 }, (_, i) => ({ policyIdentifier: `1.3.6.1.4.1.55555.${i}` }));
    const der = make([{ kind: 'dNSName', value: 'example.com' }], [extensionOf('certificatePolicies', policies)]);
    expect(verify(der)?.accepted).toBe(true);
    expect(processorTime(() => verify(der))).toBeLessThan(200);
  });
});

const corpus = join(
  process.env['HANDFAST_VECTORS'] ?? join(import.meta.dirname, '../../../../../../shared/vectors'),
  'fuzz-corpus',
);

describe.skipIf(!existsSync(corpus))('certificates that once broke somebody', () => {
  test('RFC 5280 §6.1: none breaks the verifier, wherever it stands', () => {
    const parsed = ['cert', 'parse_certificate']
      .flatMap((folder) => readdirSync(join(corpus, folder)).map((file) => join(corpus, folder, file)))
      .flatMap(tryParse);
    expect(parsed.length).toBeGreaterThan(10);
    for (const strange of parsed)
      for (const profile of profiles)
        for (const [leaf, intermediates, anchor] of [
          [strange, [root], root],
          [parseCertificate(leafDer), [strange], root],
          [strange, [], strange],
        ] as const) {
          const request = {
            leaf,
            intermediates,
            anchors: new TrustAnchors([anchor]),
            provider: nodeProvider,
            time: now,
            usage: 'server',
            profile,
          } as const;
          expect(processorTime(() => verifyCertificate({ ...request, name: { dns: 'example.com' } }))).toBeLessThan(
            100,
          );
        }
  });
});

function tryParse(file: string): Certificate[] {
  try {
    return [parseCertificate(new Uint8Array(readFileSync(file)))];
  } catch {
    return [];
  }
}
