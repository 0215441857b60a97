import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DerType } from '../../asn1/element.ts';
import { oid } from '../../asn1/object-names.ts';
import { parseDer } from '../../asn1/parse.ts';
import { encodePem } from '../../asn1/pem.ts';
import { fromHex } from '../../base/bytes.ts';
import { MisuseError, ProtocolError } from '../../base/errors.ts';
import { nodeProvider as provider } from '../../providers/node/index.ts';
import { leaves } from '../../wire/annotate.ts';
import { encode } from '../../wire/codec.ts';
import { annotateCertificate, parseCertificate } from '../certificate.ts';
import { createCertificate } from '../create/certificate.ts';
import { distinguishedName } from '../create/distinguished-name.ts';
import { hasOpenssl, openssl } from '../testing/openssl.ts';
import { parseSignedCertificateTimestamp } from './certificate-transparency.ts';
import { extensions as extensionList, extensionOf } from './codec.ts';
import { type Extension, findExtension } from './extension.ts';
import { extensionTypes, type KnownExtension } from './table.ts';

const name = distinguishedName({ commonName: 'directory' });
const uri = { kind: 'uniformResourceIdentifier', value: 'http://example.test/' } as const;

const all: readonly Extension[] = [
  extensionOf('authorityKeyIdentifier', {
    keyIdentifier: fromHex('0102'),
    authorityCertIssuer: [{ kind: 'directoryName', value: name }],
    authorityCertSerialNumber: fromHex('7f'),
  }),
  extensionOf('subjectKeyIdentifier', fromHex('abcd')),
  extensionOf('keyUsage', ['digitalSignature', 'decipherOnly'], true),
  extensionOf('certificatePolicies', [
    { policyIdentifier: '1.2.3', policyQualifiers: [{ policyQualifierId: oid.cps, qualifier: fromHex('160161') }] },
    { policyIdentifier: oid.anyPolicy, policyQualifiers: undefined },
  ]),
  extensionOf('policyMappings', [{ issuerDomainPolicy: '1.2.3', subjectDomainPolicy: '1.2.4' }]),
  extensionOf('subjectAltName', [
    { kind: 'otherName', value: { typeId: '1.2.3', value: fromHex('0c0161') } },
    { kind: 'rfc822Name', value: 'a@example.test' },
    { kind: 'dNSName', value: 'example.test' },
    { kind: 'directoryName', value: name },
    uri,
    { kind: 'iPAddress', value: fromHex('7f000001') },
    { kind: 'registeredID', value: '1.2.3.4' },
  ]),
  extensionOf('issuerAltName', [uri]),
  extensionOf('subjectDirectoryAttributes', [{ type: '1.3.6.1.5.5.7.9.4', values: [fromHex('13024553')] }]),
  extensionOf('basicConstraints', { cA: true, pathLenConstraint: 300 }, true),
  extensionOf('nameConstraints', {
    permittedSubtrees: [{ base: { kind: 'dNSName', value: 'example.test' }, minimum: 0, maximum: undefined }],
    excludedSubtrees: [
      { base: { kind: 'iPAddress', value: fromHex('0a000000ff000000') }, minimum: 0, maximum: undefined },
    ],
  }),
  extensionOf('policyConstraints', { requireExplicitPolicy: 1, inhibitPolicyMapping: 0 }),
  extensionOf('extKeyUsage', [oid.serverAuth, oid.OCSPSigning]),
  extensionOf('cRLDistributionPoints', [
    { distributionPoint: { kind: 'fullName', value: [uri] }, reasons: ['keyCompromise'], cRLIssuer: undefined },
    {
      distributionPoint: { kind: 'nameRelativeToCRLIssuer', value: name.rdnSequence[0] ?? [] },
      reasons: undefined,
      cRLIssuer: [{ kind: 'directoryName', value: name }],
    },
  ]),
  extensionOf('inhibitAnyPolicy', 2, true),
  extensionOf('freshestCRL', [
    { distributionPoint: { kind: 'fullName', value: [uri] }, reasons: undefined, cRLIssuer: undefined },
  ]),
  extensionOf('authorityInfoAccess', [{ accessMethod: oid.ocsp, accessLocation: uri }]),
  extensionOf('subjectInfoAccess', [{ accessMethod: oid.caRepository, accessLocation: uri }]),
  extensionOf('signedCertificateTimestamps', [
    {
      version: 0,
      logId: new Uint8Array(32).fill(7),
      timestamp: 1_700_000_000_123,
      extensions: new Uint8Array(0),
      hashAlgorithm: 4,
      signatureAlgorithm: 3,
      signature: fromHex('3006020101020101'),
      unparsed: new Uint8Array(0),
    },
  ]),
  extensionOf('ctPoison', null, true),
  extensionOf('tlsFeature', [5, 17]),
  extensionOf('ocspNoCheck', null),
];

describe('RFC 5280 §4.2: every extension of certificates', async () => {
  const generated = await provider.generateKey({ kind: 'ed25519' });
  if (!generated) throw new Error('no Ed25519 keys here');
  const der = await createCertificate({
    provider,
    subject: name,
    issuer: name,
    publicKey: generated.privateKey.info,
    signer: { key: generated.privateKey },
    validity: { notBefore: 0, notAfter: 1000 },
    extensions: all,
  });

  test('is read as it was written', () => {
    expect(parseCertificate(der).extensions).toEqual(all);
  });

  test('says in a trace what every byte is', () => {
    const meanings = new Map(leaves(annotateCertificate(der).root).map(({ path, value }) => [path, value]));
    const path = 'Certificate.tbsCertificate.extensions.inner';
    expect(meanings.get(`${path}.5.extnValue.subjectAltName.2.dNSName.value`)).toBe('example.test');
    expect(meanings.get(`${path}.17.extnValue.signedCertificateTimestamps.value.0.timestamp`)).toBe(1_700_000_000_123);
    expect(meanings.get(`${path}.12.extnValue.cRLDistributionPoints.0.reasons.value`)).toEqual(['keyCompromise']);
  });

  test('is there for Node too', () => {
    const { subjectAltName, infoAccess } = new X509Certificate(der);
    expect(subjectAltName).toContain('URI:http://example.test/, IP Address:127.0.0.1');
    expect(infoAccess).toContain('OCSP - URI:http://example.test/');
  });

  test.skipIf(!hasOpenssl)('means the same to OpenSSL (skipped without openssl)', () => {
    const { text } = openssl(['x509', '-in', 'a.pem', '-noout', '-text'], { 'a.pem': encodePem('CERTIFICATE', der) });
    const expected = [
      /keyid:01:02\s+DirName:\/CN=directory\s+serial:7F/,
      /X509v3 Key Usage: critical\s+Digital Signature, Decipher Only/,
      /Policy: 1\.2\.3\s+CPS: a\s+Policy: X509v3 Any Policy/,
      /1\.2\.3:1\.2\.4/,
      /CA:TRUE, pathlen:300/,
      /Permitted:\s+DNS:example\.test\s+Excluded:\s+IP:10\.0\.0\.0\/255\.0\.0\.0/,
      /Require Explicit Policy:1, Inhibit Policy Mapping:0/,
      /TLS Web Server Authentication, OCSP Signing/,
      /Reasons:\s+Key Compromise/,
      /Inhibit Any Policy: critical\s+2/,
      /CA Repository - URI:http:\/\/example\.test\//,
      /Timestamp : Nov 14 22:13:20\.123 2023 GMT/,
      /CT Precertificate Poison: critical\s+NULL/,
      /TLS Feature:\s+status_request, status_request_v2/,
      /OCSP No Check/,
    ];
    for (const pattern of expected) expect(text).toMatch(pattern);
  });
});

describe('RFC 5280 §4.2: refused', () => {
  const refusals: readonly (readonly [string, KnownExtension, string, RegExp])[] = [
    ['§4.2.1.9: cA that is FALSE in so many bytes', 'basicConstraints', '3003010100', /default/],
    ['§4.2.1.9: a negative path length', 'basicConstraints', '30060101ff0201ff', /negative/],
    ['§4.2.1.1: an issuer without serial number', 'authorityKeyIdentifier', '3005a103820161', /without serial number/],
    ['§4.2.1.3: no usage', 'keyUsage', '030100', /without any bit/],
    ['§4.2.1.4: the same policy twice', 'certificatePolicies', '300a300306012a300306012a', /same policy twice/],
    ['§4.2.1.10: no constraint', 'nameConstraints', '3000', /empty/],
    ['§4.2.1.11: no constraint', 'policyConstraints', '3000', /empty/],
    ['§4.2.1.13: reasons of nowhere', 'cRLDistributionPoints', '3006300481020640', /nowhere/],
    ['§4.2.1.12: no purpose at all', 'extKeyUsage', '3000', /at least 1/],
    ['§4.2.1.6: no name at all', 'subjectAltName', '3000', /at least 1/],
    ['§4.2.1.6: a host name that is not ASCII', 'subjectAltName', '30048202c3a9', /IA5String/],
    ['§4.2.1.6: a form of name that does not exist', 'subjectAltName', '30028900', /GeneralName/],
    [
      '§4.2.1.10: a minimum that is the default',
      'nameConstraints',
      '3008a0063004820080010'.slice(0, 14) + '61800100',
      /./,
    ],
    ['§4.2.1.13: a reason without a name', 'cRLDistributionPoints', '300730058103060040', /bit 9 of ReasonFlags/],
    ['RFC 6962 §3.3: an empty list of timestamps', 'signedCertificateTimestamps', '04020000', /length/],
    ['RFC 6962 §3.3: a timestamp that is cut off', 'signedCertificateTimestamps', '04050003000100', /message ends/],
    ['§5.3.1: the reason 7', 'reasonCode', '0a0107', /no value 7/],
  ];

  test.each(refusals)('%s', (_, extension, encoding, why) => {
    const type: DerType<unknown> = extensionTypes[extension];
    expect(() => parseDer(type, fromHex(encoding))).toThrow(why);
  });

  test('§4.2: the same extension twice', () => {
    const twice = encode(extensionList, [extensionOf('ocspNoCheck', null), extensionOf('ocspNoCheck', null)]);
    expect(() => parseDer(extensionList, twice)).toThrow('twice');
  });

  test('§4.1: critical that is FALSE in so many bytes', () => {
    const spelled = '300f300d0603551d0e01010004030401aa';
    expect(() => parseDer(extensionList, fromHex(spelled))).toThrow('critical has its default value');
  });

  test('RFC 6962 §3.3: a timestamp out of TLS', () => {
    const timestamp = fromHex(`00${'07'.repeat(32)}0000018bcfe5687b000004030002abcd`);
    expect(parseSignedCertificateTimestamp(timestamp)).toMatchObject({ version: 0, timestamp: 1_700_000_000_123 });
    expect(() => parseSignedCertificateTimestamp(timestamp.subarray(0, -1))).toThrow(ProtocolError);
    expect(parseSignedCertificateTimestamp(fromHex('01ff'))).toMatchObject({ version: 1, unparsed: fromHex('ff') });
  });

  test('an extension that is not known keeps its bytes', () => {
    const [unknown] = parseDer(extensionList, fromHex('300b300906022a030403010203'));
    expect(unknown).toMatchObject({ name: 'unknown', extnID: '1.2.3', critical: false, value: fromHex('010203') });
    expect(findExtension([], 'keyUsage')).toBeUndefined();
  });

  test('a value that does not fit is the fault of the caller', () => {
    expect(() => extensionOf('subjectAltName', [{ kind: 'dNSName', value: 'ñ' }])).toThrow(MisuseError);
  });
});
