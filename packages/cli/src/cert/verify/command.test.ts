import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../testing/certificates.ts';
import { runCli } from '../../testing/run-cli.ts';
import { type Document, runJson } from '../../testing/run-json.ts';

/** Root, middle and leaf in files of their own, made by our own commands. */
async function chain() {
  const folder = freshFolder();
  const path = (name: string) => join(folder, name);
  const at = ['--at', '2026-04-01'];
  await runCli(['cert', 'new', '--authority', '--subject', 'CN=Root', '-o', path('root'), ...at]);
  await authority(path, 'middle', 'root', ...at);
  await runCli(['cert', 'csr', 'good.example', '-o', path('leaf')]);
  await runCli(['cert', 'sign', path('leaf.csr'), ...signedBy(path, 'middle'), '-o', path('chain'), ...at]);
  const [leaf] = readFileSync(path('chain.pem'), 'utf8').split(/(?<=-----END CERTIFICATE-----\n)/) as [string];
  writeFileSync(path('leaf.pem'), leaf);
  const verify = (...flags: readonly string[]) =>
    runJson(['cert', 'verify', path('leaf.pem'), '--ca', path('root.pem'), '--at', '2026-05-01', ...flags]);
  return { path, verify };
}

type Path = (name: string) => string;

const signedBy = (path: Path, name: string) => ['--ca', path(`${name}.pem`), '--ca-key', path(`${name}.key`)];

async function authority(path: Path, name: string, issuer: string, ...flags: readonly string[]): Promise<void> {
  await runCli(['cert', 'csr', '--subject', `CN=${name}`, '-o', path(name)]);
  const sign = ['cert', 'sign', path(`${name}.csr`), '--authority', ...signedBy(path, issuer), '-o', path(name)];
  await runCli([...sign, ...flags]);
}

const subjects = ({ path }: Document): readonly string[] => path.map(({ subject }: { subject: string }) => subject);

describe('cert verify', () => {
  test('accepted: the path, no reasons, exit code 0 [J03]', async () => {
    const { path, verify } = await chain();
    const { exitCode, document } = await verify('--untrusted', path('middle.pem'), '--name', 'good.example');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ accepted: true, reasons: [], time: '2026-05-01T00:00:00Z', complete: true });
    expect(subjects(document)).toEqual(['CN=good.example', 'CN=middle', 'CN=Root']);
    expect(document.path[0].pem).toBe(readFileSync(path('leaf.pem'), 'utf8'));
  });

  test('RFC 5280 §6.1: a missing, a reversed, an extra and a doubled chain [J04]', async () => {
    const { path, verify } = await chain();
    const missing = await verify();
    expect(missing).toMatchObject({ exitCode: 1, document: { accepted: false, path: [], code: 'unknown_issuer' } });
    expect(missing.document.reason).toContain('was issued by CN=middle, which was not sent');
    await authority(path, 'stranger', 'root');
    for (const order of [
      ['root', 'middle'],
      ['stranger', 'middle', 'leaf'],
      ['middle', 'middle', 'stranger'],
    ]) {
      const untrusted = order.flatMap((name) => ['--untrusted', path(`${name}.pem`)]);
      expect((await verify(...untrusted)).document.accepted, order.join()).toBe(true);
    }
  });

  test('RFC 4158 §1: of two cross-signed paths, the one to a trusted root is found [J04]', async () => {
    const { path, verify } = await chain();
    await runCli(['cert', 'new', '--authority', '--subject', 'CN=Old Root', '-o', path('old')]);
    const cross = ['cert', 'sign', path('middle.csr'), '--authority', ...signedBy(path, 'old'), '-o', path('cross')];
    await runCli(cross);
    const untrusted = ['--untrusted', path('cross.pem'), '--untrusted', path('middle.pem')];
    expect(subjects((await verify(...untrusted)).document).at(-1)).toBe('CN=Root');
    const byOld = ['cert', 'verify', path('leaf.pem'), '--ca', path('old.pem'), ...untrusted];
    expect(subjects((await runJson(byOld)).document).at(-1)).toBe('CN=Old Root');
  });

  test('RFC 5280 §6.1.3 (a)(2): --at decides, and the reason names the date [J05]', async () => {
    const { path, verify } = await chain();
    const untrusted = ['--untrusted', path('middle.pem')];
    expect((await verify(...untrusted, '--at', '2026-03-31')).document.reason).toContain('is not valid before');
    expect((await verify(...untrusted, '--at', '1777000000')).document.accepted).toBe(true);
    const late = await verify(...untrusted, '--at', '2028-01-01T00:00:00+02:00');
    expect(late.document).toMatchObject({ accepted: false, code: 'certificate_expired', time: '2027-12-31T22:00:00Z' });
  });

  test('RFC 9525 §6: --name is a host, an address, or a mailbox', async () => {
    const folder = freshFolder();
    const env = { XDG_STATE_HOME: folder };
    const names = ['*.example.test', '127.0.0.1', '::1', 'me@example.test'];
    const { document } = await runJson(['cert', 'dev', ...names, '-o', join(folder, 'x')], { env });
    const verify = async (name: string) => {
      const flags = ['--ca', document.ca, '--profile', 'rfc5280', '--name', name];
      return (await runCli(['cert', 'verify', join(folder, 'x.pem'), ...flags])).exitCode;
    };
    for (const name of ['a.example.test', '127.0.0.1', '::1', '[::1]', 'me@example.test'])
      expect(await verify(name)).toBe(0);
    for (const name of ['example.test', 'a.b.example.test', '127.0.0.2', 'you@example.test'])
      expect(await verify(name)).toBe(1);
    expect(await verify('not a host')).toBe(2);
  });

  test('people see each path that was tried, with what failed at which place and by which rule', async () => {
    const { path } = await chain();
    await authority(path, 'lower', 'middle');
    await runCli(['cert', 'csr', 'x.test', '-o', path('x')]);
    await runCli(['cert', 'sign', path('x.csr'), ...signedBy(path, 'lower'), '--usage', 'clientAuth', '-o', path('x')]);
    const flags = [
      '--ca',
      path('root.pem'),
      '--untrusted',
      path('middle.pem'),
      '--at',
      '2026-12-01',
      '--max-depth',
      '1',
    ];
    const { exitCode, stdout } = await runCli(['cert', 'verify', path('x.pem'), ...flags, '--usage', 'client']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}/);
    expect(stdout).toMatch(/path 1, .*\n {5}0 {2}CN=x\.test\n/);
    expect(stdout).toMatch(/FAIL .*\n.*RFC 5280 §6\.1/);
  });

  test('a rule of the public web alone is told as such, and --profile rfc5280 does without', async () => {
    const folder = freshFolder();
    const env = { XDG_STATE_HOME: folder };
    const made = ['cert', 'dev', 'x.test', '--key-type', 'ed25519', '-o', join(folder, 'x')];
    const { document } = await runJson(made, { env });
    const verify = ['cert', 'verify', join(folder, 'x.pem'), '--ca', document.ca];
    const refused = await runCli(verify);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('has an ed25519 key, which the public web does not use');
    expect(refused.stdout).toContain('--profile rfc5280 is for private CAs');
    expect((await runCli([...verify, '--profile', 'rfc5280'])).exitCode).toBe(0);
  });

  test('a certificate that is not well-formed is not accepted, in whichever place', async () => {
    const { path, verify } = await chain();
    writeFileSync(path('bad.pem'), '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n');
    const asLeaf = await runJson(['cert', 'verify', path('bad.pem'), '--ca', path('root.pem')]);
    expect(asLeaf).toMatchObject({ exitCode: 1, document: { accepted: false, code: 'malformed_certificate' } });
    expect((await verify('--untrusted', path('bad.pem'))).document.accepted).toBe(false);
    expect((await verify('--ca', path('bad.pem'))).document.accepted).toBe(false);
  });

  test('files without what is asked for end it with exit code 7, wrong flags with 2', async () => {
    const { path, verify } = await chain();
    for (const flags of [
      ['--crl', path('root.pem')],
      ['--ocsp', path('root.pem')],
      ['--untrusted', path('leaf.key')],
      ['--ca', '/nowhere'],
      ['--ct-logs', path('root.pem')],
    ]) {
      expect((await verify(...flags)).exitCode, flags.join()).toBe(7);
    }
    for (const flags of [
      ['--key-usage', 'sing'],
      ['--usage', 'x'],
      ['--profile', 'x'],
      ['--at', 'x'],
      ['--max-depth', 'x'],
    ]) {
      expect((await verify(...flags)).exitCode, flags.join()).toBe(2);
    }
  });
});
