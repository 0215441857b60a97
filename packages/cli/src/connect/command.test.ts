import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import type { TlsSocket } from 'handfast/node';
import { encodePem } from 'handfast/x509';
import { describe, expect, test } from 'vitest';
import { authority, freshFolder, leafOf, rootFile } from '../testing/certificates.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { tcpServer, tlsServer } from '../testing/servers.ts';

const echo = (socket: TlsSocket) => void socket.pipe(socket);

async function trustedServer(options: object = {}, serve?: (socket: TlsSocket) => void) {
  const root = await authority();
  const port = await tlsServer({ ...(await leafOf(root)), ...options }, serve);
  return { port, ca: rootFile(root), root };
}

/** The names of the messages in a ladder, with `>` for ours and `<` for the server's. */
const ladder = (stderr: string) =>
  stderr
    .split('\n')
    .filter((line) => /^\s+\d+\.\d\s+\d+ B {2}│/.test(line))
    .map((line) => `${line.includes('▶') ? '>' : '<'} ${/[A-Za-z_]{4,}/.exec(line)?.[0]}`);

const fullHandshake = [
  '> ClientHello',
  '< ServerHello',
  '> ChangeCipherSpec',
  '< ChangeCipherSpec',
  '< EncryptedExtensions',
  '< Certificate',
  '< CertificateVerify',
  '< Finished',
  '> Finished',
];

describe('handfast connect', () => {
  test('RFC 8446 §2: the ladder shows every message in order, the parameters and the verdict [C13]', async () => {
    const { port, ca } = await trustedServer({ protocols: ['imap'] });
    const flags = ['--ca', ca, '--alpn', 'imap', '--groups', 'x25519', '--suites', 'TLS_CHACHA20_POLY1305_SHA256'];
    const { exitCode, stderr, stdout } = await runCli(['connect', `localhost:${port}`, ...flags]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(ladder(stderr)).toEqual(fullHandshake);
    expect(stderr).toMatch(/Version\s+TLS 1\.3\n\s+Cipher suite\s+TLS_CHACHA20_POLY1305_SHA256\n\s+Group\s+x25519\n/);
    expect(stderr).toMatch(/Signature\s+ecdsa_secp256r1_sha256\n\s+Protocol\s+imap\n/);
    expect(stderr).toMatch(/Certificate\s+OK {2}verified for localhost\n/);
    expect(stderr).toMatch(/trusted root CN=Test Root,O=Handfast\n/);
    expect(stderr).toMatch(
      /names\s+localhost\n\s+valid\s+\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d, 39\d days left\n\s+key\s+EC/,
    );
  });

  test('RFC 8446 §4.1.4: HelloRetryRequest and the second ClientHello have their rungs', async () => {
    const { port, ca } = await trustedServer({ groups: ['secp384r1'] });
    const { exitCode, stderr } = await runCli(['connect', `localhost:${port}`, '--ca', ca]);
    expect(exitCode).toBe(0);
    const messages = ladder(stderr).filter((rung) => !rung.endsWith('ChangeCipherSpec'));
    expect(messages.slice(0, 4)).toEqual(['> ClientHello', '< HelloRetryRequest', '> ClientHello', '< ServerHello']);
    expect(stderr).toContain('secp384r1, after HelloRetryRequest');
  });

  test('RFC 8446 §5.2: what the ladder calls encrypted cannot be read on the wire, its headers can [B27]', async () => {
    const { port, ca } = await trustedServer();
    const seen: Uint8Array[] = [];
    const tapped = await tcpServer((client) => {
      const server = connectTcp(port, '127.0.0.1').on('error', () => {});
      server.on('data', (bytes) => seen.push(bytes));
      client.pipe(server).pipe(client);
    });
    const flags = ['--ca', ca, '--groups', 'x25519', '--json'];
    const { stdout } = await runCli(['connect', `localhost:${tapped}`, ...flags]);
    const { messages } = JSON.parse(stdout) as { messages: { name: string; encrypted: boolean }[] };
    const encrypted = messages.filter((message) => message.encrypted).map(({ name }) => name);
    expect(encrypted).toEqual(expect.arrayContaining(['EncryptedExtensions', 'Certificate', 'Finished']));
    const wire = Buffer.concat(seen);
    expect(wire.includes('localhost')).toBe(false);
    const types = [];
    for (let at = 0; at < wire.length; at += 5 + wire.readUInt16BE(at + 3)) {
      expect(wire.readUInt16BE(at + 1)).toBe(0x0303);
      types.push(wire[at]);
    }
    expect(types.slice(0, 3)).toEqual([22, 20, 23]);
  });

  test('RFC 8446 §6.1: the end of standard input closes our direction only, and the answer still comes', async () => {
    const { port, ca } = await trustedServer({}, echo);
    const data = 'all of it\n'.repeat(20_000);
    const { exitCode, stdout } = await runCli(['connect', '-q', `localhost:${port}`, '--ca', ca], { input: data });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(data);
  });

  test('a server that says nothing more after the end of our input is left: exit code 6', async () => {
    const { port, ca } = await trustedServer({}, (socket) => void socket.resume());
    const { exitCode, stderr } = await runCli(['connect', `localhost:${port}`, '--ca', ca, '--timeout', '0.3']);
    expect(exitCode).toBe(6);
    expect(stderr).toContain('the server has been silent for 0.3 s');
  });

  test('RFC 8446 §6.1: an end without close_notify is told, since data may be missing: exit code 6', async () => {
    const { port, ca } = await trustedServer({}, (socket) => {
      socket.write('half of');
      socket.transport.end();
    });
    const { exitCode, stdout, stderr } = await runCli(['connect', `localhost:${port}`, '--ca', ca]);
    expect(exitCode).toBe(6);
    expect(stdout).toBe('half of');
    expect(stderr).toContain('closed TCP without close_notify');
  });

  test('a server that hangs up without a word after the end of our input has not cut anything off', async () => {
    const { port, ca } = await trustedServer({}, (socket) => {
      socket.resume();
      socket.on('end', () => socket.transport.end());
    });
    expect((await runCli(['connect', '-q', `localhost:${port}`, '--ca', ca])).exitCode).toBe(0);
  });

  test('--quiet prints nothing but data', async () => {
    const { port, ca } = await trustedServer({}, echo);
    const quiet = await runCli(['connect', '--quiet', `localhost:${port}`, '--ca', ca], { input: 'ping' });
    expect(quiet).toEqual({ exitCode: 0, stdout: 'ping', stderr: '' });
  });

  test('RFC 9850 §2: --keylog and SSLKEYLOGFILE write secrets that only the owner can read [D17]', async () => {
    const { port, ca } = await trustedServer();
    const path = join(freshFolder(), 'keys.log');
    expect((await runCli(['connect', `localhost:${port}`, '--ca', ca, '--keylog', path])).exitCode).toBe(0);
    const env = { SSLKEYLOGFILE: path };
    expect((await runCli(['connect', `localhost:${port}`, '--ca', ca], { env })).exitCode).toBe(0);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const line = /^[A-Z_0-9]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})$/;
    for (const one of lines) expect(one).toMatch(line);
    const labels = lines.map((one) => one.split(' ')[0]);
    for (const label of ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_TRAFFIC_SECRET_0', 'EXPORTER_SECRET']) {
      expect(labels.filter((one) => one === label)).toHaveLength(2);
    }
  });

  test('RFC 8446 §4.4.2: --cert and --key answer a CertificateRequest [C33]', async () => {
    const root = await authority();
    const folder = freshFolder();
    const client = await root.issue(['user@example.test'], { usages: ['clientAuth'] });
    writeFileSync(join(folder, 'cert.pem'), client.chain.map((der) => encodePem('CERTIFICATE', der)).join(''));
    writeFileSync(join(folder, 'key.pem'), encodePem('PRIVATE KEY', client.pkcs8));
    const options = { ...(await leafOf(root)), clientAuthentication: 'require', ca: root.certificate } as const;
    const port = await tlsServer(options, (socket) => void socket.end(`hello ${socket.info?.peer?.chain.length}`));
    const flags = ['--ca', rootFile(root), '--cert', join(folder, 'cert.pem'), '--key', join(folder, 'key.pem')];
    const { exitCode, stdout, stderr } = await runCli(['connect', `localhost:${port}`, ...flags]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('hello 1');
    expect(ladder(stderr)).toEqual(expect.arrayContaining(['< CertificateRequest', '> Certificate']));
  });

  test('roots: SSL_CERT_FILE instead of the usual ones, NODE_EXTRA_CA_CERTS beside them', async () => {
    const { port, ca } = await trustedServer();
    const codes = [];
    for (const env of [{}, { SSL_CERT_FILE: ca }, { NODE_EXTRA_CA_CERTS: ca }]) {
      codes.push((await runCli(['connect', `localhost:${port}`], { env: env as Record<string, string> })).exitCode);
    }
    expect(codes).toEqual([5, 0, 0]);
  });

  test('SIGINT ends it with exit code 130', async () => {
    const { port, ca } = await trustedServer({}, (socket) => void socket.write('here'));
    const running = startCli(['connect', `localhost:${port}`, '--ca', ca]);
    running.stderr.resume();
    running.stdout.once('data', () => running.stop('SIGINT'));
    expect(await running.exitCode).toBe(130);
  });

  test('a reader that closes standard output ends it quietly', async () => {
    const { port, ca } = await trustedServer({}, (socket) => {
      const more = () => socket.destroyed || socket.write(new Uint8Array(65_536), more);
      more();
    });
    const running = startCli(['connect', '-q', `localhost:${port}`, '--ca', ca]);
    running.stdout.once('data', () => running.stdout.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' })));
    expect(await running.exitCode).toBe(0);
  });
});
