import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { lacksOpenssl, openssl } from '../testing/openssl.ts';
import { runCli } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';

/** A CA in a folder of its own. */
async function newCa(...flags: readonly string[]) {
  const folder = freshFolder();
  const dir = join(folder, 'ca');
  const path = (name: string) => join(folder, name);
  const made = await runJson(['ca', 'init', '--dir', dir, '--subject', 'CN=Test Root', ...flags]);
  expect(made.exitCode).toBe(0);
  const issue = (name: string, ...more: readonly string[]) =>
    runJson(['ca', 'issue', name, '--dir', dir, '-o', path(name), ...more]);
  return { dir, path, issue, root: join(dir, 'ca.pem') };
}

describe('ca init and ca issue', () => {
  test('the key of the CA is for its owner alone, and what it issues verifies', async () => {
    const { dir, path, issue, root } = await newCa();
    expect(statSync(join(dir, 'ca.key')).mode & 0o777).toBe(0o600);
    const { document } = await issue('a.test');
    expect(document.certificate).toMatchObject({ subject: 'CN=a.test', issuer: 'CN=Test Root' });
    expect(statSync(path('a.test.key')).mode & 0o777).toBe(0o600);
    for (const profile of ['web', 'rfc5280']) {
      const verify = ['cert', 'verify', path('a.test.pem'), '--ca', root, '--name', 'a.test', '--profile', profile];
      expect((await runCli(verify)).exitCode).toBe(0);
    }
    if (lacksOpenssl) return;
    expect(openssl('verify', '-x509_strict', '-CAfile', root, path('a.test.pem')).text).toMatch(/: OK/);
  });

  test('a CA below another one issues chains; requests are signed as well', async () => {
    const { dir, path, root } = await newCa();
    const sub = path('issuing');
    const init = ['ca', 'init', '--dir', sub, '--parent', dir, '--subject', 'CN=Issuing', '--path-length', '0'];
    expect((await runCli(init)).exitCode).toBe(0);
    await runCli(['cert', 'csr', 'b.test', '-o', path('b')]);
    const issued = await runJson(['ca', 'issue', '--dir', sub, '--csr', path('b.csr'), 'c.test']);
    expect(issued.document).toMatchObject({
      files: { certificate: path('b.pem') },
      certificate: { names: ['DNS:b.test', 'DNS:c.test'] },
    });
    expect((await runCli(['cert', 'verify', path('b.pem'), '--ca', root, '--name', 'c.test'])).exitCode).toBe(0);
    const list = await runJson(['ca', 'list', '--dir', dir]);
    expect(list.document.issued).toMatchObject([{ subject: 'CN=Issuing', status: 'good' }]);
  });

  test('issuing at the same time loses nothing', async () => {
    const { dir, issue } = await newCa();
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => issue(`${name}.test`)));
    expect((await runJson(['ca', 'list', '--dir', dir])).document.issued).toHaveLength(5);
  });

  test('a locked CA needs its password', async () => {
    const env = { HANDFAST_PASSWORD: 'secret' };
    const folder = freshFolder();
    const dir = join(folder, 'ca');
    await runCli(['ca', 'init', '--dir', dir, '--subject', 'CN=Locked'], { env });
    const issue = ['ca', 'issue', 'x.test', '--dir', dir, '-o', join(folder, 'x')];
    expect(await runCli(issue)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is encrypted') });
    expect((await runCli(issue, { env })).exitCode).toBe(0);
  });

  test('a root has a name without being asked for one, a CA below it has not', async () => {
    const dir = join(freshFolder(), 'root');
    expect((await runJson(['ca', 'init', dir])).document.certificate.subject).toBe('CN=Private Root CA');
    const below = await runCli(['ca', 'init', `${dir}-sub`, '--parent', dir]);
    expect(below).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('needs a name') });
  });

  test('a second CA in the same folder, no CA, and a damaged index are told', async () => {
    const { dir } = await newCa();
    const again = await runCli(['ca', 'init', '--dir', dir, '--subject', 'CN=Other']);
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is a CA in') });
    expect((await runCli(['ca', 'list', '--dir', '/nowhere'])).exitCode).toBe(7);
    writeFileSync(join(dir, 'index.json'), '{}');
    const damaged = await runCli(['ca', 'list', '--dir', dir]);
    expect(damaged).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('is damaged') });
  });
});

describe('ca revoke and ca crl', () => {
  const reasons = [
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

  test.each(reasons)(
    'RFC 5280 §5.3.1: a certificate revoked for %s is refused, and the CRL says why [J12]',
    async (reason) => {
      const { dir, path, issue, root } = await newCa();
      await issue('bad.test');
      await issue('good.test');
      await runCli(['ca', 'revoke', path('bad.test.pem'), '--dir', dir, '--reason', reason]);
      const { document } = await runJson(['ca', 'crl', '--dir', dir]);
      expect(document.crl).toMatchObject({ number: '01', delta: false, revoked: [{ reason }] });
      const verify = (name: string) =>
        runJson(['cert', 'verify', path(`${name}.pem`), '--ca', root, '--crl', join(dir, 'ca.crl')]);
      expect(await verify('good.test')).toMatchObject({ exitCode: 0, document: { accepted: true } });
      const refused = await verify('bad.test');
      expect(refused).toMatchObject({ exitCode: 1, document: { accepted: false, code: 'certificate_revoked' } });
      expect(refused.document.reason).toContain(reason);
      if (lacksOpenssl) return;
      const check = ['verify', '-crl_check', '-CAfile', root, '-CRLfile', join(dir, 'ca.crl')];
      expect(openssl(...check, path('good.test.pem')).text).toMatch(/: OK/);
      expect(openssl(...check, path('bad.test.pem')).text).toContain('certificate revoked');
    },
  );

  test('RFC 5280 §5.2.4: a hold is lifted with removeFromCRL, in a delta CRL first [J12] [J13]', async () => {
    const { dir, path, issue, root } = await newCa();
    const { document } = await issue('held.test');
    const serial: string = document.certificate.serialNumber;
    const [complete, delta] = [join(dir, 'ca.crl'), join(dir, 'delta.crl')];
    const verify = async (...crls: readonly string[]) => {
      const flags = crls.flatMap((crl) => ['--crl', crl]);
      return (await runJson(['cert', 'verify', path('held.test.pem'), '--ca', root, ...flags])).document;
    };
    await runCli(['ca', 'revoke', serial, '--dir', dir, '--reason', 'certificateHold']);
    await runCli(['ca', 'crl', '--dir', dir]);
    expect(await verify(complete)).toMatchObject({ accepted: false, code: 'certificate_revoked' });
    await runCli(['ca', 'revoke', serial.toUpperCase(), '--dir', dir, '--reason', 'removeFromCRL']);
    const made = await runJson(['ca', 'crl', '--dir', dir, '--delta']);
    expect(made.document.crl).toMatchObject({ delta: true, number: '02', revoked: [{ reason: 'removeFromCRL' }] });
    expect(await verify(complete, delta)).toMatchObject({ accepted: true });
    expect((await runJson(['ca', 'crl', '--dir', dir])).document.crl).toMatchObject({ number: '03', revoked: [] });
    expect(await verify(complete)).toMatchObject({ accepted: true });
  });

  test('what is revoked stays so; strangers and what was never held are told', async () => {
    const { dir, path, issue } = await newCa();
    await issue('x.test');
    const revoke = (...flags: readonly string[]) => runCli(['ca', 'revoke', '--dir', dir, ...flags]);
    expect((await revoke(path('x.test.pem'), '--reason', 'removeFromCRL')).stderr).toContain('is not on hold');
    expect((await revoke('00ff')).stderr).toContain('this CA has issued no 00ff');
    expect((await revoke(path('x.test.pem'), '--reason', 'keyCompromise')).exitCode).toBe(0);
    const again = await revoke(path('x.test.pem'), '--reason', 'superseded');
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is revoked since') });
    expect((await revoke('00ff', '--reason', 'whim')).exitCode).toBe(2);
    expect((await runCli(['ca', 'crl', '--dir', dir, '--delta'])).stderr).toContain('make one first');
  });

  test('RFC 5280 §5.1.2.5: a CRL that a client has kept counts until nextUpdate, and not a second longer [J13]', async () => {
    const { dir, path, root } = await newCa('--at', '2026-04-01');
    const at = ['--at', '2026-04-01'];
    await runCli(['ca', 'issue', 'x.test', '--dir', dir, '-o', path('x'), ...at]);
    await runCli(['ca', 'crl', '--dir', dir, '--days', '7', ...at]);
    const crl = join(dir, 'ca.crl');
    for (const [time, accepted, fault] of [
      ['2026-03-31T23:59:59Z', false, 'future'],
      ['2026-04-01T00:00:00Z', true, undefined],
      ['2026-04-08T00:00:00Z', true, undefined],
      ['2026-04-08T00:00:01Z', false, 'outdated'],
    ] as const) {
      const verified = await runJson(['crl', 'verify', crl, '--ca', root, '--at', time]);
      expect(verified).toMatchObject({ exitCode: accepted ? 0 : 1, document: { accepted } });
      expect(verified.document.reasons[0]?.code).toBe(fault);
      if (time < '2026-04-01') continue;
      const used = await runJson(['cert', 'verify', path('x.pem'), '--ca', root, '--crl', crl, '--at', time]);
      expect(used.document.accepted).toBe(accepted);
      if (!accepted) expect(used.document.code).toBe('revocation_unknown');
    }
  });

  test('RFC 5280 §3.3: what has expired leaves the list, after it has been on one more [J13]', async () => {
    const { dir, path } = await newCa('--at', '2026-04-01');
    const issue = ['ca', 'issue', 'x.test', '--dir', dir, '-o', path('x'), '--days', '10', '--at', '2026-04-01'];
    await runCli(issue);
    await runCli(['ca', 'revoke', path('x.pem'), '--dir', dir, '--at', '2026-04-02']);
    const entries = async (at: string) =>
      (await runJson(['ca', 'crl', '--dir', dir, '--at', at])).document.crl.revoked.length;
    expect(await entries('2026-04-03')).toBe(1);
    expect(await entries('2026-04-20')).toBe(1);
    expect(await entries('2026-04-21')).toBe(0);
  });

  test('a CRL with another issuer, or with one bit changed, does not count', async () => {
    const [ours, theirs] = [await newCa(), await newCa()];
    const made = await runJson(['ca', 'crl', '--dir', ours.dir, '--der']);
    const crl: string = made.document.files.crl;
    expect((await runCli(['crl', 'verify', crl, '--ca', ours.root])).exitCode).toBe(0);
    // Both are called Test Root: the signature alone tells them apart.
    expect((await runJson(['crl', 'verify', crl, '--ca', theirs.root])).document.reasons[0].code).toBe('signature');
    const der = readFileSync(crl);
    der[der.length - 1] = (der.at(-1) as number) ^ 1;
    writeFileSync(crl, der);
    expect((await runJson(['crl', 'verify', crl, '--ca', ours.root])).document.reasons[0].code).toBe('signature');
  });

  test.skipIf(lacksOpenssl)('OpenSSL reads our CRLs', async () => {
    const { dir, path, issue } = await newCa();
    await issue('x.test');
    const lost = ['--reason', 'keyCompromise', '--invalidity-date', '2026-01-02'];
    await runCli(['ca', 'revoke', path('x.test.pem'), '--dir', dir, ...lost]);
    await runCli(['ca', 'crl', '--dir', dir]);
    const { text } = openssl('crl', '-in', join(dir, 'ca.crl'), '-noout', '-text', '-CAfile', join(dir, 'ca.pem'));
    expect(text).toContain('verify OK');
    expect(text).toMatch(/X509v3 CRL Number:\s+1\s/);
    expect(text).toMatch(/Key Compromise[\s\S]*Invalidity Date:\s+Jan {2}2/);
    const shown = await runCli(['crl', 'show', join(dir, 'ca.crl')]);
    expect(shown.stdout).toContain('keyCompromise');
    const traced = await runCli(['crl', 'show', join(dir, 'ca.crl'), '--trace']);
    expect(traced.stdout).toContain('revokedCertificates');
  });
});
