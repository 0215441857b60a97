import { describe, expect, test } from 'vitest';
import { oid } from '../../../asn1/object-names.ts';
import type { PublicKeyInfo } from '../../../crypto/algorithms.ts';
import type { Certificate } from '../../certificate.ts';
import type { Extension } from '../../extensions/extension.ts';
import type { ProfileName } from '../profile.ts';
import { makeAuthority, makeLeaf, type TestCertificate } from '../testing/certificates.ts';
import { outcome } from '../testing/verify.ts';

type Change = Partial<TestCertificate>;

/** What is said of a chain with this change in one of its certificates, after who it is. */
function says(role: 'leaf' | 'intermediate' | 'root', change: Change, profile: ProfileName = 'path'): string {
  const of = (place: string): Change => (place === role ? change : {});
  const chain = [
    makeLeaf('CA', of('leaf')),
    makeAuthority('CA', 'Root', of('intermediate')),
    makeAuthority('Root', 'Root', of('root')),
  ];
  return outcome(chain, { profile }).replace(/^\w+: (?:the certificate|intermediate 1|the root) \(.*?\) /, '');
}

const extension = (extensions: TestCertificate['extensions']): Change => ({ extensions });
const withKey = (key: PublicKeyInfo): Change => ({
  fields: {
    subjectPublicKeyInfo: {
      der: new Uint8Array(),
      algorithm: { algorithm: '1.2' },
      subjectPublicKey: new Uint8Array(),
      key,
    },
  },
});
const rsa = (bits: number, exponent: readonly number[] = [1, 0, 1]): Change => {
  const modulus = new Uint8Array(Math.ceil(bits / 8)).fill(0xff);
  modulus[0] = 0xff >> (modulus.length * 8 - bits);
  return withKey({ kind: 'rsa', modulus, exponent: Uint8Array.from(exponent) });
};
const unknownExtension = (critical: boolean): Change => {
  const { extensions } = makeLeaf('CA');
  return {
    fields: {
      extensions: [
        ...extensions,
        { name: 'unknown', extnID: '1.2.3.4', critical, value: new Uint8Array() } as Extension<'unknown'>,
      ],
    },
  };
};

test('a good chain passes every profile', () => {
  for (const profile of ['path', 'rfc5280', 'web'] as const) expect(says('leaf', {}, profile)).toBe('accepted');
});

describe('RFC 5280 §6.1.4 (k), (n): who may sign', () => {
  test('RFC 5280 §6.1.4 (k): [J07] [K24] a certificate with CA=FALSE signs a rogue one', () => {
    const rogue = [
      makeLeaf('honest.example'),
      makeLeaf('Root', { subject: 'honest.example', key: 'honest.example' }),
      makeAuthority('Root'),
    ];
    expect(outcome(rogue, { profile: 'web' })).toBe(
      'certificate_rejected: intermediate 1 (CN=honest.example) may not sign: basicConstraints says CA=FALSE',
    );
    expect(outcome(rogue)).toMatch(/may not sign/);
  });

  test('RFC 5280 §6.1.4 (k): [J07] basicConstraints must be there, even in a root', () => {
    for (const role of ['intermediate', 'root'] as const)
      expect(says(role, extension({ basicConstraints: undefined }))).toBe('may not sign: it has no basicConstraints');
  });

  test('RFC 5280 §6.1.4 (k): version 1 cannot say that it is a CA', () => {
    for (const role of ['intermediate', 'root'] as const)
      expect(says(role, { fields: { version: 1, extensions: [] } })).toBe(
        'may not sign: it is version 1, which cannot say that it is a CA',
      );
  });

  test('RFC 5280 §6.1.4 (n): keyUsage must say keyCertSign', () => {
    expect(says('intermediate', extension({ keyUsage: ['cRLSign'] }))).toBe('may not sign: keyUsage lacks keyCertSign');
    expect(says('intermediate', extension({ keyUsage: undefined }))).toBe('accepted');
  });

  test('RFC 5280 §6.1.4 (l), (m): [J07] pathLenConstraint', () => {
    const chain = (pathLength: number, ...between: Certificate[]) => [
      makeLeaf('CA'),
      makeAuthority('CA', 'Top'),
      ...between,
      makeAuthority('Top', 'Root', { pathLength }),
      makeAuthority('Root'),
    ];
    expect(outcome(chain(0))).toBe(
      'certificate_rejected: intermediate 1 (CN=CA) is one CA too many: pathLenConstraint of CN=Top allows no further one',
    );
    expect(outcome(chain(1))).toBe('accepted');
    expect(outcome([makeLeaf('Root'), makeAuthority('Root', 'Root', { pathLength: 0 })])).toBe('accepted');
    expect(
      outcome([makeLeaf('CA'), makeAuthority('CA', 'Root'), makeAuthority('Root', 'Root', { pathLength: 0 })]),
    ).toMatch(/pathLenConstraint of CN=Root/);
  });
});

describe('RFC 5280 §6.1: every profile', () => {
  test('RFC 5280 §6.1.4 (o), §6.1.5 (f): unknown extensions are refused if critical', () => {
    expect(says('leaf', unknownExtension(true))).toBe('has a critical extension that is not understood: 1.2.3.4');
    expect(says('leaf', unknownExtension(false))).toBe('accepted');
  });

  test('RFC 6962 §3.1: a precertificate is never a certificate', () => {
    expect(says('leaf', { ...extension({ ctPoison: null }), critical: ['ctPoison'] })).toBe(
      'is a precertificate, made for logs alone',
    );
  });

  test('CVE-2009-2408: [J08] [K24] a NUL in a common name is refused and shown', () => {
    expect(
      outcome([makeLeaf('Root', { subject: 'www.bank.example\0.badguy.example' }), makeAuthority('Root')]),
    ).toMatch(
      /^certificate_rejected: the certificate \(CN=www.bank.example\\00.badguy.example\) has a subject with a NUL in it/,
    );
  });

  test('CVE-2009-2408: [J08] [K24] a NUL in a subjectAltName is no end of a name', () => {
    const leaf = makeLeaf('Root', { names: [{ kind: 'dNSName', value: 'www.bank.example\0.badguy.example' }] });
    const asked = { name: { dns: 'www.bank.example' } };
    expect(outcome([leaf, makeAuthority('Root')], asked)).toMatch(
      /name_mismatch: .* is for www.bank.example\\0.badguy.example \(malformed\), not for www.bank.example$/,
    );
    expect(outcome([leaf, makeAuthority('Root')], { profile: 'rfc5280' })).toMatch(
      /has a malformed subjectAltName: dNSName www.bank.example\\0.badguy.example/,
    );
  });

  test('RFC 5280 §4.2.1.12: extended key usage, of the leaf and of every CA above it', () => {
    const clientOnly = extension({ extKeyUsage: [oid.clientAuth] });
    expect(says('leaf', clientOnly)).toBe('may not be used for serverAuth: extKeyUsage allows clientAuth');
    for (const role of ['intermediate', 'root'] as const)
      expect(says(role, clientOnly)).toBe('may not issue certificates for serverAuth: extKeyUsage allows clientAuth');
    expect(says('intermediate', extension({ extKeyUsage: [oid.anyExtendedKeyUsage] }))).toBe('accepted');
    expect(outcome([makeLeaf('Root'), makeAuthority('Root')], { usage: 'client' })).toMatch(
      /^wrong_usage: .* for clientAuth: extKeyUsage allows serverAuth/,
    );
    expect(outcome([makeLeaf('Root'), makeAuthority('Root')], { usage: 'any' })).toBe('accepted');
  });

  test('RFC 5280 §4.2.1.3: the key usage that the protocol needs', () => {
    const chain = [makeLeaf('Root', extension({ keyUsage: ['keyEncipherment'] })), makeAuthority('Root')];
    expect(outcome(chain, { keyUsage: ['digitalSignature'] })).toMatch(
      /^wrong_usage: .* keyUsage lacks digitalSignature$/,
    );
    expect(outcome(chain, { keyUsage: ['keyEncipherment'] })).toBe('accepted');
    expect(
      outcome([makeLeaf('Root', extension({ keyUsage: undefined })), makeAuthority('Root')], {
        keyUsage: ['digitalSignature'],
      }),
    ).toBe('accepted');
  });

  test('RFC 5280 §4.1.2.5: dates that enclose no time', () => {
    expect(says('leaf', { fields: { validity: { notBefore: 2, notAfter: 1 } } })).toMatch(
      /is not valid before|valid at no time|expired/,
    );
  });

  test('RFC 7633 §4.2.2: what a CA promises, its certificates must promise', () => {
    const features = (tlsFeature: number[]): Change => extension({ tlsFeature });
    const chain = (leaf: number[]) => [
      makeLeaf('CA', features(leaf)),
      makeAuthority('CA', 'Root', features([5])),
      makeAuthority('Root'),
    ];
    expect(outcome(chain([]))).toMatch(/lacks the TLS feature 5 that its issuer demands/);
    expect(outcome(chain([5]))).toBe('accepted');
  });
});

describe('RFC 8446 §4.4.2.4: strength', () => {
  test('RFC 8446 §4.4.2.4: MD5, SHA-1 and DSA signatures are refused, but not those of a root on itself', () => {
    const signed = (signatureScheme: Certificate['signatureScheme']): Change => ({ fields: { signatureScheme } });
    expect(says('leaf', signed({ kind: 'ecdsa', hash: 'sha1' }))).toBe('is signed with SHA1');
    expect(says('intermediate', signed({ kind: 'rsa-pkcs1', hash: 'md5' }))).toBe('is signed with MD5');
    expect(says('leaf', signed({ kind: 'dsa', hash: 'sha256' }))).toBe('is signed with DSA');
    expect(says('leaf', signed({ kind: 'ecdsa', hash: 'sha224' }))).toBe('accepted');
    expect(says('leaf', signed({ kind: 'ecdsa', hash: 'sha224' }), 'web')).toMatch(/is signed with SHA-224/);
    expect(says('leaf', signed({ kind: 'ed25519' }))).toBe('accepted');
    expect(says('leaf', signed(undefined))).toMatch(/not accepted: 1\.2\.840\.10045\.4\.3\.2/);
    expect(says('root', signed({ kind: 'rsa-pkcs1', hash: 'md5' }))).toBe('accepted');
  });

  test('CA/Browser Forum BR §6.1.5: RSA keys of 2048 to 8192 bits', () => {
    for (const bits of [512, 1024, 2047, 8193, 16384])
      expect(says('leaf', rsa(bits)), `${bits}`).toBe(`has an RSA key of ${bits} bits; 2048 to 8192 are accepted`);
    const padded = Uint8Array.from([0, 0, 0x7f, ...new Uint8Array(255).fill(0xff)]);
    const exponent = Uint8Array.of(1, 0, 1);
    expect(says('leaf', withKey({ kind: 'rsa', modulus: padded, exponent }))).toMatch(/an RSA key of 2047 bits/);
    for (const bits of [2048, 2049, 3072, 8192]) expect(says('leaf', rsa(bits)), `${bits}`).toBe('accepted');
    expect(says('leaf', rsa(2052), 'web')).toBe('has an RSA key of 2052 bits, not a multiple of 8');
  });

  test('CA/Browser Forum BR §6.1.6: strange exponents', () => {
    for (const exponent of [[], [1], [2], [0], [1, 0, 0], [3, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 0, 0, 1]])
      expect(says('leaf', rsa(2048, exponent)), exponent.join()).toMatch(/exponent is even, 1 or longer/);
    for (const exponent of [[3], [17], [1, 0, 1], [1, 0, 0, 0, 1]])
      expect(says('leaf', rsa(2048, exponent)), exponent.join()).toBe('accepted');
  });

  test('CA/Browser Forum BR §6.1.5: kinds of keys', () => {
    const empty = new Uint8Array();
    expect(says('leaf', withKey({ kind: 'unknown', algorithm: '1.2.840.10045.3.1.1' }))).toMatch(
      /on a curve that is not accepted: 1.2.840.10045.3.1.1/,
    );
    expect(says('leaf', withKey({ kind: 'dsa', p: empty, q: empty, g: empty, y: empty }))).toBe('has a DSA key');
    expect(says('leaf', withKey({ kind: 'x25519', bytes: empty }))).toBe('has an x25519 key, which cannot sign');
    expect(says('leaf', withKey({ kind: 'ed25519', bytes: empty }))).toBe('accepted');
    expect(says('leaf', withKey({ kind: 'ed25519', bytes: empty }), 'web')).toBe(
      'has an ed25519 key, which the public web does not use',
    );
  });
});

describe('RFC 5280 §4: profile', () => {
  const strict = (role: 'leaf' | 'intermediate' | 'root', change: Change): string => says(role, change, 'rfc5280');

  test('RFC 5280 §4.1.2.2: serial numbers', () => {
    const serial = (...bytes: number[]): Change => ({ fields: { serialNumber: Uint8Array.from(bytes) } });
    expect(strict('leaf', serial(0))).toBe('has the serial number 0');
    expect(strict('leaf', serial(0x80))).toBe('has a negative serial number');
    expect(strict('leaf', serial(...new Uint8Array(21), 1))).toMatch(/22 octets; 20 are the most/);
    expect(strict('root', serial(0))).toBe('accepted');
  });

  test('RFC 5280 §4.1.2.4, §4.1.2.6: names', () => {
    const alone = (critical: 'subjectAltName' | 'basicConstraints') =>
      makeLeaf('Root', { subject: '', critical: [critical] });
    expect(outcome([alone('subjectAltName'), makeAuthority('Root')], { profile: 'rfc5280' })).toBe('accepted');
    expect(outcome([alone('basicConstraints'), makeAuthority('Root')], { profile: 'rfc5280' })).toMatch(
      /its subjectAltName is not critical/,
    );
    expect(strict('leaf', { subject: '', extensions: { subjectAltName: undefined } })).toBe(
      'has neither a subject nor a subjectAltName',
    );
    expect(outcome([makeLeaf('', { signedBy: 'x' }), makeAuthority('Root')], { profile: 'rfc5280' })).toMatch(
      /names no issuer/,
    );
    expect(outcome([makeLeaf('', { issuer: '' }), makeAuthority('')], { profile: 'rfc5280' })).toMatch(
      /names no issuer/,
    );
  });

  test('RFC 5280 §4.2: which extensions are critical', () => {
    for (const name of ['authorityKeyIdentifier', 'subjectKeyIdentifier'] as const)
      expect(strict('intermediate', { critical: [name, 'basicConstraints'] })).toBe(`has a critical ${name}`);
    expect(strict('leaf', { critical: ['authorityInfoAccess'], extensions: { authorityInfoAccess: [] } })).toBe(
      'has a critical authorityInfoAccess',
    );
    expect(strict('root', { critical: [] })).toBe('has a non-critical basicConstraints');
    expect(strict('intermediate', { critical: [] })).toBe('accepted');
    expect(
      strict('intermediate', {
        critical: ['basicConstraints'],
        extensions: { policyConstraints: { requireExplicitPolicy: 9 } },
      }),
    ).toBe('has a non-critical policyConstraints');
    const constraints = {
      critical: ['basicConstraints'],
      extensions: {
        nameConstraints: { excludedSubtrees: [{ base: { kind: 'dNSName', value: 'example.org' }, minimum: 0 }] },
      },
    } as const;
    expect(strict('intermediate', constraints)).toBe('has a non-critical nameConstraints');
    expect(says('intermediate', constraints, 'web')).not.toMatch(/nameConstraints/);
  });

  test('RFC 5280 §4.2.1.1, §4.2.1.2: key identifiers', () => {
    expect(strict('leaf', extension({ authorityKeyIdentifier: undefined }))).toBe('has no authorityKeyIdentifier');
    expect(strict('leaf', extension({ authorityKeyIdentifier: {} }))).toBe(
      'has an authorityKeyIdentifier without keyIdentifier',
    );
    expect(
      strict(
        'leaf',
        extension({
          authorityKeyIdentifier: { keyIdentifier: Uint8Array.of(1), authorityCertSerialNumber: Uint8Array.of(1) },
        }),
      ),
    ).toBe('names half of its issuer’s certificate');
    expect(strict('root', extension({ authorityKeyIdentifier: undefined }))).toBe('accepted');
    expect(strict('intermediate', extension({ subjectKeyIdentifier: undefined }))).toBe(
      'is a CA without a subjectKeyIdentifier',
    );
  });

  test('RFC 5280 §4.1.2.5: dates before 2050 are UTCTime; a root is trusted as it is', () => {
    const { validity } = makeLeaf('CA');
    const forms: Change = { fields: { validity: { ...validity, forms: ['utcTime', 'generalTime'] } } };
    for (const profile of ['rfc5280', 'web'] as const)
      for (const role of ['leaf', 'intermediate'] as const)
        expect(says(role, forms, profile)).toBe('writes its dates in the form that belongs to another century');
    expect(strict('root', forms)).toBe('accepted');
    expect(says('leaf', forms)).toBe('accepted');
  });

  test('RFC 5280 §4.1.2.6: a CA has a name, wherever it stands', () => {
    const nameless = {
      subject: '',
      extensions: { basicConstraints: { cA: true }, keyUsage: ['keyCertSign'] },
    } as const;
    expect(strict('leaf', { ...nameless, critical: ['subjectAltName'] })).toBe('is a CA without a name');
  });

  test('RFC 5280 §4.2.1.2: a CA names its key, wherever it stands', () => {
    const without = { subjectKeyIdentifier: undefined };
    expect(strict('leaf', extension({ ...without, basicConstraints: { cA: true }, keyUsage: ['keyCertSign'] }))).toBe(
      'is a CA without a subjectKeyIdentifier',
    );
    expect(strict('leaf', extension(without))).toBe('accepted');
  });

  test('RFC 5280 §4.2.1.3: a CA says what its key is for, wherever it stands', () => {
    expect(strict('intermediate', extension({ keyUsage: undefined }))).toBe('is a CA without keyUsage');
    const asLeaf = extension({ basicConstraints: { cA: true }, keyUsage: undefined });
    expect(strict('leaf', asLeaf)).toBe('is a CA without keyUsage');
    expect(strict('leaf', extension({ keyUsage: undefined }))).toBe('accepted');
    expect(strict('root', extension({ keyUsage: undefined }))).toBe('accepted');
  });

  test('RFC 5280 §4.2.1.3, §4.2.1.9: usages that contradict each other', () => {
    expect(strict('leaf', extension({ keyUsage: ['keyCertSign'] }))).toBe('says keyCertSign although it is no CA');
    expect(strict('leaf', extension({ keyUsage: [] }))).toBe('has a keyUsage without a single bit');
    expect(strict('leaf', extension({ basicConstraints: { cA: false, pathLenConstraint: 0 } }))).toBe(
      'has a pathLenConstraint although it may not sign certificates',
    );
    expect(strict('leaf', extension({ nameConstraints: {} }))).toBe('constrains names although it is no CA');
  });

  test('RFC 5280 §4.2.1.4, §4.2.1.10 to §4.2.1.13: extensions that say nothing or too much', () => {
    const twice = [{ policyIdentifier: '1.2.3' }, { policyIdentifier: '1.2.3' }];
    expect(strict('leaf', extension({ certificatePolicies: twice }))).toBe('lists a policy twice');
    expect(strict('intermediate', extension({ nameConstraints: {} }))).toBe(
      'has nameConstraints that constrain nothing',
    );
    expect(strict('intermediate', extension({ policyConstraints: {} }))).toBe(
      'has policyConstraints that constrain nothing',
    );
    expect(strict('leaf', extension({ cRLDistributionPoints: [{}] }))).toBe(
      'has a CRL distribution point that points nowhere',
    );
    expect(strict('leaf', extension({ extKeyUsage: [] }))).toMatch(/extKeyUsage/);
  });

  test('RFC 5280 §4.2.1.6: alternative names are well-formed', () => {
    const wrong = [
      { kind: 'dNSName', value: 'foo_bar.example.com' },
      { kind: 'dNSName', value: ' ' },
      { kind: 'rfc822Name', value: 'a@b@example.com' },
      { kind: 'uniformResourceIdentifier', value: '/relative' },
      { kind: 'iPAddress', value: new Uint8Array(5) },
    ] as const;
    for (const name of wrong)
      expect(strict('leaf', { names: [name] }), name.kind).toMatch(/has a malformed subjectAltName/);
  });
});

describe('CA/Browser Forum BR §7.1: the public web', () => {
  const web = (role: 'leaf' | 'intermediate' | 'root', change: Change): string => says(role, change, 'web');

  test('CA/Browser Forum BR §7.1.2.7: servers', () => {
    expect(web('leaf', extension({ extKeyUsage: undefined }))).toBe('has no extKeyUsage');
    expect(web('leaf', { critical: ['extKeyUsage'] })).toBe('has a critical extKeyUsage');
    expect(web('leaf', extension({ extKeyUsage: [oid.serverAuth, oid.anyExtendedKeyUsage] }))).toBe(
      'says anyExtendedKeyUsage',
    );
    expect(web('leaf', { authority: true, extensions: { extKeyUsage: [oid.serverAuth] } })).toBe(
      'is a CA certificate in the place of a server’s',
    );
    expect(web('leaf', extension({ subjectAltName: undefined }))).toBe('has no subjectAltName');
    expect(web('leaf', { critical: ['subjectAltName'] })).toBe('has a subject, but its subjectAltName is critical');
    expect(web('leaf', { names: [{ kind: 'rfc822Name', value: 'a@example.com' }] })).toMatch(
      /rfc822Name a@example.com; servers have dNSName and iPAddress alone/,
    );
    expect(web('leaf', { fields: { version: 1, extensions: [] } })).toMatch(/authorityKeyIdentifier|version 1/);
  });

  test('CA/Browser Forum BR §7.1.4.3: a common name is a copy of an alternative name', () => {
    const named = (subject: string, ...values: string[]): string =>
      web('leaf', { subject, names: values.map((value) => ({ kind: 'dNSName', value })) });
    expect(named('example.com', 'example.org', 'example.com')).toBe('accepted');
    expect(named('example.com', '*.example.com')).toBe('accepted');
    expect(named('www.example.com', '*.example.com')).toMatch(
      /common name www.example.com, which is not in its subjectAltName/,
    );
    expect(named('EXAMPLE.com', 'example.com')).toMatch(/common name/);
    expect(named('Example Corporation', 'example.com')).toMatch(/common name/);
    const address = { kind: 'iPAddress', value: Uint8Array.of(192, 168, 1, 1) } as const;
    expect(web('leaf', { subject: '192.168.1.1', names: [address] })).toBe('accepted');
    expect(web('leaf', { subject: '192.168.001.001', names: [address] })).toMatch(/common name 192.168.001.001/);
  });

  test('CA/Browser Forum BR §7.1.2.1, §7.1.2.10: CAs', () => {
    expect(web('root', extension({ extKeyUsage: [oid.serverAuth] }))).toBe('is a root with an extKeyUsage');
    expect(web('root', extension({ authorityKeyIdentifier: {} }))).toBe(
      'has an authorityKeyIdentifier without keyIdentifier',
    );
    expect(web('root', extension({ authorityKeyIdentifier: { keyIdentifier: Uint8Array.of(1) } }))).toBe(
      'is self-signed, but names another key as its issuer’s',
    );
    expect(web('intermediate', extension({ keyUsage: undefined }))).toBe('is a CA without keyUsage');
    expect(web('intermediate', { critical: [] })).toBe('has a non-critical basicConstraints');
    expect(web('intermediate', { fields: { subjectUniqueID: { bytes: new Uint8Array(), unusedBits: 0 } } })).toBe(
      'has a unique identifier',
    );
  });

  test('CA/Browser Forum BR §3.2.2.6: [J09] no wildcard over a public suffix', () => {
    const chain = (value: string) => [
      makeLeaf('Root', { subject: '', names: [{ kind: 'dNSName', value }], critical: ['subjectAltName'] }),
      makeAuthority('Root'),
    ];
    const asks = (value: string, host: string, more = {}) =>
      outcome(chain(value), { profile: 'web', name: { dns: host }, ...more });
    expect(asks('*.co.uk', 'example.co.uk')).toMatch(/is for \*.co.uk \(too broad\), not for example.co.uk/);
    for (const broad of ['*.com.au', '*.gov.uk', '*.co.jp', '*.ne.jp', '*.com.co', '*.com'])
      expect(asks(broad, `example${broad.slice(1)}`), broad).toMatch(/^name_mismatch/);
    for (const narrow of ['*.example.co.uk', '*.co.com', '*.google.de', '*.t.co', '*.me.io'])
      expect(asks(narrow, `a${narrow.slice(1)}`), narrow).toBe('accepted');
    expect(asks('*.github.io', 'a.github.io', { isPublicSuffix: (domain: string) => domain === 'github.io' })).toMatch(
      /too broad/,
    );
  });
});
