import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, findExtension } from 'handfast/x509';
import { expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { runCli, startServe } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';
import { tlsServer } from '../testing/servers.ts';

/** The last line of stderr: the one sentence. */
const sentence = ({ stderr }: { readonly stderr: string }) => stderr.trimEnd().split('\n').at(-1) ?? '';

/** A CA with certificates for some names. */
async function issued(...names: readonly (readonly string[])[]) {
  const folder = freshFolder();
  const dir = join(folder, 'ca');
  const path = (name: string) => join(folder, name);
  await runCli(['ca', 'init', '--dir', dir, '--subject', 'CN=Root']);
  for (const [name = '', ...flags] of names) {
    await runCli(['ca', 'issue', name, '--dir', dir, '-o', path(name), ...flags]);
  }
  return { path, root: join(dir, 'ca.pem') };
}

test('a client certificate that was issued says to the server who connects [J06]', async () => {
  const { path, root } = await issued(['localhost'], ['alice@example.test', '--usage', 'clientAuth']);
  const read = (name: string) => readFileSync(name, 'utf8');
  let user: string | undefined;
  const own = { cert: read(path('localhost.pem')), key: read(path('localhost.key')) };
  const port = await tlsServer({ ...own, clientAuthentication: 'require', ca: read(root) }, (socket) => {
    user = mailbox(socket.info?.peer?.chain[0]);
    socket.end();
    socket.resume();
  });
  const flags = ['--cert', path('alice@example.test.pem'), '--key', path('alice@example.test.key'), '--ca', root];
  expect((await runCli(['connect', `localhost:${port}`, ...flags])).exitCode).toBe(0);
  expect(user).toBe('alice@example.test');
});

function mailbox(certificate: Certificate | undefined): string | undefined {
  const names = certificate && findExtension(certificate.extensions, 'subjectAltName')?.value;
  const name = names?.find(({ kind }) => kind === 'rfc822Name');
  return name?.kind === 'rfc822Name' ? name.value : undefined;
}

test.each([
  ['wrong-eku', 'unsupported_certificate (43)'],
  ['expired', 'certificate_expired (45)'],
  ['bad-signature', 'bad_certificate (42)'],
  ['untrusted-root', 'unknown_ca (48)'],
])('RFC 8446 §6.2: a server answers the %s certificate of a client with %s [G09] [J20]', async (kind, alert) => {
  const folder = freshFolder();
  const bad = await runJson(['cert', 'bad', kind, '--usage', 'client', '-o', folder]);
  const { certificate, key, root } = bad.document.made[0].files;
  const server = await startServe(['--client-auth', 'require', '--client-ca', root]);
  const flags = ['--ca', server.ca, '--cert', certificate, '--key', key];
  const refused = await runCli(['connect', `localhost:${server.port}`, '--get', '/', ...flags]);
  expect(refused.exitCode).toBe(4);
  expect(sentence(refused)).toContain(alert);
});

test('RFC 8446 §C.2: a man in the middle with a CA of his own is refused, unless that CA is trusted [K02]', async () => {
  const [honest, attacker] = [await issued(['localhost']), await issued(['localhost'])];
  const server = ['--cert', attacker.path('localhost.pem'), '--key', attacker.path('localhost.key')];
  const { port } = await startServe(server);
  const connectTo = (root: string) => runCli(['connect', `localhost:${port}`, '--get', '/', '--ca', root]);
  const refused = await connectTo(honest.root);
  expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
  // Both roots are called Root: it is the signature that gives him away.
  expect(sentence(refused)).toMatch(/bad_certificate \(42\)|unknown_ca \(48\)/);
  expect((await connectTo(attacker.root)).exitCode).toBe(0);
});
