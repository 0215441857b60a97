import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { lacksOpenssl } from '../testing/openssl.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';
import { deadPort } from '../testing/servers.ts';

/** A CA with one good and one revoked certificate, and its responder. */
async function responder(...flags: readonly string[]) {
  const folder = freshFolder();
  const dir = join(folder, 'ca');
  const path = (name: string) => join(folder, name);
  await runCli(['ca', 'init', '--dir', dir, '--subject', 'CN=Test Root']);
  for (const name of ['good', 'bad']) await runCli(['ca', 'issue', `${name}.test`, '--dir', dir, '-o', path(name)]);
  await runCli(['ca', 'revoke', path('bad.pem'), '--dir', dir, '--reason', 'keyCompromise']);
  const running = startCli(['ca', 'serve-ocsp', '--dir', dir, '--json', ...flags]);
  running.stderr.resume();
  const [line] = (await once(running.stdout, 'data')) as [Buffer];
  const { url, port } = JSON.parse(line.toString()) as { url: string; port: number };
  const root = join(dir, 'ca.pem');
  const query = (certificate: string, ...more: readonly string[]) =>
    runJson(['ocsp', 'query', certificate, '--issuer', root, '--url', url, ...more]);
  return { ...running, url, port, dir, path, root, query };
}

/** OpenSSL asks while this process answers. */
async function openssl(...args: readonly string[]): Promise<string> {
  const child = spawn('openssl', args);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out + err;
}

test.each([[[]], [['--delegate']]])('RFC 6960 §2.2: good, revoked and unknown, signed by %j [J14]', async (flags) => {
  const { path, dir, query, root } = await responder(...flags);
  const good = await query(path('good.pem'), '-o', path('good.ocsp'));
  expect(good).toMatchObject({ exitCode: 0, document: { status: 'good', verified: true, reason: null } });
  expect(await query(path('bad.pem'))).toMatchObject({
    exitCode: 1,
    document: {
      status: 'revoked',
      reason: null,
      verified: true,
      response: { responses: [{ reason: 'keyCompromise' }] },
    },
  });
  // Issued by the same CA, but entered nowhere.
  const sign = ['--ca', root, '--ca-key', join(dir, 'ca.key')];
  await runCli(['cert', 'csr', 'stray.test', '-o', path('stray')]);
  await runCli(['cert', 'sign', path('stray.csr'), ...sign]);
  expect(await query(path('stray.pem'))).toMatchObject({ exitCode: 1, document: { status: 'unknown' } });
  // The answer that was kept is evidence, with which verification requires one.
  const verify = (name: string) => runJson(['cert', 'verify', path(name), '--ca', root, '--ocsp', path('good.ocsp')]);
  expect((await verify('good.pem')).document).toMatchObject({ accepted: true });
  expect((await verify('bad.pem')).document).toMatchObject({ accepted: false, code: 'revocation_unknown' });
});

test('a revocation counts at once, and a signal ends the responder [J18]', async () => {
  const { path, dir, query, stop, exitCode } = await responder();
  expect((await query(path('good.pem'))).document.status).toBe('good');
  await runCli(['ca', 'revoke', path('good.pem'), '--dir', dir, '--reason', 'keyCompromise']);
  expect((await query(path('good.pem'))).document.status).toBe('revoked');
  stop('SIGINT');
  expect(await exitCode).toBe(130);
});

test.skipIf(lacksOpenssl)(
  'RFC 6960 appendix A: the responder answers OpenSSL, our query reads its answers [J14]',
  async () => {
    const { path, url, root } = await responder('--delegate');
    const ask = (name: string, ...more: readonly string[]) =>
      openssl('ocsp', ...more, '-issuer', root, '-CAfile', root, '-cert', path(name), '-url', url);
    const isGood = /good\.pem: good[\s\S]*Response verify OK/;
    expect(await ask('good.pem', '-respout', path('response'))).toMatch(isGood);
    expect(await ask('good.pem')).not.toContain('WARNING: no nonce');
    expect(await ask('good.pem', '-sha256', '-no_nonce')).toMatch(isGood);
    expect(await ask('bad.pem')).toMatch(/bad\.pem: revoked\n[\s\S]*Reason: keyCompromise/);
    const shown = await runJson(['ocsp', 'show', path('response')]);
    expect(shown.document.objects[0]).toMatchObject({ kind: 'ocsp-response', responses: [{ status: 'good' }] });
    expect((await runCli(['ocsp', 'show', path('response')])).stdout).toContain('OCSP response: successful');
  },
);

test('RFC 6960 appendix A.1: a request may come in the path of a GET', async () => {
  const { path, url, query } = await responder();
  await query(path('good.pem'), '--no-nonce');
  const { certIDOf, createOcspRequest, parseCertificate, parseOcspResponse, parsePemOf } = await import(
    'handfast/x509'
  );
  const { nodeProvider } = await import('handfast/providers/node');
  const read = (file: string) =>
    parseCertificate(parsePemOf('CERTIFICATE', readFileSync(file, 'utf8'))[0] as Uint8Array);
  const id = certIDOf(nodeProvider, read(path('good.pem')), read(path('ca/ca.pem')));
  const encoded = encodeURIComponent(Buffer.from(createOcspRequest([id])).toString('base64'));
  const answer = await fetch(url + encoded);
  expect(answer.headers.get('content-type')).toBe('application/ocsp-response');
  const response = parseOcspResponse(new Uint8Array(await answer.arrayBuffer()));
  expect(response.responseBytes?.basic?.responses[0]?.certStatus.kind).toBe('good');
  const other = createOcspRequest([{ ...id, issuerKeyHash: new Uint8Array(20) }]);
  const status = async (body: Uint8Array) => {
    const refused = await fetch(url, { method: 'POST', body });
    return parseOcspResponse(new Uint8Array(await refused.arrayBuffer())).responseStatus;
  };
  expect(await status(other)).toBe('unauthorized');
  expect(await status(Uint8Array.of(1, 2, 3))).toBe('malformedRequest');
  expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(405);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(413);
  expect((await fetch(`${url}%`)).status).toBe(400);
});

test('an answer that is too old, or of another CA, does not count', async () => {
  const ours = await responder('--at', '2026-04-01');
  const stale = await ours.query(ours.path('good.pem'));
  expect(stale).toMatchObject({ exitCode: 1, document: { status: 'good', verified: false } });
  expect(stale.document.reason).toContain('outdated');
  const theirs = await responder();
  const wrong = await runJson(['ocsp', 'query', ours.path('good.pem'), '--issuer', ours.root, '--url', theirs.url]);
  expect(wrong).toMatchObject({ exitCode: 1, document: { status: null, verified: false } });
});

test('RFC 5280 §4.2.2.1: the responder that the certificate names is the one to ask', async () => {
  const folder = freshFolder();
  const dir = join(folder, 'ca');
  const port = await deadPort();
  const uris = ['--ocsp-uri', `http://127.0.0.1:${port}/`, '--crl-uri', 'http://127.0.0.1/ca.crl'];
  await runCli(['ca', 'init', '--dir', dir, '--subject', 'CN=Root', ...uris]);
  await runCli(['ca', 'issue', 'x.test', '--dir', dir, '-o', join(folder, 'x')]);
  const { stdout } = await runCli(['cert', 'show', join(folder, 'x.pem')]);
  expect(stdout).toContain(`ocsp (1.3.6.1.5.5.7.48.1) URI:http://127.0.0.1:${port}/`);
  expect(stdout).toContain('URI:http://127.0.0.1/ca.crl');
  const query = ['ocsp', 'query', join(folder, 'x.pem'), '--issuer', join(dir, 'ca.pem')];
  expect(await runCli(query)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('nobody listens on') });
  expect((await runCli([...query, '--url', 'https://x.test'])).stderr).toContain('is not an http: URL');
  expect((await runCli(['ocsp', 'query', join(folder, 'x.pem')])).stderr).toContain('give it with --issuer');
});
