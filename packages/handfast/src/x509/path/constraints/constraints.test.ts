import { describe, expect, test } from 'vitest';
import { oid } from '../../../asn1/object-names.ts';
import type { NameConstraints } from '../../extensions/types.ts';
import type { GeneralName } from '../../general-name.ts';
import { parseIpAddress } from '../../ip-address.ts';
import { nameOf } from '../../name.ts';
import { TrustAnchors } from '../anchors.ts';
import { commonName, makeAuthority, makeCertificate, makeLeaf } from '../testing/certificates.ts';
import { outcome, processorTime } from '../testing/verify.ts';
import { constraintViolation, malformedConstraint } from './constraints.ts';

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
const email = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const directory = (...parts: string[]): GeneralName => ({
  kind: 'directoryName',
  value: nameOf(parts.map((part) => commonName(part).rdnSequence[0] ?? [])),
});
const ip = (text: string): GeneralName => ({ kind: 'iPAddress', value: parseIpAddress(text) as Uint8Array });
const range = (text: string): GeneralName => {
  const [address, mask] = text.split('/').map((part) => [...(parseIpAddress(part) as Uint8Array)]) as [
    number[],
    number[],
  ];
  return { kind: 'iPAddress', value: Uint8Array.from([...address, ...mask]) };
};

const subtrees = (...bases: GeneralName[]) => bases.map((base) => ({ base, minimum: 0 }));
const permit = (...bases: GeneralName[]): NameConstraints => ({ permittedSubtrees: subtrees(...bases) });
const exclude = (...bases: GeneralName[]): NameConstraints => ({ excludedSubtrees: subtrees(...bases) });

/** Whether a certificate with this name alone passes. */
function passes(name: GeneralName, ...constraints: NameConstraints[]): boolean {
  const certificate = makeCertificate({ subject: '', issuer: 'CA', names: [name] });
  return constraintViolation(certificate, constraints, () => {}) === undefined;
}

const inside = (base: GeneralName, name: GeneralName): boolean => {
  const permitted = passes(name, permit(base));
  // Whatever is inside is excluded as well; wildcards alone may be excluded without being inside.
  if (permitted) expect(passes(name, exclude(base))).toBe(false);
  return permitted;
};

describe('RFC 5280 §4.2.1.10: dNSName', () => {
  test('RFC 5280 §4.2.1.10: a domain and everything below it, by whole labels', () => {
    expect(inside(dns('example.com'), dns('example.com'))).toBe(true);
    expect(inside(dns('example.com'), dns('A.B.Example.COM'))).toBe(true);
    expect(inside(dns('example.com'), dns('notexample.com'))).toBe(false);
    expect(inside(dns('example.com'), dns('com'))).toBe(false);
    expect(inside(dns(''), dns('anything.example'))).toBe(true);
  });

  test('CVE-2025-61727: a wildcard is inside when all it stands for is, and excluded when any of it is', () => {
    expect(inside(dns('example.com'), dns('*.example.com'))).toBe(true);
    expect(inside(dns('foo.example.com'), dns('*.example.com'))).toBe(false);
    expect(passes(dns('*.example.com'), exclude(dns('foo.example.com')))).toBe(false);
    expect(passes(dns('*.example.com'), exclude(dns('a.foo.example.com')))).toBe(true);
    expect(passes(dns('*.example.com'), exclude(dns('foo.example.org')))).toBe(true);
  });

  test('RFC 5280 §4.2.1.6: a malformed name is inside nothing and passes no exclusion', () => {
    expect(passes(dns('a_b.example.com'), permit(dns('example.com')))).toBe(false);
    expect(passes(dns('a_b.example.com'), exclude(dns('example.org')))).toBe(false);
    expect(passes(dns('bank.example\0.example.com'), permit(dns('example.com')))).toBe(false);
  });
});

describe('RFC 5280 §4.2.1.10: iPAddress', () => {
  test('RFC 4632 §3.1: addresses under a mask, of the same family', () => {
    expect(inside(range('192.0.2.0/255.255.255.0'), ip('192.0.2.77'))).toBe(true);
    expect(inside(range('192.0.2.0/255.255.255.0'), ip('192.0.3.1'))).toBe(false);
    expect(inside(range('192.0.2.0/255.255.255.0'), ip('::ffff:192.0.2.1'))).toBe(false);
    expect(inside(range('2001:db8::/ffff:ffff::'), ip('2001:db8:1::1'))).toBe(true);
    expect(inside(range('0.0.0.0/0.0.0.0'), ip('8.8.8.8'))).toBe(true);
  });

  test('RFC 5280 §4.2.1.10: masks are contiguous and as long as the address', () => {
    for (const good of ['10.0.0.0/255.0.0.0', '10.0.0.0/255.255.254.0', '10.0.0.1/255.255.255.255', '::/::'])
      expect(malformedConstraint(permit(range(good))), good).toBeUndefined();
    for (const bad of ['10.0.0.0/255.0.255.0', '10.0.0.0/0.255.0.0', '10.0.0.0/255.255.253.0'])
      expect(malformedConstraint(permit(range(bad))), bad).toMatch(/malformed/);
    expect(malformedConstraint(permit(ip('10.0.0.0')))).toBe('with a malformed iPAddress 10.0.0.0');
  });
});

describe('RFC 5280 §4.2.1.10: rfc822Name', () => {
  test('RFC 5280 §4.2.1.10: a mailbox, a host, the hosts below a domain', () => {
    expect(inside(email('a@example.com'), email('a@Example.COM'))).toBe(true);
    expect(inside(email('a@example.com'), email('A@example.com'))).toBe(false);
    expect(inside(email('example.com'), email('anyone@example.com'))).toBe(true);
    expect(inside(email('example.com'), email('anyone@mail.example.com'))).toBe(false);
    expect(inside(email('.example.com'), email('anyone@mail.example.com'))).toBe(true);
    expect(inside(email('.example.com'), email('anyone@example.com'))).toBe(false);
  });

  test('RFC 5321 §4.1.2: a quoted local part is the same mailbox; an asterisk is a letter like any other', () => {
    expect(inside(email('a.b@example.com'), email('"a.b"@example.com'))).toBe(true);
    expect(inside(email('"a@b"@example.com'), email('"a\\@b"@example.com'))).toBe(true);
    expect(inside(email('*@example.com'), email('a@example.com'))).toBe(false);
    for (const bad of [
      'a@b@example.com',
      '@example.com',
      'a@',
      'a..b@example.com',
      'a b@example.com',
      'a@ex_ample.com',
      'a@*.example.com',
    ]) {
      expect(passes(email(bad), permit(email('example.com'))), bad).toBe(false);
      expect(passes(email(bad), exclude(email('example.org'))), bad).toBe(false);
    }
  });

  test('RFC 5280 §4.2.1.10: an e-mail address in the subject is constrained as well', () => {
    const subject = nameOf([[{ type: oid.emailAddress, value: { kind: 'ia5String', value: 'a@evil.example' } }]]);
    const certificate = makeCertificate({ subject, issuer: 'CA' });
    expect(constraintViolation(certificate, [permit(email('example.com'))], () => {})).toMatch(
      /rfc822Name a@evil.example, which is not among/,
    );
  });
});

describe('RFC 5280 §4.2.1.10: other forms', () => {
  test('RFC 5280 §4.2.1.10: the host of a URI, exactly or below a domain', () => {
    expect(inside(uri('example.com'), uri('https://user@example.com:8443/path?a@evil.example'))).toBe(true);
    expect(inside(uri('example.com'), uri('https://www.example.com/'))).toBe(false);
    expect(inside(uri('.example.com'), uri('https://www.example.com/'))).toBe(true);
    expect(inside(uri('.example.com'), uri('https://example.com/'))).toBe(false);
    for (const bad of ['urn:isbn:0451450523', 'https://192.0.2.1/', 'https:///path', 'https://[::1]/'])
      expect(passes(uri(bad), exclude(uri('example.org'))), bad).toBe(false);
  });

  test('RFC 5280 §7.1: a directory name and everything below it, without regard to case and white space', () => {
    expect(inside(directory('Example'), directory('EXAMPLE', 'somebody'))).toBe(true);
    expect(inside(directory('Example  Corp'), directory(' example corp'))).toBe(true);
    expect(inside(directory('Example', 'Unit'), directory('Example'))).toBe(false);
    expect(inside(directory('Example'), directory('Other', 'Example'))).toBe(false);
  });

  test('RFC 5280 §4.2.1.10: a form that is not understood refuses names of its kind and no others', () => {
    const other: GeneralName = { kind: 'registeredID', value: '1.2.3' };
    expect(passes(other, exclude({ kind: 'registeredID', value: '1.2.4' }))).toBe(false);
    expect(passes(dns('example.com'), exclude(other))).toBe(true);
  });

  test('RFC 5280 §4.2.1.10: minimum and maximum are not used', () => {
    expect(malformedConstraint({ permittedSubtrees: [{ base: dns('a.example'), minimum: 1 }] })).toMatch(/minimum/);
    expect(malformedConstraint({ permittedSubtrees: [{ base: dns('a.example'), minimum: 0, maximum: 3 }] })).toMatch(
      /maximum/,
    );
    for (const bad of [dns('.example.com'), dns('*.example.com'), email('a@b@c'), uri('https://example.com')])
      expect(malformedConstraint(permit(bad)), bad.kind).toMatch(/malformed/);
    for (const bad of [email('..example.com'), email('*.example.com'), uri('..example.com'), uri('*.example.com')])
      expect(malformedConstraint(permit(bad)), bad.kind).toMatch(/malformed/);
    for (const good of [
      dns('example.com'),
      email('a@example.com'),
      email('example.com'),
      email('.example.com'),
      uri('example.com'),
      uri('.example.com'),
    ])
      expect(malformedConstraint(permit(good)), good.kind).toBeUndefined();
  });
});

describe('RFC 5280 §6.1.3 (b), (c): along a path', () => {
  const constrained = (constraints: NameConstraints, more = {}) => ({
    extensions: { nameConstraints: constraints },
    ...more,
  });

  test('RFC 5280 §6.1.4 (g): constraints of several CAs hold together', () => {
    const chain = (inner: NameConstraints, outer: NameConstraints) => [
      makeLeaf('B'),
      makeAuthority('B', 'A', constrained(inner)),
      makeAuthority('A', 'Root', constrained(outer)),
      makeAuthority('Root'),
    ];
    expect(outcome(chain(permit(dns('example.com')), permit(dns('com'))))).toBe('accepted');
    expect(outcome(chain(permit(dns('example.com')), permit(dns('org'))))).toMatch(
      /dNSName example.com, which is not among the permitted dNSName org/,
    );
    expect(outcome(chain(permit(dns('com')), exclude(dns('example.com'))))).toMatch(/excluded by dNSName example.com/);
  });

  test('RFC 5280 §6.1.3 (b): intermediates are constrained, self-issued ones are not, a self-issued leaf is', () => {
    const root = makeAuthority('Root', 'Root', constrained(permit(directory('A'))));
    const nameless = (issuer: string) => makeCertificate({ subject: '', issuer, names: [dns('example.com')] });
    expect(outcome([nameless('B'), makeAuthority('B', 'Root'), root])).toMatch(
      /intermediate 1 \(CN=B\) has directoryName CN=B/,
    );
    const selfIssued = makeAuthority('A', 'A', { key: 'new', signedBy: 'A', names: [dns('a.example')] });
    const ca = makeAuthority('A', 'Root', constrained(exclude(dns('a.example'))));
    expect(outcome([makeCertificate({ subject: '', issuer: 'A', signedBy: 'new' }), selfIssued, ca, root])).toBe(
      'accepted',
    );
    expect(
      outcome([
        makeCertificate({ subject: 'A', issuer: 'A', key: 'end', signedBy: 'A', names: [dns('a.example')] }),
        ca,
        root,
      ]),
    ).toMatch(/excluded by/);
  });

  test('RFC 5937 §3: constraints on a bare name and key hold too', () => {
    const root = makeAuthority('Root');
    const anchor = {
      subject: root.subject,
      subjectPublicKeyInfo: root.subjectPublicKeyInfo,
      nameConstraints: permit(dns('example.org')),
    };
    const anchors = new TrustAnchors([anchor]);
    expect(outcome([makeLeaf('Root'), root], { anchors })).toMatch(/not among the permitted dNSName example.org/);
  });

  test('path_budget_exceeded: thousands of names against thousands of constraints', () => {
    const many = Array.from({ length: 2000 }, (_, i) => dns(`n${i}.example`));
    const chain = [
      makeLeaf('Root', { names: many }),
      makeAuthority('Root', 'Root', constrained(exclude(...many.map(({ value }) => dns(`x.${String(value)}`))))),
    ];
    expect(outcome(chain)).toMatch(
      /^path_budget_exceeded: .* it takes more than 250000 comparisons with name constraints$/,
    );
    expect(processorTime(() => outcome(chain))).toBeLessThan(200);
  });
});
