import { describe, expect, test } from 'vitest';
import {
  authority,
  belowIntermediate,
  type Credential,
  leafOf,
  rootFile,
  selfSigned,
} from '../testing/certificates.ts';
import { type Finished, runCli } from '../testing/run-cli.ts';
import { deadPort, tcpServer, tlsServer } from '../testing/servers.ts';

/** The last line of stderr: the one sentence. */
const sentence = ({ stderr }: Finished) => stderr.trimEnd().split('\n').at(-1) ?? '';

describe('certificates that are not accepted: exit code 5 and one sentence', () => {
  async function refused(credential: Credential, ...flags: readonly string[]): Promise<string> {
    const port = await tlsServer(credential);
    const finished = await runCli(['connect', `localhost:${port}`, ...flags]);
    expect(finished.exitCode).toBe(5);
    expect(finished.stdout).toBe('');
    expect(sentence(finished)).toMatch(/^handfast: [^\n]+\.$/);
    return sentence(finished);
  }

  test('RFC 9525 §6: a certificate for another name is refused, and its name is offered as the fix [J05]', async () => {
    const root = await authority();
    const told = await refused(await leafOf(root, ['good.example']), '--ca', rootFile(root));
    expect(told).toContain('is for good.example, not for localhost');
    expect(told).toContain('so we sent the alert bad_certificate (42)');
    expect(told).toContain('--server-name good.example');
  });

  test('RFC 5280 §6.1.3 (a)(2): an expired certificate is refused with its date [J05]', async () => {
    const root = await authority(1000);
    const told = await refused(await leafOf(root), '--ca', rootFile(root));
    expect(told).toMatch(/the certificate \(CN=localhost\) expired at \d{4}-\d\d-\d\dT/);
    expect(told).toContain('so we sent the alert certificate_expired (45): renew the certificate');
  });

  test('RFC 5280 §6.1.3 (a)(2): a certificate that is not valid yet is refused [J05]', async () => {
    const root = await authority(-5);
    const told = await refused(await leafOf(root), '--ca', rootFile(root));
    expect(told).toContain('is not valid before');
    expect(told).toContain('certificate_expired (45)');
  });

  test('RFC 5280 §6.1: a self-signed certificate is refused [J05]', async () => {
    const told = await refused(await selfSigned(), '--ca', rootFile(await authority()));
    expect(told).toContain('the certificate (CN=Alone) is self-signed and not the one trusted root');
    expect(told).toContain('unknown_ca (48): if you know this certificate, pass it with --ca FILE');
  });

  test('RFC 5280 §6.1: a chain to an unknown root is refused [J05]', async () => {
    const stranger = await authority(0, 'Stranger');
    const { cert, key } = await leafOf(stranger);
    const chain = [...(cert as readonly Uint8Array[]), stranger.certificate];
    const told = await refused({ cert: chain, key }, '--ca', rootFile(await authority()));
    expect(told).toContain('CN=Stranger');
    expect(told).toMatch(/unknown_ca \(48\): if you trust CN=Stranger,O=Handfast, pass its certificate with --ca FILE/);
  });

  test('RFC 8446 §4.4.2: a missing intermediate is named, and sending it is the fix', async () => {
    const root = await authority();
    const told = await refused(await belowIntermediate(root, false), '--ca', rootFile(root));
    expect(told).toContain('was issued by CN=Test Intermediate, which was not sent');
    expect(told).toContain('unknown_ca (48): make the server send its intermediate certificates');
    expect(told.match(/intermediate cert/g)).toHaveLength(1);
  });

  test('the chain that was refused is shown with its verdict', async () => {
    const root = await authority();
    const port = await tlsServer(await leafOf(root, ['good.example']));
    const { stderr } = await runCli(['connect', `localhost:${port}`, '--ca', rootFile(root)]);
    expect(stderr).toMatch(/Certificate\s+FAIL {2}not accepted\n\s+0 CN=good\.example\n\s+issuer\s+CN=Test Root/);
  });

  test('RFC 8446 §4.4.2.4: --insecure goes on with a warning, and --json says verified: false [C13]', async () => {
    const port = await tlsServer(await selfSigned());
    const flags = ['connect', `localhost:${port}`, '--ca', rootFile(await authority())];
    expect((await runCli(flags)).exitCode).toBe(5);
    const insecure = await runCli([...flags, '--insecure']);
    expect(insecure.exitCode).toBe(0);
    expect(insecure.stderr).toContain('WARN  not verified: anybody could be at the other end');
    expect(insecure.stderr).toMatch(/^WARN the certificate \(CN=Alone\) is self-signed/m);
    const { stdout } = await runCli([...flags, '--insecure', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ verified: false, peer: { objection: { code: 'unknown_issuer' } } });
  });
});

describe('targets that cannot be reached: exit code 3', () => {
  test('nobody listens', async () => {
    const finished = await runCli(['connect', `127.0.0.1:${await deadPort()}`]);
    expect(finished.exitCode).toBe(3);
    expect(sentence(finished)).toMatch(/^handfast: nobody listens on 127\.0\.0\.1:\d+: start the server/);
  });

  test('a name that has no address', async () => {
    const finished = await runCli(['connect', 'no-such-host.invalid']);
    expect(finished.exitCode).toBe(3);
    expect(sentence(finished)).toContain('the name no-such-host.invalid');
  });

  test('a port that takes connections and stays silent, within the timeout', async () => {
    const port = await tcpServer(() => {});
    const begin = performance.now();
    const finished = await runCli(['connect', `127.0.0.1:${port}`, '--timeout', '0.2']);
    expect(finished.exitCode).toBe(3);
    expect(performance.now() - begin).toBeLessThan(5000);
    expect(sentence(finished)).toContain('took the connection, but an answer did not come within 0.2 s');
  });
});

describe('handshakes that fail: exit code 4', () => {
  test.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'the server speaks HTTP here, without TLS'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'the server speaks SSH here, without TLS'],
    ['220 mail.example ESMTP\r\n', 'the server speaks SMTP or FTP here, without TLS'],
    ['Hello, who is there?', 'the server does not speak TLS here: its answer starts with "Hello, who is there?"'],
  ])('a server that says %j', async (greeting, told) => {
    const port = await tcpServer((socket) => socket.end(greeting));
    const finished = await runCli(['connect', `127.0.0.1:${port}`]);
    expect(finished.exitCode).toBe(4);
    expect(sentence(finished)).toContain(told);
  });

  test('a server that hangs up without a word', async () => {
    const port = await tcpServer((socket) => {
      socket.resume();
      socket.end();
    });
    const finished = await runCli(['connect', `127.0.0.1:${port}`]);
    expect(finished.exitCode).toBe(4);
    expect(sentence(finished)).not.toContain('so we sent');
  });

  test('a server that resets the connection', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const finished = await runCli(['connect', `127.0.0.1:${port}`]);
    expect(finished.exitCode).toBe(4);
    expect(sentence(finished)).toContain('cut the connection off without a word (ECONNRESET)');
  });

  test('RFC 8446 §6: an alert of the server is told with its number and a fix', async () => {
    const port = await tcpServer((socket) => socket.end(Uint8Array.of(21, 3, 3, 0, 2, 2, 40)));
    const finished = await runCli(['connect', `127.0.0.1:${port}`]);
    expect(finished.exitCode).toBe(4);
    expect(sentence(finished)).toBe(
      'handfast: no set of parameters suits both sides, said the server with the alert handshake_failure (40): ' +
        'no common cipher suite, group or signature scheme: compare what both sides allow.',
    );
  });

  test('RFC 7301 §3.2: no common protocol', async () => {
    const root = await authority();
    const port = await tlsServer({ ...(await leafOf(root)), protocols: ['h2'] });
    const finished = await runCli(['connect', `localhost:${port}`, '--ca', rootFile(root), '--alpn', 'imap']);
    expect(finished.exitCode).toBe(4);
    expect(sentence(finished)).toContain('no_application_protocol (120): offer another protocol with --alpn');
  });

  test('RFC 8446 §4.4.2.4: a server that wants a client certificate says so after our handshake is finished', async () => {
    const root = await authority();
    const options = { ...(await leafOf(root)), clientAuthentication: 'require', ca: root.certificate } as const;
    const port = await tlsServer(options);
    for (const flags of [[], ['--json'], ['--get', '/']]) {
      const finished = await runCli(['connect', `localhost:${port}`, '--ca', rootFile(root), ...flags]);
      expect(finished.exitCode).toBe(4);
      expect(sentence(finished)).toContain('certificate_required (116): pass a client certificate with --cert FILE');
    }
  });
});
