import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { lacksOpenssl, openssl } from '../testing/openssl.ts';
import { runCli } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';

const mode = (path: string): number => statSync(path).mode & 0o777;

describe('cert new', () => {
  test('makes a self-signed certificate and a key for its owner alone', async () => {
    const base = join(freshFolder(), 'site');
    const { exitCode, document } = await runJson(['cert', 'new', 'example.test', '127.0.0.1', '-o', base]);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      schema: 'urn:handfast:cert-new:1.0.0',
      complete: true,
      files: { certificate: `${base}.pem`, key: `${base}.key` },
      certificate: { subject: 'CN=example.test', names: ['DNS:example.test', 'IP:127.0.0.1'] },
    });
    expect(mode(`${base}.key`)).toBe(0o600);
    const verified = await runCli(['cert', 'verify', `${base}.pem`, '--ca', `${base}.pem`, '--name', 'example.test']);
    // RFC 5280 §6.1.1 (d): an anchor is a CA, and this certificate says that it is none.
    expect(verified).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('basicConstraints says CA=FALSE') });
  });

  test.each(['p256', 'p384', 'p521', 'rsa2048', 'rsa-pss2048', 'ed25519', 'ed448', 'ml-dsa-65'])(
    'makes a root with a key of type %s that signs a request',
    async (type) => {
      const folder = freshFolder();
      const [root, leaf] = [join(folder, 'root'), join(folder, 'leaf')];
      const subject = ['--authority', '--subject', 'CN=Test Root,O=Example\\, Inc.'];
      expect((await runCli(['cert', 'new', ...subject, '--key-type', type, '-o', root])).exitCode).toBe(0);
      expect((await runCli(['cert', 'csr', 'example.test', '--key-type', type, '-o', leaf])).exitCode).toBe(0);
      const signed = await runJson(['cert', 'sign', `${leaf}.csr`, '--ca', `${root}.pem`, '--ca-key', `${root}.key`]);
      expect(signed.document.certificate.issuer).toBe('CN=Test Root,O=Example\\, Inc.');
      const verify = ['cert', 'verify', `${leaf}.pem`, '--ca', `${root}.pem`, '--name', 'example.test'];
      const verified = await runCli([...verify, '--profile', 'rfc5280']);
      expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^OK {2}accepted/) });
      if (lacksOpenssl || type.startsWith('ml-dsa')) return;
      expect(openssl('verify', '-x509_strict', '-CAfile', `${root}.pem`, `${leaf}.pem`).text).toMatch(/: OK/);
    },
  );

  test('RFC 5280 §4.2.1.10: --permit and --exclude become name constraints that verification holds to', async () => {
    const folder = freshFolder();
    const root = join(folder, 'root');
    const limits = ['--permit', 'example.test', '--permit', '10.0.0.0/12', '--exclude', 'bad.example.test'];
    await runCli(['cert', 'new', '--authority', '--subject', 'CN=Limited', ...limits, '-o', root]);
    const { stdout } = await runCli(['cert', 'show', `${root}.pem`]);
    expect(stdout).toContain('permitted DNS:example.test');
    expect(stdout).toContain('IP:#0a000000fff00000');
    for (const [name, exitCode] of [
      ['www.example.test', 0],
      ['10.1.2.3', 0],
      ['10.16.0.1', 1],
      ['www.bad.example.test', 1],
      ['example.org', 1],
    ] as const) {
      const leaf = join(folder, name);
      await runCli(['cert', 'csr', name, '-o', leaf]);
      await runCli(['cert', 'sign', `${leaf}.csr`, '--ca', `${root}.pem`, '--ca-key', `${root}.key`]);
      expect((await runCli(['cert', 'verify', `${leaf}.pem`, '--ca', `${root}.pem`])).exitCode, name).toBe(exitCode);
    }
  });

  test('--at and SOURCE_DATE_EPOCH decide when it begins', async () => {
    const folder = freshFolder();
    const at = ['--at', '2026-04-01', '-o', join(folder, 'a')];
    expect((await runJson(['cert', 'new', 'a.test', ...at])).document.certificate).toMatchObject({
      notBefore: '2026-04-01T00:00:00Z',
      notAfter: '2027-05-03T00:00:00Z',
    });
    const env = { SOURCE_DATE_EPOCH: '1700000000' };
    const { document } = await runJson(['cert', 'new', 'b.test', '-o', join(folder, 'b')], { env });
    expect(document.certificate.notBefore).toBe('2023-11-14T22:13:20Z');
  });

  test('keys are never printed without --show-secrets, and nothing is overwritten without --force', async () => {
    const base = join(freshFolder(), 'x');
    const first = await runCli(['cert', 'new', 'x.test', '-o', base]);
    expect(first.stdout).not.toContain('PRIVATE');
    const before = readFileSync(`${base}.key`, 'utf8');
    const refused = await runCli(['cert', 'new', 'x.test', '-o', base]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('exists already') });
    expect(readFileSync(`${base}.key`, 'utf8')).toBe(before);
    chmodSync(`${base}.key`, 0o644);
    const forced = await runCli(['cert', 'new', 'x.test', '-o', base, '--force', '--show-secrets']);
    expect(forced.stdout).toContain(readFileSync(`${base}.key`, 'utf8').trim());
    expect(mode(`${base}.key`)).toBe(0o600);
    const { document } = await runJson(['cert', 'show', `${base}.key`]);
    expect(document.objects).toEqual([
      { file: `${base}.key`, kind: 'private-key', encrypted: false, algorithm: expect.anything() },
    ]);
    expect((await runCli(['cert', 'show', `${base}.key`, '--show-secrets'])).stdout).toContain('BEGIN PRIVATE KEY');
  });

  test('half a pair is not left behind', async () => {
    const base = join(freshFolder(), 'x');
    writeFileSync(`${base}.key`, 'mine');
    expect((await runCli(['cert', 'new', 'x.test', '-o', base])).exitCode).toBe(2);
    expect(existsSync(`${base}.pem`)).toBe(false);
    expect(readFileSync(`${base}.key`, 'utf8')).toBe('mine');
  });

  test('RFC 5958 §3: keys under a password are of use with it alone', async () => {
    const folder = freshFolder();
    const [base, password] = [join(folder, 'ca'), join(folder, 'password')];
    writeFileSync(password, 'correct horse\n');
    const made = ['cert', 'new', '--authority', '--subject', 'CN=CA', '-o', base, '--password-file', password];
    expect((await runCli(made)).exitCode).toBe(0);
    expect(readFileSync(`${base}.key`, 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const leaf = join(folder, 'leaf');
    await runCli(['cert', 'csr', 'leaf.test', '-o', leaf]);
    const sign = ['cert', 'sign', `${leaf}.csr`, '--ca', `${base}.pem`, '--ca-key', `${base}.key`];
    expect(await runCli(sign)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is encrypted') });
    expect((await runCli(sign, { env: { HANDFAST_PASSWORD: 'wrong' } })).exitCode).toBe(7);
    expect((await runCli(sign, { env: { HANDFAST_PASSWORD: 'correct horse' } })).exitCode).toBe(0);
    if (lacksOpenssl) return;
    expect(openssl('pkey', '-in', `${base}.key`, '-passin', `file:${password}`, '-noout').isFine).toBe(true);
  });
});

describe('cert csr and cert sign', () => {
  test.skipIf(lacksOpenssl)('OpenSSL reads our requests, and we sign those of OpenSSL with its own CA', async () => {
    const folder = freshFolder();
    const path = (name: string) => join(folder, name);
    await runCli(['cert', 'csr', 'a.example', 'b.example', '-o', path('ours')]);
    expect(openssl('req', '-in', path('ours.csr'), '-verify', '-noout', '-text').text).toMatch(/DNS:a\.example, DNS:b/);
    const root = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=OpenSSL Root', '-days', '30'];
    expect(openssl('req', ...root, '-keyout', path('root.key'), '-out', path('root.pem')).isFine).toBe(true);
    const theirs = [
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=c.example',
      '-addext',
      'subjectAltName=DNS:c.example',
    ];
    expect(openssl('req', ...theirs, '-keyout', path('c.key'), '-out', path('c.csr')).isFine).toBe(true);
    for (const [request, name] of [
      ['ours.csr', 'a.example'],
      ['c.csr', 'c.example'],
    ] as const) {
      const out = path(`signed-${name}`);
      const sign = ['--ca', path('root.pem'), '--ca-key', path('root.key'), '-o', out, '--days', '10'];
      expect((await runCli(['cert', 'sign', path(request), ...sign])).exitCode).toBe(0);
      const verify = ['verify', '-verify_hostname', name, '-CAfile', path('root.pem'), `${out}.pem`];
      expect(openssl(...verify).text).toMatch(/: OK/);
      expect((await runCli(['cert', 'verify', `${out}.pem`, '--ca', path('root.pem'), '--name', name])).exitCode).toBe(
        0,
      );
    }
  });

  test('RFC 2986 §3: a request that is not signed with its key is refused', async () => {
    const base = join(freshFolder(), 'r');
    await runCli(['cert', 'new', '--authority', '--subject', 'CN=CA', '-o', `${base}-ca`]);
    await runCli(['cert', 'csr', 'r.test', '-o', base]);
    const lines = readFileSync(`${base}.csr`, 'utf8').trim().split('\n');
    const der = Buffer.from(lines.slice(1, -1).join(''), 'base64');
    const at = der.indexOf('r.test');
    der[at] = 'q'.charCodeAt(0);
    writeFileSync(`${base}-changed.csr`, der);
    const sign = ['cert', 'sign', `${base}-changed.csr`, '--ca', `${base}-ca.pem`, '--ca-key', `${base}-ca.key`];
    const { exitCode, stderr } = await runCli(sign);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is not signed with the key that it is for');
    const shown = await runJson(['cert', 'show', `${base}-changed.csr`]);
    expect(shown.document.objects[0]).toMatchObject({ kind: 'request', signatureValid: false });
  });

  test('an intermediate signs in its turn, and its file brings the chain along', async () => {
    const folder = freshFolder();
    const path = (name: string) => join(folder, name);
    await runCli(['cert', 'new', '--authority', '--subject', 'CN=Root', '-o', path('root')]);
    await runCli(['cert', 'csr', '--subject', 'CN=Middle', '-o', path('middle')]);
    const byRoot = ['--ca', path('root.pem'), '--ca-key', path('root.key'), '--authority', '--path-length', '0'];
    expect((await runCli(['cert', 'sign', path('middle.csr'), ...byRoot])).exitCode).toBe(0);
    await runCli(['cert', 'csr', 'leaf.test', '-o', path('leaf')]);
    const byMiddle = ['--ca', path('middle.pem'), '--ca-key', path('middle.key')];
    expect((await runCli(['cert', 'sign', path('leaf.csr'), ...byMiddle])).exitCode).toBe(0);
    const { document } = await runJson(['cert', 'verify', path('leaf.pem'), '--ca', path('root.pem')]);
    expect(document.path.map(({ subject }: { subject: string }) => subject)).toEqual([
      'CN=leaf.test',
      'CN=Middle',
      'CN=Root',
    ]);
  });

  test.each([
    [['cert', 'new'], 'there is nothing to certify'],
    [['cert', 'new', 'not a name'], 'is not a name to certify'],
    [['cert', 'new', 'a.test', '--subject', 'CN'], 'is not part of a distinguished name'],
    [['cert', 'new', 'a.test', '--subject', 'CN=a,CN=b'], 'the name has two CN'],
    [['cert', 'new', 'a.test', '--permit', 'a.test'], 'are for CAs: add --authority'],
    [['cert', 'new', 'a.test', '--usage', 'serving'], 'There is no purpose serving'],
    [['cert', 'new', 'a.test', '--key-type', 'rsa512'], 'Allowed choices are p256'],
    [['cert', 'new', 'a.test', '--at', 'soon'], '--at "soon" is not a time'],
    [['cert', 'new', '--authority', '--subject', 'CN=a', '--permit', '10.0.0.0/33'], 'is not a network'],
    [['cert'], 'Usage: handfast cert'],
  ])('wrong usage %j is told and ends with exit code 2', async (args, told) => {
    const { exitCode, stderr } = await runCli(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(told) });
  });
});

describe('cert renew', () => {
  test('RFC 5280 §4.2.1.6: a name is added by issuing again, for the same key and from now on [J10]', async () => {
    const folder = freshFolder();
    const path = (name: string) => join(folder, name);
    const names = Array.from({ length: 100 }, (_, number) => `n${number}.test`);
    await runCli(['cert', 'new', '--authority', '--subject', 'CN=Root', '--at', '2026-01-01', '-o', path('root')]);
    await runCli(['cert', 'csr', ...names, '-o', path('x')]);
    const ca = ['--ca', path('root.pem'), '--ca-key', path('root.key')];
    const sign = ['cert', 'sign', path('x.csr'), ...ca, '--usage', 'serverAuth', '--at', '2026-01-01'];
    const old = (await runJson(sign)).document.certificate;
    const renew = ['cert', 'renew', path('x.pem'), ...ca, '--add-san', 'more.test', '--at', '2026-06-01'];
    expect(await runCli(renew)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('exists already') });
    const renewed = (await runJson([...renew, '--force'])).document.certificate;
    expect(renewed).toMatchObject({
      subject: old.subject,
      publicKey: old.publicKey,
      names: [...old.names, 'DNS:more.test'],
      notBefore: '2026-06-01T00:00:00Z',
    });
    expect(renewed.serialNumber).not.toBe(old.serialNumber);
    for (const name of ['n0.test', 'n99.test', 'more.test']) {
      const verify = ['cert', 'verify', path('x.pem'), '--ca', path('root.pem'), '--name', name, '--at', '2026-06-02'];
      expect((await runCli(verify)).exitCode, name).toBe(0);
    }
    expect((await runCli(['cert', 'renew', path('root.pem'), ...ca])).stderr).toContain('is that of a CA');
  });
});

describe('cert dev', () => {
  test('the first run makes the root too, within a second; the next one uses it', async () => {
    const folder = freshFolder();
    const env = { XDG_STATE_HOME: join(folder, 'state') };
    const base = join(folder, 'dev');
    const begin = performance.now();
    const first = await runJson(['cert', 'dev', 'example.test', 'localhost', '127.0.0.1', '::1', '-o', base], { env });
    expect(performance.now() - begin).toBeLessThan(1000);
    expect(first).toMatchObject({ exitCode: 0, document: { rootIsNew: true } });
    const root: string = first.document.ca;
    expect(root.startsWith(env.XDG_STATE_HOME)).toBe(true);
    expect(mode(root.replace('.pem', '.key'))).toBe(0o600);
    expect(mode(join(root, '..'))).toBe(0o700);
    expect(mode(`${base}.key`)).toBe(0o600);
    const second = await runJson(['cert', 'dev', 'b.test', '-o', join(folder, 'b')], { env });
    expect(second.document).toMatchObject({ rootIsNew: false, ca: root });
    for (const name of ['example.test', 'localhost', '127.0.0.1', '::1']) {
      for (const profile of ['web', 'rfc5280', 'path']) {
        const flags = ['--ca', root, '--name', name, '--profile', profile];
        expect((await runCli(['cert', 'verify', `${base}.pem`, ...flags])).exitCode).toBe(0);
      }
    }
    if (lacksOpenssl) return;
    expect(openssl('verify', '-x509_strict', '-CAfile', root, `${base}.pem`).text).toMatch(/: OK/);
  });

  test('two first runs at once end with the same root', async () => {
    const folder = freshFolder();
    const env = { XDG_STATE_HOME: folder };
    const runs = ['a.test', 'b.test', 'c.test'].map((name) =>
      runJson(['cert', 'dev', name, '-o', join(folder, name)], { env }),
    );
    const results = await Promise.all(runs);
    const root = readFileSync(results[0]?.document.ca, 'utf8');
    expect(results.filter(({ document }) => document.rootIsNew)).toHaveLength(1);
    for (const name of ['a.test', 'b.test', 'c.test']) {
      const verify = ['cert', 'verify', join(folder, `${name}.pem`), '--ca', results[0]?.document.ca];
      expect((await runCli(verify)).exitCode).toBe(0);
    }
    expect(root).toContain('BEGIN CERTIFICATE');
  });

  test('RFC 5891 §5: names in other scripts are certified as A-labels', async () => {
    const folder = freshFolder();
    const base = join(folder, 'x');
    const env = { XDG_STATE_HOME: folder };
    const { document } = await runJson(['cert', 'dev', '*.bücher.example', '-o', base], { env });
    expect(document.certificate.names).toEqual(['DNS:*.xn--bcher-kva.example']);
    const verify = ['cert', 'verify', `${base}.pem`, '--ca', document.ca, '--name', 'www.bücher.example'];
    expect((await runCli(verify)).exitCode).toBe(0);
  });
});
