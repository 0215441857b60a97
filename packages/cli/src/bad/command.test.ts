import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { lacksOpenssl, openssl } from '../testing/openssl.ts';
import { runCli } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';
import { badKinds } from './kinds.ts';

/** Makes one kind and says what `cert verify` says of it. */
async function refusal(kind: string, ...flags: readonly string[]) {
  const folder = join(freshFolder(), kind);
  const { document } = await runJson(['cert', 'bad', kind, '-o', folder, '--name', 'good.example', ...flags]);
  const { certificate, root, crl } = document.made[0].files;
  const evidence = crl === undefined ? [] : ['--crl', crl];
  const verify = ['cert', 'verify', certificate, '--ca', root, '--name', 'good.example', ...evidence];
  return { ...(await runJson(verify)), certificate, root, crl };
}

test.each(badKinds)('$rule: a certificate is refused when $wrong', async ({ name, code }) => {
  const { exitCode, document } = await refusal(name);
  expect(exitCode).toBe(1);
  expect(document).toMatchObject({ accepted: false, path: [], code });
  expect(document.reasons.map((reason: { code: string }) => reason.code)).toContain(code);
});

test('RFC 5280 §6.1.4 (k): the refusal of a rogue leaf names its issuer and basicConstraints [J07] [J23] [K24]', async () => {
  const { document } = await refusal('ca-false');
  expect(document.reason).toBe('intermediate 1 (CN=attacker.example) may not sign: basicConstraints says CA=FALSE');
  expect(document.reasons[0]).toMatchObject({ place: 1, rule: 'RFC 5280 §6.1.4 (k)' });
});

test.each(['null-prefix', 'null-prefix-common-name'])(
  'CVE-2009-2408: the NUL of %s is refused, and shown [J08] [J23] [K24]',
  async (kind) => {
    const { document, certificate } = await refusal(kind);
    expect(document.reason).toMatch(/ is for .*attacker\.example.*, not for good\.example/);
    const { stdout } = await runCli(['cert', 'show', certificate]);
    expect(stdout).toContain(String.raw`good.example\00.attacker.example`);
    expect(stdout).not.toContain('\0');
  },
);

test('one of each is made at once, with keys for their owner alone, and all follow --at', async () => {
  const folder = freshFolder();
  const { document } = await runJson(['cert', 'bad', 'all', '-o', folder, '--at', '2026-04-01']);
  expect(document.made).toHaveLength(badKinds.length);
  for (const { name, files } of document.made) {
    expect(files.key).toBe(join(folder, name, 'leaf.key'));
    expect(statSync(files.key).mode & 0o777).toBe(0o600);
  }
  const shown = await runJson(['cert', 'show', join(folder, 'expired', 'leaf.pem')]);
  expect(shown.document.objects[0].notAfter).toBe('2026-03-31T00:00:00Z');
});

test('--usage client makes those of clients', async () => {
  const { certificate, root } = await refusal('wrong-eku', '--usage', 'client');
  const asClient = await runJson(['cert', 'verify', certificate, '--ca', root, '--usage', 'client']);
  expect(asClient.document).toMatchObject({ accepted: false, code: 'wrong_usage' });
  expect((await runCli(['cert', 'verify', certificate, '--ca', root, '--usage', 'server'])).exitCode).toBe(0);
});

test('without a kind it lists them, and an unknown kind is told', async () => {
  expect((await runCli(['cert', 'bad'])).stdout.split('\n')).toHaveLength(badKinds.length + 1);
  expect((await runJson(['cert', 'bad'])).document.kinds[0]).toMatchObject({ name: 'null-prefix' });
  expect(await runCli(['cert', 'bad', 'good'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('choose from all, null-prefix'),
  });
});

/** Where OpenSSL 3 is more lenient, and why. */
const lenient: Readonly<Record<string, string>> = {
  'null-prefix-common-name': 'it looks at the subjectAltName alone',
  'no-names': 'it falls back on the common name',
  'partial-wildcard': 'it allows a part of a label',
  'bad-der': 'it reads BER',
};

test.skipIf(lacksOpenssl)('OpenSSL refuses them too, but for those where it is known to be lenient', async () => {
  const accepted: string[] = [];
  for (const { name } of badKinds) {
    const { certificate, root, crl } = await refusal(name);
    const evidence = crl === undefined ? [] : ['-crl_check', '-CRLfile', crl];
    const chain = ['-untrusted', certificate, '-auth_level', '2', '-purpose', 'sslserver', ...evidence];
    const verify = ['verify', '-CAfile', root, ...chain, '-verify_hostname', 'good.example', certificate];
    if (openssl(...verify).isFine) accepted.push(name);
    expect(readFileSync(certificate, 'utf8')).toContain('BEGIN CERTIFICATE');
  }
  expect(accepted.filter((name) => !(name in lenient))).toEqual([]);
});
