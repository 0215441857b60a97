import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePem } from 'handfast/x509';
import { describe, expect, test, vi } from 'vitest';
import { authority, freshFolder, goodOcspResponse, rootFile } from '../testing/certificates.ts';
import { runCli, startServe } from '../testing/run-cli.ts';

/** Visits a server of `serve --dtls`. */
const visit = ({ port, ca }: { readonly port: number; readonly ca: string }, flags: readonly string[], input = '') =>
  runCli(['connect', '--dtls', '-4', `localhost:${port}`, '--ca', ca, ...flags], { input });

const serve = (...flags: readonly string[]) => startServe(['--dtls', ...flags]);

test('RFC 9147 §4.2.1: early data that a server with cookies does not take is sent after the handshake', async () => {
  const server = await serve();
  const [session, early] = [join(freshFolder(), 'session'), join(freshFolder(), 'early')];
  writeFileSync(early, 'early ');
  await visit(server, ['--session-out', session]);
  const { stdout, stderr } = await visit(server, ['--session-in', session, '--early-data', early], 'late');
  expect(stdout).toBe('early late');
  expect(stderr).toMatch(/Resumed +yes$/m);
  expect((await visit(server, ['--early-data', early])).stderr).toContain('add --session-in');
});

test('RFC 9147 §5.1: with --no-cookies there is no retry, and early data is taken, once', async () => {
  const server = await serve('--no-cookies', '--early-data', '1000');
  let events = '';
  server.stdout.on('data', (text) => {
    events += String(text);
  });
  const [session, early] = [join(freshFolder(), 'session'), join(freshFolder(), 'early')];
  writeFileSync(early, 'early ');
  expect((await visit(server, ['--session-out', session])).stderr).not.toContain('HelloRetryRequest');
  const { stdout, stderr } = await visit(server, ['--session-in', session, '--early-data', early], 'late');
  expect(stdout).toBe('early late');
  expect(stderr).toMatch(/Early data +accepted/);
  expect(events).toContain('"earlyData":"accepted"');
  expect((await visit(server, ['--max', '1.2'])).stderr).not.toContain('HelloVerifyRequest');
});

test('RFC 5077 §5.5: --ticket-key lets two servers resume what one of them began', async () => {
  const key = join(freshFolder(), 'tickets');
  const servers = [await serve('--ticket-key', key), await serve('--ticket-key', key)] as const;
  for (const max of ['1.2', '1.3']) {
    const session = join(freshFolder(), 'session');
    const usual = ['--max', max, '--insecure', '--server-name', 'both', '--json'];
    await visit(servers[0], [...usual, '--session-out', session]);
    // A session belongs to one place: here it is the same name on another port.
    const text = readFileSync(session, 'utf8').replaceAll(`${servers[0].port}`, `${servers[1].port}`);
    writeFileSync(session, text);
    const { stdout } = await visit(servers[1], [...usual, '--session-in', session]);
    expect(JSON.parse(stdout), max).toMatchObject({ version: `DTLS ${max}`, resumed: true });
  }
});

test('RFC 5246 §7.3: with --no-session-ids nothing is kept that no ticket holds', async () => {
  for (const [flags, resumed] of [
    [[], true],
    [['--no-session-ids'], false],
  ] as const) {
    const server = await serve(...flags);
    const session = join(freshFolder(), 'session');
    const usual = ['--max', '1.2', '--no-tickets', '--json'];
    await visit(server, [...usual, '--session-out', session]);
    const { stdout } = await visit(server, [...usual, '--session-in', session]);
    expect(JSON.parse(stdout)).toMatchObject({ resumed });
  }
});

test.each([
  ['1.2', ['CLIENT_RANDOM']],
  ['1.3', ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_TRAFFIC_SECRET_0', 'EXPORTER_SECRET']],
])('[D17] RFC 9850 §2: --keylog of both sides writes the same secrets of DTLS %s', async (max, labels) => {
  const [theirs, ours] = [join(freshFolder(), 'server'), join(freshFolder(), 'client')];
  const server = await serve('--keylog', theirs);
  await visit(server, ['--max', max, '--keylog', ours]);
  const lines = (path: string) => readFileSync(path, 'latin1').trim().split('\n').sort();
  expect(lines(ours)).toEqual(lines(theirs));
  expect(lines(ours).map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(labels));
});

test('[F03] RFC 6066 §8: --status says what --ocsp stapled', async () => {
  const [root, folder] = [await authority(), freshFolder()];
  const { chain, pkcs8 } = await root.issue(['localhost']);
  const [cert, key, ocsp] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'response.der')];
  writeFileSync(cert, chain.map((der) => encodePem('CERTIFICATE', der)).join(''));
  writeFileSync(key, encodePem('PRIVATE KEY', pkcs8));
  writeFileSync(ocsp, await goodOcspResponse(root, chain[0] as Uint8Array));
  for (const [staple, expected] of [
    [['--ocsp', ocsp], /OCSP\s+a stapled response came/],
    [[], /OCSP\s+no stapled response came/],
  ] as const) {
    const { port } = await serve('--cert', cert, '--key', key, ...staple);
    for (const max of ['1.2', '1.3'])
      expect((await visit({ port, ca: rootFile(root) }, ['--status', '--max', max])).stderr, max).toMatch(expected);
  }
});

test('RFC 6347 §4.2.2: --trace shows what the bytes of messages mean', async () => {
  const { stderr } = await visit(await serve(), ['--trace', '--max', '1.2']);
  expect(stderr).toMatch(/fe fd +serverVersion|legacyCookie/);
  expect(stderr).toMatch(/HelloVerifyRequest/);
  expect(stderr).toMatch(/04 +cookie|cookie\n/);
});

describe('[I01] RFC 5246 §7.2.2: one more handshake that nobody wants', () => {
  const polite = 'refuses, politely (no_renegotiation)';

  test('the client refuses, and the server says so', async () => {
    const server = await serve('--max', '1.2', '--renegotiate', 'secure', '--renegotiate-after', '3');
    let events = '';
    server.stdout.on('data', (text) => {
      events += String(text);
    });
    const { stdout, stderr } = await visit(server, ['--renegotiate', 'refuse'], 'hello');
    expect(stdout).toBe('hello');
    expect(stderr).not.toContain('renegotiated');
    await vi.waitFor(() => expect(events).toContain('"event":"closed"'));
    expect(events).toMatch(/"event":"handshake"[^]*"event":"not renegotiated"[^]*"reason":"the client refuses/);
  });

  test('the server refuses, and the client says so and goes on', async () => {
    const server = await serve('--max', '1.2');
    const { stdout, stderr } = await visit(server, ['--renegotiate', 'secure'], 'R\nhello\n');
    expect(stdout).toBe('hello\n');
    expect(stderr).toContain('RENEGOTIATING');
    expect(stderr).toContain(`the server ${polite}; the connection goes on`);
  });

  test('a line with a single R begins one that the server wants', async () => {
    const server = await serve('--max', '1.2', '--renegotiate', 'secure');
    const { stdout, stderr } = await visit(server, ['--renegotiate', 'secure'], 'R\nhello\n');
    expect(stdout).toBe('hello\n');
    expect(stderr).toContain('renegotiated: all keys are new');
  });

  test('there is none in DTLS 1.3, and both sides say so', async () => {
    const server = await serve('--renegotiate', 'secure', '--renegotiate-after', '3');
    let events = '';
    server.stdout.on('data', (text) => {
      events += String(text);
    });
    const { stdout, stderr } = await visit(server, ['--renegotiate', 'secure'], 'R\nhello\n');
    expect(stdout).toBe('hello\n');
    expect(stderr).toMatch(/not renegotiated: .*1\.3.*; the connection goes on/);
    await vi.waitFor(() => expect(events).toMatch(/"event":"not renegotiated".*1\.3/));
  });
});

test('RFC 9849 §7: --ech hides the ClientHello over datagrams too, with the retry for the cookie', async () => {
  const server = await serve('--ech', join(freshFolder(), 'ech.pem'));
  const { stderr } = await visit(server, ['--ech', server.ech ?? '']);
  expect(stderr).toContain('hidden, and read by the server');
});

test.each([
  ['connect', 'localhost:9', '--drop', '0.3'],
  ['connect', 'localhost:9', '--mtu', '500'],
  ['serve', '--seed', '7'],
  ['serve', '--no-cookies'],
])('flags about datagrams ask for --dtls: %s %s %s', async (...args) => {
  const { exitCode, stderr } = await runCli(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is about datagrams: add --dtls');
});

test('RFC 6347 §4.1.1: a piece that is too long for one datagram goes out in several', async () => {
  const text = 'x'.repeat(20_000);
  expect((await visit(await serve(), [], text)).stdout).toBe(text);
});
