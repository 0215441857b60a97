import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as nodeTls } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { authority, freshFolder, leafOf, rootFile } from '../testing/certificates.ts';
import { runCli, type Serving, startServe } from '../testing/run-cli.ts';

function site(): string {
  const folder = freshFolder();
  mkdirSync(join(folder, 'sub folder'));
  writeFileSync(join(folder, 'page.html'), '<p>here</p>');
  writeFileSync(join(folder, 'data.bin'), new Uint8Array(300_000).fill(7));
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, '.secret'), 'hidden');
  writeFileSync(join(folder, 'sub folder', '<&>.txt'), 'odd');
  return folder;
}

/** A request by Node's own TLS and HTTP, path as it is. */
async function fetched({ port, ca }: Serving, path: string, method = 'GET') {
  const asked = request({ host: 'localhost', port, path, method, ca: readFileSync(ca), agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe('handfast serve', () => {
  test('RFC 2818: connect --get fetches a page with the development root trusted, and not without [L02]', async () => {
    const server = await startServe([site()]);
    expect(server.url).toBe(`https://localhost:${server.port}/`);
    const trusted = ['connect', server.url, '--ca', server.ca];
    expect(await runCli([...trusted, '-q', '--get', '/page.html'])).toEqual({
      exitCode: 0,
      stdout: '<p>here</p>',
      stderr: '',
    });
    expect((await runCli(['connect', server.url, '--get', '/'])).exitCode).toBe(5);
    for (const name of ['127.0.0.1', 'localhost', '::1']) {
      expect((await runCli([...trusted, '--server-name', name])).exitCode).toBe(0);
    }
  });

  test('RFC 9849: a name is hidden from everybody but the server, whose key is made on the spot', async () => {
    const folder = freshFolder();
    const key = join(folder, 'ech.pem');
    const server = await startServe([site(), '--ech', key, '--name', 'hidden.test']);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const flags = ['connect', `localhost:${server.port}`, '--ca', server.ca, '--server-name', 'hidden.test'];
    const shown = await runCli([...flags, '--ech', key]);
    expect(shown).toMatchObject({ exitCode: 0 });
    expect(shown.stderr).toMatch(/ClientHello\s+hidden, and read by the server\n/);
    const document = await runCli([...flags, '--ech', server.ech ?? '', '--json']);
    expect(JSON.parse(document.stdout)).toMatchObject({ encryptedClientHello: 'accepted' });
    expect((await runCli([...flags, '--ech-grease'])).exitCode).toBe(0);
  });

  test('RFC 9849 §6.1.6: who comes with an old configuration is told the new one', async () => {
    const folder = freshFolder();
    const [old, current] = [join(folder, 'old.pem'), join(folder, 'new.pem')];
    await startServe([site(), '--ech', old]);
    const server = await startServe([site(), '--ech', current]);
    const flags = ['connect', server.url, '--ca', server.ca];
    const refused = await runCli([...flags, '--ech', old]);
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain(`try again with what it uses now: --ech ${server.ech}`);
    const without = await startServe([site()]);
    const open = await runCli(['connect', without.url, '--ca', without.ca, '--ech', old]);
    expect(open.stderr).toContain('it does without: leave --ech out if its name may be seen');
  });

  test.each([
    ['a public name that is none', ['serve', '--ech', 'ech.pem', '--public-name', '127.0.0.1'], 2],
    ['neither file nor base64', ['connect', 'localhost:1', '--ech', 'no such file!'], 7],
    ['base64 of something else', ['connect', 'localhost:1', '--ech', 'AAAA'], 7],
    ['both ways to look hidden', ['connect', 'localhost:1', '--ech', 'AAAA', '--ech-grease'], 2],
  ])('--ech with %s is refused in words', async (_what, args, exitCode) => {
    expect((await runCli(args)).exitCode).toBe(exitCode);
  });

  test('RFC 9110 §9.3: GET and HEAD of files and folders, with types and lengths', async () => {
    const server = await startServe([site()]);
    const page = await fetched(server, '/page.html?x=y');
    expect(page).toMatchObject({ status: 200, body: '<p>here</p>' });
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'content-length': '11' });
    const head = await fetched(server, '/data.bin', 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '300000' } });
    expect((await fetched(server, '/data.bin')).body).toHaveLength(300_000);
    expect(await fetched(server, '/empty.txt')).toMatchObject({ status: 200, body: '' });
    const list = await fetched(server, '/');
    expect(list.body).toContain('<a href="./sub%20folder/">sub folder/</a>');
    expect(list.body).not.toContain('.secret');
    expect(await fetched(server, '/sub%20folder')).toMatchObject({
      status: 301,
      headers: { location: '/sub%20folder/' },
    });
    expect((await fetched(server, '/sub%20folder/')).body).toContain('&lt;&amp;&gt;.txt');
    expect(await fetched(server, '/page.html', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('nothing hidden and nothing outside of the folder is served', async () => {
    const folder = site();
    const outside = freshFolder();
    writeFileSync(join(outside, 'outside.txt'), 'outside');
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync(join(outside, 'outside.txt'), join(folder, 'link.txt'));
    const server = await startServe([folder]);
    const up = `/../${outside.split('/').at(-1)}/outside.txt`;
    for (const path of [
      '/.secret',
      '/%2esecret',
      up,
      up.replace('..', '%2e%2e'),
      `/sub%20folder/..%2f..${up.slice(3)}`,
      '/..%5c..%5cetc',
      '/link/outside.txt',
      '/link/',
      '/link.txt',
      '/page.html%00.txt',
      '/%ff',
      '//',
      '/.//evil.example',
      '/nowhere',
    ]) {
      const { status, body, headers } = await fetched(server, path);
      expect(body).not.toMatch(/outside|hidden/);
      if (path !== '//') expect({ path, status }).toEqual({ path, status: 404 });
      expect(headers.location).toBeUndefined();
    }
  });

  test('a client that says all at once and closes its direction gets its answer', async () => {
    const server = await startServe([site()]);
    const input = 'GET /page.html HTTP/1.0\r\n\r\n';
    const { exitCode, stdout } = await runCli(['connect', '-q', server.url, '--ca', server.ca], { input });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*<p>here<\/p>$/);
  });

  test('RFC 8446 §4.3.2: --client-auth require makes a certificate for clients and insists on it [C33]', async () => {
    const server = await startServe([site(), '--client-auth', 'require']);
    const { clientCert = '', clientKey = '' } = server;
    expect(statSync(clientKey).mode & 0o777).toBe(0o600);
    const get = ['connect', server.url, '-q', '--ca', server.ca, '--get', '/page.html'];
    const shown = await runCli([...get, '--cert', clientCert, '--key', clientKey]);
    expect(shown).toEqual({ exitCode: 0, stdout: '<p>here</p>', stderr: '' });
    const refused = await runCli(get);
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('certificate_required (116)');
  });

  test('--client-ca names who may come in; --client-auth request lets the others in too', async () => {
    const roots = await authority();
    const flags = [site(), '--client-auth', 'request', '--client-ca', rootFile(roots)];
    const server = await startServe(flags);
    expect((await fetched(server, '/page.html')).status).toBe(200);
  });

  test('--echo says back what it hears, --once stops after the first client, and the files go', async () => {
    const server = await startServe(['--echo', '--once']);
    const { stdout } = await runCli(['connect', '-q', server.url, '--ca', server.ca], { input: 'anybody there?' });
    expect(stdout).toBe('anybody there?');
    expect(await server.exitCode).toBe(0);
    expect(existsSync(server.ca)).toBe(false);
  });

  test('one line for each handshake, with a fix for clients that do not know the root', async () => {
    const server = await startServe(['--echo', '--name', 'box.test']);
    let told = '';
    server.stderr.on('data', (piece: Buffer) => {
      told += piece.toString();
    });
    await runCli(['connect', server.url, '--ca', server.ca, '--server-name', 'box.test']);
    await runCli(['connect', server.url]);
    const tcp = connectTcp(server.port, '127.0.0.1', () => tcp.end('GET / HTTP/1.1\r\n\r\n'));
    tcp.resume();
    await once(tcp, 'close');
    server.stop('SIGINT');
    expect(await server.exitCode).toBe(130);
    expect(told).toMatch(/^ {2}OK {4}127\.0\.0\.1:\d+ +box\.test {2}TLS 1\.3 {2}TLS_AES_128_GCM_SHA256/m);
    expect(told).toMatch(/^ {2}FAIL {2}.*said the client with the alert unknown_ca \(48\): make the client trust \//m);
    expect(told).toMatch(/^ {2}FAIL {2}.*the client did not speak TLS: use https\.$/m);
  });

  test('--cert and --key, --alpn, and a port that is taken', async () => {
    const ca = await authority();
    const leaf = await ca.issue(['localhost']);
    const folder = freshFolder();
    const { encodePem } = await import('handfast/x509');
    writeFileSync(join(folder, 'cert'), encodePem('CERTIFICATE', leaf.chain[0] as Uint8Array));
    writeFileSync(join(folder, 'key'), encodePem('PRIVATE KEY', leaf.pkcs8));
    const own = ['--echo', '--cert', join(folder, 'cert'), '--key', join(folder, 'key')];
    const server = await startServe([...own, '--alpn', 'imap']);
    expect(server.ca).toBeNull();
    const socket = nodeTls({
      port: server.port,
      servername: 'localhost',
      ca: readFileSync(rootFile(ca)),
      ALPNProtocols: ['imap'],
    });
    await once(socket, 'secureConnect');
    expect({ isTrusted: socket.authorized, protocol: socket.alpnProtocol }).toEqual({
      isTrusted: true,
      protocol: 'imap',
    });
    socket.destroy();
    const second = await runCli(['serve', ...own, '--port', String(server.port)]);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain('EADDRINUSE');
  });

  test('nothing is left behind when it cannot start', async () => {
    const { port } = await startServe(['--echo']);
    const folder = freshFolder();
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const flags of [
      ['--port', String(port)],
      ['--alpn', 'x'.repeat(256)],
      ['--client-auth', 'require', '--client-ca', '/nowhere'],
    ]) {
      expect((await runCli(['serve', '--echo', ...flags])).exitCode).not.toBe(0);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a key that belongs to another certificate is wrong usage', async () => {
    const folder = freshFolder();
    const { encodePem } = await import('handfast/x509');
    const ca = await authority();
    const [one, other] = [await leafOf(ca), await ca.issue(['localhost'])];
    writeFileSync(join(folder, 'cert'), encodePem('CERTIFICATE', (one.cert as readonly Uint8Array[])[0] as Uint8Array));
    writeFileSync(join(folder, 'key'), encodePem('PRIVATE KEY', other.pkcs8));
    const flags = ['serve', '--echo', '--cert', join(folder, 'cert'), '--key', join(folder, 'key')];
    const { exitCode, stderr } = await runCli(flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('private key does not belong');
  });
});
