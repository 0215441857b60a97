import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { lacksOpenssl, openssl } from '../testing/openssl.ts';
import { runCli } from '../testing/run-cli.ts';
import { type Document, runJson } from '../testing/run-json.ts';

/** A certificate with a subject that has an address. */
async function example() {
  const folder = freshFolder();
  const path = (name: string) => join(folder, name);
  const subject = 'CN=example.test,OU=Web,O=Example,STREET=Main Street 1,L=Berlin,C=DE,emailAddress=ca@example.test';
  const flags = ['--subject', subject, '--at', '2026-04-01', '--usage', 'serverAuth', '--must-staple'];
  await runCli(['cert', 'new', 'example.test', '127.0.0.1', ...flags, '-o', path('x')]);
  return path;
}

test('RFC 5280 §4.1: every field of a certificate, for people [J01]', async () => {
  const path = await example();
  const { exitCode, stdout } = await runCli(['cert', 'show', path('x.pem'), '--at', '2026-04-11']);
  expect(exitCode).toBe(0);
  for (const row of [
    /^ {2}version {4}3$/m,
    /^ {2}serial {5}[0-9a-f]{32}$/m,
    /^ {2}signed by {2}ecdsaWithSHA256 \(1\.2\.840\.10045\.4\.3\.2\)$/m,
    /^ {2}issuer {5}.*CN=example\.test/m,
    /^ {2}not before 2026-04-01T00:00:00Z$/m,
    /^ {2}not after {2}2027-05-03T00:00:00Z, 387 days left$/m,
    /^ {2}subject {4}CN=example\.test,OU=Web,O=Example,STREET=Main Street 1,L=Berlin,C=DE,emailAddress=ca@example\.test$/m,
    /^ {2}key {8}EC secp256r1\n {13}04[0-9a-f]{62}\n/m,
    /^ {2}keyUsage, critical\n {13}digitalSignature$/m,
    /^ {2}extKeyUsage\n {13}serverAuth \(1\.3\.6\.1\.5\.5\.7\.3\.1\)$/m,
    /^ {2}basicConstraints, critical\n {13}CA=FALSE$/m,
    /^ {2}subjectAltName\n {13}DNS:example\.test\n {13}IP:127\.0\.0\.1$/m,
    /^ {2}tlsFeature\n {13}status_request \(5\): must staple$/m,
    /^ {2}signature {2}[0-9a-f]{64}$/m,
    /^ {2}SHA-256 {4}[0-9a-f]{64}$/m,
  ]) {
    expect(stdout).toMatch(row);
  }
  expect((await runCli(['cert', 'show', path('x.pem'), '--at', '2030-01-01'])).stdout).toContain('FAIL expired');
});

test('RFC 5280 §4.1: every field of a certificate, for machines, with the PEM inside [J01]', async () => {
  const path = await example();
  const { document } = await runJson(['cert', 'show', path('x.pem'), '--at', '2026-04-11']);
  const [shown] = document.objects;
  expect(shown).toMatchObject({
    kind: 'certificate',
    version: 3,
    serialNumber: expect.stringMatching(/^[0-9a-f]{32}$/),
    signatureAlgorithm: { oid: '1.2.840.10045.4.3.2', name: 'ecdsaWithSHA256' },
    issuer: expect.stringContaining('CN=example.test'),
    notBefore: '2026-04-01T00:00:00Z',
    notAfter: '2027-05-03T00:00:00Z',
    daysLeft: 387,
    key: 'EC secp256r1',
    publicKey: { algorithm: { name: 'ecPublicKey' }, hex: expect.stringMatching(/^04[0-9a-f]{128}$/) },
    subjectAttributes: expect.arrayContaining([
      { oid: '2.5.4.9', name: 'streetAddress', string: 'utf8String', value: 'Main Street 1' },
      { oid: '1.2.840.113549.1.9.1', name: 'emailAddress', string: 'ia5String', value: 'ca@example.test' },
    ]),
    authority: false,
    extendedValidation: false,
    signature: expect.stringMatching(/^30[0-9a-f]+$/),
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const values = Object.fromEntries(shown.extensions.map(({ name, value }: Document) => [name, value]));
  expect(values).toMatchObject({
    basicConstraints: { cA: false },
    keyUsage: ['digitalSignature'],
    extKeyUsage: [{ oid: '1.3.6.1.5.5.7.3.1', name: 'serverAuth' }],
    subjectAltName: ['DNS:example.test', 'IP:127.0.0.1'],
    tlsFeature: [5],
  });
  writeFileSync(path('again.pem'), shown.pem);
  expect((await runJson(['cert', 'show', path('again.pem')])).document.objects[0].fingerprint).toBe(shown.fingerprint);
});

test('--trace says of every byte what it is, the signed part apart from the signature [J02]', async () => {
  const path = await example();
  const { document } = await runJson(['cert', 'show', path('x.pem'), '--trace']);
  const [{ fields, pem }] = document.objects;
  const der = Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64');
  expect(Buffer.from(fields.map(({ hex }: Document) => hex).join(''), 'hex').equals(der)).toBe(true);
  const paths: readonly string[] = fields.map(({ path: place }: Document) => place);
  expect(paths.some((place) => place.startsWith('Certificate.tbsCertificate.validity'))).toBe(true);
  expect(paths.some((place) => place.startsWith('Certificate.signature'))).toBe(true);
  const told = await runCli(['cert', 'show', path('x.pem'), '--trace']);
  expect(told.stdout).toMatch(/0000 {2}30 +identifier {2}SEQUENCE/);
  expect(told.stdout).toContain('2026-04-01T00:00:00.000Z');
});

test('all that is in a file is shown, and a bundle of a hundred roots as well', async () => {
  const path = await example();
  writeFileSync(path('roots.pem'), rootCertificates.join('\n'));
  const { document } = await runJson(['cert', 'show', path('x.key'), path('roots.pem')]);
  expect(document.objects).toHaveLength(1 + rootCertificates.length);
  expect((await runCli(['cert', 'show', path('roots.pem')])).exitCode).toBe(0);
});

test('what is malformed ends it with exit code 7; --trace shows how far it can be read', async () => {
  const path = await example();
  const { document } = await runJson(['cert', 'show', path('x.pem')]);
  const lines: readonly string[] = document.objects[0].pem.trim().split('\n');
  writeFileSync(path('short.pem'), [...lines.slice(0, 3), lines.at(-1)].join('\n'));
  expect(await runCli(['cert', 'show', path('short.pem')])).toMatchObject({
    exitCode: 7,
    stderr: expect.stringMatching(/short\.pem is malformed: .*: add --trace/),
  });
  const traced = await runCli(['cert', 'show', path('short.pem'), '--trace']);
  expect(traced).toMatchObject({ exitCode: 7, stdout: expect.stringContaining('not decoded') });
  const asJson = await runJson(['cert', 'show', path('short.pem'), '--trace']);
  expect(asJson).toMatchObject({ exitCode: 7, document: { objects: [{ error: { code: 'bad_der' } }] } });
  expect((await runCli(['cert', 'show', '/nowhere'])).exitCode).toBe(7);
  writeFileSync(path('text'), 'hello');
  expect((await runCli(['cert', 'show', path('text')])).stderr).toContain('there is no PEM or DER in');
});

test.skipIf(lacksOpenssl)('certificates of OpenSSL with every extension it knows are shown', async () => {
  const folder = freshFolder();
  const path = (name: string) => join(folder, name);
  writeFileSync(
    path('config'),
    [
      '[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no',
      '[dn]\nCN=All\n[v3]',
      'subjectAltName=DNS:a.test,IP:::1,email:a@a.test,URI:http://a.test,RID:1.2.3,dirName:dir,otherName:1.2.3.4;UTF8:x',
      'nameConstraints=permitted;DNS:a.test,excluded;IP:10.0.0.0/255.0.0.0',
      'certificatePolicies=2.23.140.1.1,1.2.3.4',
      'policyConstraints=requireExplicitPolicy:1',
      'inhibitAnyPolicy=2',
      'authorityInfoAccess=OCSP;URI:http://o.test,caIssuers;URI:http://i.test',
      'crlDistributionPoints=URI:http://c.test/a.crl',
      'tlsfeature=status_request',
      '1.3.6.1.4.1.32473.7=ASN1:UTF8String:unknown',
      '[dir]\nO=Directory',
    ].join('\n'),
  );
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-config', path('config')];
  expect(openssl('req', ...made, '-keyout', path('k'), '-out', path('all.pem')).isFine).toBe(true);
  const { stdout, exitCode } = await runCli(['cert', 'show', path('all.pem')]);
  expect(exitCode).toBe(0);
  for (const text of [
    'IP:::1',
    'email:a@a.test',
    'registered ID:1.2.3',
    'directory:O=Directory',
    'other name:1.2.3.4=#',
    'permitted DNS:a.test',
    'excluded IP:#0a000000ff000000',
    'extendedValidation (2.23.140.1.1)',
    'validation extended (EV)',
    '{"requireExplicitPolicy":1}',
    'ocsp (1.3.6.1.5.5.7.48.1) URI:http://o.test',
    'URI:http://c.test/a.crl',
    'must staple',
    '1.3.6.1.4.1.32473.7',
  ]) {
    expect(stdout).toContain(text);
  }
});
