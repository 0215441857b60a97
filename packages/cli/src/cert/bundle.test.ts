import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { lacksOpenssl, openssl } from '../testing/openssl.ts';
import { runCli } from '../testing/run-cli.ts';
import { type Document, runJson } from '../testing/run-json.ts';

/** A leaf, an intermediate and a root in three files, and a password in a fourth. */
async function chain() {
  const folder = freshFolder();
  const path = (name: string) => join(folder, name);
  await runCli(['cert', 'new', '--authority', '--subject', 'CN=Root', '-o', path('root')]);
  await runCli(['cert', 'csr', '--subject', 'CN=Middle', '-o', path('middle')]);
  await runCli([
    'cert',
    'sign',
    path('middle.csr'),
    '--authority',
    '--ca',
    path('root.pem'),
    '--ca-key',
    path('root.key'),
  ]);
  await runCli(['cert', 'csr', 'leaf.test', '-o', path('leaf')]);
  await runCli(['cert', 'sign', path('leaf.csr'), '--ca', path('middle.pem'), '--ca-key', path('middle.key')]);
  // A leaf alone: cert sign brings the intermediate along.
  writeFileSync(path('alone.pem'), readFileSync(path('leaf.pem'), 'utf8').replace(/(-END CERTIFICATE-+\n)[^]*/, '$1'));
  writeFileSync(path('password'), 'päss wörd\n');
  return path;
}

const subjects = (list: Document): readonly string[] => list.map(({ subject }: { subject: string }) => subject);

describe('cert bundle', () => {
  test('RFC 8446 §4.4.2: certificates in any order come out leaf first, once each, without the root', async () => {
    const path = await chain();
    await runCli(['cert', 'new', 'stranger.test', '--authority', '-o', path('stranger')]);
    const files = ['root.pem', 'stranger.pem', 'middle.pem', 'alone.pem', 'middle.pem'].map(path);
    const { document } = await runJson(['cert', 'bundle', ...files, '-o', path('out')]);
    expect(subjects(document.chain)).toEqual(['CN=leaf.test', 'CN=Middle']);
    expect(subjects(document.left)).toEqual(['CN=stranger.test']);
    expect(readFileSync(path('out.pem'), 'utf8')).toBe(readFileSync(path('leaf.pem'), 'utf8'));
    const whole = await runJson(['cert', 'bundle', ...files, '--with-root']);
    expect(subjects(whole.document.chain)).toEqual(['CN=leaf.test', 'CN=Middle', 'CN=Root']);
  });

  test('RFC 7292 §4: a PKCS #12 file and back gives the same key and the same chain', async () => {
    const path = await chain();
    const password = ['--password-file', path('password')];
    const make = ['cert', 'bundle', path('middle.pem'), path('alone.pem'), '--key', path('leaf.key'), ...password];
    const made = await runJson([...make, '-o', path('site'), '--friendly-name', 'site']);
    expect(made.document.files).toEqual({ pkcs12: path('site.p12') });
    expect(statSync(path('site.p12')).mode & 0o777).toBe(0o600);
    const apart = await runCli(['cert', 'bundle', path('site.p12'), ...password, '-o', path('apart')]);
    expect(apart.stdout).toContain('0  CN=leaf.test');
    expect(apart.stdout).not.toContain('PRIVATE');
    expect(readFileSync(path('apart.key'), 'utf8')).toBe(readFileSync(path('leaf.key'), 'utf8'));
    expect(readFileSync(path('apart.pem'), 'utf8')).toBe(readFileSync(path('leaf.pem'), 'utf8'));
    expect(statSync(path('apart.key')).mode & 0o777).toBe(0o600);
    const shown = await runCli(['cert', 'show', path('site.p12')]);
    expect(shown).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('open it with "cert bundle"') });
    expect(await runCli(['cert', 'bundle', path('site.p12')])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('needs a password'),
    });
    expect((await runCli(['cert', 'bundle', path('site.p12')], { env: { HANDFAST_PASSWORD: 'no' } })).exitCode).toBe(7);
  });

  test.skipIf(lacksOpenssl)('RFC 7292 §4: OpenSSL reads our PKCS #12 files, and we read its', async () => {
    const path = await chain();
    const password = ['--password-file', path('password')];
    await runCli(['cert', 'bundle', path('leaf.pem'), '--key', path('leaf.key'), ...password, '-o', path('ours')]);
    const pass = `file:${path('password')}`;
    const read = openssl('pkcs12', '-in', path('ours.p12'), '-passin', pass, '-nodes');
    expect(read.text).toMatch(/BEGIN CERTIFICATE[\s\S]*BEGIN CERTIFICATE[\s\S]*BEGIN PRIVATE KEY/);
    const files = ['-in', path('leaf.pem'), '-inkey', path('leaf.key'), '-out', path('theirs.p12')];
    expect(openssl('pkcs12', '-export', ...files, '-passout', pass, '-name', 'x').isFine).toBe(true);
    const { document } = await runJson(['cert', 'bundle', path('theirs.p12'), ...password, '--show-secrets']);
    expect(subjects(document.chain)).toEqual(['CN=leaf.test', 'CN=Middle']);
    expect(document.key).toBe(readFileSync(path('leaf.key'), 'utf8'));
  });

  test('a key without its certificate is told', async () => {
    const path = await chain();
    const make = ['cert', 'bundle', path('root.pem'), '--key', path('leaf.key'), '--password-file', path('password')];
    expect(await runCli(make)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('for this key') });
  });
});
