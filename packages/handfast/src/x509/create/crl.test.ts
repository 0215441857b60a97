import { describe, expect, test } from 'vitest';
import { encodePem } from '../../asn1/pem.ts';
import { fromHex, toHex, utf8 } from '../../base/bytes.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { parseCertificate } from '../certificate.ts';
import { annotateCrl, parseCrl } from '../crl.ts';
import { findExtension } from '../extensions/extension.ts';
import type { CRLReason } from '../extensions/types.ts';
import { hasOpenssl, openssl } from '../testing/openssl.ts';
import { createCrl } from './crl.ts';
import { createDevelopmentCa } from './development-ca.ts';

const now = Date.UTC(2026, 5, 1);
const reasons: readonly CRLReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

describe('certificate revocation lists', async () => {
  const ca = await createDevelopmentCa(provider, { now });
  const issuer = parseCertificate(ca.certificate).subject;
  const common = { provider, issuer, signer: { key: ca.key }, thisUpdate: now, nextUpdate: now + 86_400_000 };
  const full = await createCrl({
    ...common,
    cRLNumber: Uint8Array.of(0x01, 0x00),
    revoked: reasons.map((reason, index) => ({
      serialNumber: Uint8Array.of(index + 1),
      revocationDate: now - 1000,
      reason,
      invalidityDate: now - 5000,
    })),
  });

  test('[J12] RFC 5280 §5.3.1: every reason is written and read', () => {
    const { revokedCertificates } = parseCrl(full);
    const read = revokedCertificates.map(({ extensions }) => findExtension(extensions, 'reasonCode')?.value);
    expect(read).toEqual([undefined, ...reasons.slice(1)]);
  });

  test('RFC 5280 §5.2: a delta CRL of an indirect issuer for some reasons only', async () => {
    const { extensions, revokedCertificates } = parseCrl(
      await createCrl({
        ...common,
        cRLNumber: Uint8Array.of(0xff),
        baseCRLNumber: Uint8Array.of(0xfe),
        issuingDistributionPoint: { indirectCRL: true, onlySomeReasons: ['keyCompromise', 'aACompromise'] },
        revoked: [
          {
            serialNumber: Uint8Array.of(9),
            revocationDate: now,
            certificateIssuer: [{ kind: 'directoryName', value: issuer }],
          },
        ],
      }),
    );
    expect(findExtension(extensions, 'deltaCRLIndicator')).toMatchObject({
      critical: true,
      value: Uint8Array.of(0, 0xfe),
    });
    expect(findExtension(extensions, 'issuingDistributionPoint')?.value).toMatchObject({
      indirectCRL: true,
      onlyContainsUserCerts: false,
      onlySomeReasons: ['keyCompromise', 'aACompromise'],
    });
    const entry = revokedCertificates[0]?.extensions ?? [];
    expect(findExtension(entry, 'certificateIssuer')?.critical).toBe(true);
  });

  test.skipIf(!hasOpenssl)('OpenSSL reads it and verifies its signature (skipped without openssl)', () => {
    const files = { 'ca.pem': encodePem('CERTIFICATE', ca.certificate), 'ca.crl': encodePem('X509 CRL', full) };
    const { text } = openssl(['crl', '-in', 'ca.crl', '-noout', '-text', '-CAfile', 'ca.pem'], files);
    expect(text).toContain('verify OK');
    expect(text).toContain('Key Compromise');
    expect(text).toContain('CRL Number: \n                256');
  });

  test('RFC 5280 §5.1.2.6: an empty list is absent', async () => {
    const empty = await createCrl({ ...common, cRLNumber: Uint8Array.of(1), revoked: [] });
    expect(parseCrl(empty).revokedCertificates).toEqual([]);
    expect(annotateCrl(empty).error).toBeUndefined();
  });

  const time = '170d3236303630313030303030305a';
  const frame = (fields: string, algorithm = ed25519): Uint8Array => {
    const tbs = sequenceOf(fields);
    return fromHex(sequenceOf(`${tbs}${algorithm}030100`));
  };
  const refusals: readonly (readonly [string, string, string, RegExp])[] = [
    ['§5.1.2.1: version 1 in so many bytes', `020100${ed25519}3000${time}`, ed25519, /no value 0/],
    [
      '§5.1.2.1: extensions in version 1',
      `${ed25519}3000${time}a00e300c300a0603551d140403020101`,
      ed25519,
      /version 1/,
    ],
    ['§5.1.2.6: a list without entries', `020101${ed25519}3000${time}3000`, ed25519, /at least 1/],
    ['§5.1.1.2: two signature algorithms', `020101${ed25519}3000${time}`, '300506032b6571', /two different/],
    [
      '§5.2: a time of another form',
      `020101${ed25519}3000180f${toHex(utf8('20260601000000Z'))}`,
      ed25519,
      /other form/,
    ],
  ];

  test.each(refusals)('RFC 5280 %s is refused', (_, fields, algorithm, why) => {
    const refuse = (): unknown => parseCrl(frame(fields, algorithm));
    expect(refuse).toThrow(expect.objectContaining({ code: 'malformed_crl' }));
    expect(refuse).toThrow(why);
  });
});

const ed25519 = '300506032b6570';

/** A SEQUENCE of fewer than 128 bytes, in hexadecimal. */
const sequenceOf = (content: string): string => `30${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
