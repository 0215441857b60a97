import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CaptureWriter, syntheticLinkType, tcpPacket } from '@handfast/inspect';
import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../testing/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'handfast-inspect-'));

/** A ClientHello of TLS 1.2 that offers one suite. */
const hello = Buffer.from(`160301002d0100002903035${'a'.repeat(63)}000002c02f0100`, 'hex');
/** The server refuses: handshake_failure. */
const refusal = Buffer.from('15030300020228', 'hex');

/** A short connection, and then one that is not TLS. */
function capture(): Buffer {
  const writer = new CaptureWriter();
  const parts = [writer.header()];
  const client = { address: '10.0.0.1', port: 40_000 };
  const server = { address: '10.0.0.2', port: 443 };
  const add = (seconds: number, ...segment: Parameters<typeof tcpPacket>) => {
    const bytes = tcpPacket(...segment);
    const facts = { linkType: syntheticLinkType, bytes, originalLength: bytes.length };
    parts.push(writer.packet({ seconds: 1_790_000_000 + seconds, nanoseconds: 0, ...facts }));
  };
  add(0, { from: client, to: server, sequence: 1, acknowledgment: 1, flags: 0x18, payload: hello });
  add(1, { from: server, to: client, sequence: 1, acknowledgment: 1 + hello.length, flags: 0x18, payload: refusal });
  const other = { ...client, port: 40_001 };
  const text = Buffer.from('GET / HTTP/1.0\r\n\r\n');
  add(2, { from: other, to: { ...server, port: 80 }, sequence: 1, acknowledgment: 1, flags: 0x18, payload: text });
  return Buffer.concat(parts);
}

/** A hello, and an answer whose certificate needs two segments and is not alone in the second. */
function spanish(): Buffer {
  const writer = new CaptureWriter();
  const parts = [writer.header()];
  const client = { address: '10.0.0.1', port: 40_000 };
  const server = { address: '10.0.0.2', port: 443 };
  const add = (...segment: Parameters<typeof tcpPacket>) => {
    const bytes = tcpPacket(...segment);
    const facts = { seconds: 0, nanoseconds: 0, linkType: syntheticLinkType, bytes, originalLength: bytes.length };
    parts.push(writer.packet(facts));
  };
  const chain = Buffer.concat([Buffer.from('160303006e0b00006a000067000064', 'hex'), Buffer.alloc(100)]);
  const done = Buffer.from('16030300040e000000', 'hex');
  const flight = Buffer.concat([chain, done]);
  add({ from: client, to: server, sequence: 1, acknowledgment: 1, flags: 0x18, payload: hello });
  const answer = { from: server, to: client, acknowledgment: 1 + hello.length, flags: 0x18 };
  add({ ...answer, sequence: 1, payload: flight.subarray(0, 60) });
  add({ ...answer, sequence: 61, payload: flight.subarray(60) });
  return Buffer.concat(parts);
}

function file(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const whole = file('whole.pcapng', capture());

describe('handfast inspect', () => {
  test('[M01] lists packets with their columns', async () => {
    const { exitCode, stdout, stderr } = await runCli(['inspect', whole]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        '   No.         Time Source          Destination     Protocol Port   Length Info',
        '     1     0.000000 10.0.0.1        10.0.0.2        TLSv1.2  40000      90 Client Hello',
        '     2     1.000000 10.0.0.2        10.0.0.1        TLSv1.2  https      47 Alert (Level: Fatal, Description: Handshake Failure)',
        '     3     2.000000 10.0.0.1        10.0.0.2        TCP      40001      58 40001 → 80 [PSH, ACK] Seq=1 Ack=1 Win=65535 Len=18',
        '',
      ].join('\n'),
    );
  });

  test('[B01] --bytes draws each record: where every byte stands, and what it is', async () => {
    const { stdout } = await runCli(['inspect', whole, '--bytes', '--filter', 'tls.alert', '--no-header']);
    expect(stdout.split('\n').slice(1)).toEqual([
      '    TLSv1.2 Record Layer: Alert (Level: Fatal, Description: Handshake Failure)',
      '        0     15    Content Type: Alert (21)',
      '        1..2  0303  Version: TLS 1.2 (0x0303)',
      '        3..4  0002  Length: 2',
      '        5     02    Level: Fatal (2)',
      '        6     28    Description: Handshake Failure (40)',
      '',
    ]);
  });

  test.each([
    ['a packed file', [file('packed.pcapng.gz', gzipSync(capture()))], undefined],
    ['standard input', ['-'], capture()],
    ['packed standard input', ['-'], gzipSync(capture())],
  ])('takes %s', async (_, args, input) => {
    const running = startCli(['inspect', ...args, '--no-header'], { input: undefined });
    running.stdin.end(input);
    const lines: string[] = [];
    running.stdout.on('data', (part) => lines.push(String(part)));
    expect(await running.exitCode).toBe(0);
    expect(lines.join('').split('\n')).toHaveLength(4);
  });

  test('live: what came is shown before the capture ends', async () => {
    const running = startCli(['inspect', '-', '--no-header'], { input: undefined });
    const first = new Promise((resolve) => running.stdout.once('data', resolve));
    running.stdin.write(capture());
    expect(String(await first)).toContain('Client Hello');
    running.stdin.end();
    expect(await running.exitCode).toBe(0);
  });

  test('a live capture that is stopped: what is known is told, and JSON stays whole', async () => {
    for (const flags of [[], ['--json'], ['--connections']]) {
      const running = startCli(['inspect', '-', ...flags], { input: undefined });
      let stdout = '';
      running.stdout.on('data', (part) => {
        stdout += String(part);
      });
      const read = new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      running.stdin.write(capture());
      await read;
      running.stop('SIGINT');
      expect(await running.exitCode).toBe(130);
      if (flags[0] === '--json') {
        expect(JSON.parse(stdout)).toMatchObject({ packets: 3, complete: false, problem: { message: 'stopped' } });
      } else expect(stdout).toContain(flags.length === 0 ? 'Client Hello' : 'handshake_failure');
    }
  });

  test('[M08] --filter chooses packets, and an error points at its place', async () => {
    const chosen = await runCli(['inspect', whole, '--no-header', '--filter', 'tls.alert']);
    expect(chosen.stdout.trim().split('\n')).toHaveLength(1);
    expect(chosen.stdout).toContain('Handshake Failure');
    const wrong = await runCli(['inspect', whole, '--filter', 'tcp.stream eq']);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain(
      'the end stands where a value should, at column 14\n  tcp.stream eq\n               ^',
    );
  });

  test('[M03] --details prints the trees', async () => {
    const { stdout } = await runCli(['inspect', whole, '--details', '--filter', 'tls.handshake']);
    expect(stdout).toContain('TLSv1.2 Record Layer: Handshake Protocol: Client Hello');
    expect(stdout).toContain('Cipher Suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (0xc02f)');
  });

  test('--explain adds what fields mean and where that is written', async () => {
    const { stdout } = await runCli(['inspect', whole, '--explain', '--filter', 'tls.handshake']);
    expect(stdout).toMatch(
      /Handshake Protocol: Client Hello  — everything that the client offers.*RFC 5246 §7\.4\.1\.2\n/,
    );
    const { stdout: bare } = await runCli(['inspect', whole, '--details', '--filter', 'tls.handshake']);
    expect(bare).not.toContain('  — ');
  });

  test('[M01] --wording 2014 lists and prints as the Spanish report does', async () => {
    const path = file('spanish.pcapng', spanish());
    const { stdout } = await runCli(['inspect', path, '--no-header', '--filter', 'tls', '--wording', '2014']);
    const infos = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(75));
    expect(infos).toEqual(['Client Hello', 'Certificate']);
    const { stdout: trees } = await runCli(['inspect', path, '--details', '--wording', '2014']);
    expect(trees).toContain('gmt_unix_time: ');
  });

  test('--ca verifies chains, and complains about files that are none', async () => {
    const { exitCode, stderr } = await runCli(['inspect', whole, '--connections', '--ca', whole]);
    expect(exitCode).toBe(7);
    expect(stderr).toContain('there is no certificate in');
  });

  test('--json is one document with a report of each connection', async () => {
    const { stdout } = await runCli(['inspect', whole, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'urn:handfast:inspect:1.0.0',
      file: whole,
      packets: 3,
      complete: true,
      problem: null,
      connections: [
        { stream: 0, carrier: 'tcp', client: { address: '10.0.0.1', port: 40_000 }, bytes: [50, 7] },
        { stream: 1, tls: null },
      ],
    });
    const detailed = JSON.parse((await runCli(['inspect', whole, '--json', '--details'])).stdout);
    expect(detailed.packetList).toHaveLength(3);
    expect(detailed.packetList[0].layers.at(-1).children).toHaveLength(1);
  });

  test('--ndjson is one line for each connection', async () => {
    const { stdout } = await runCli(['inspect', whole, '--ndjson', '--stream', '0']);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { schema: 'urn:handfast:inspect-connection:1.0.0', stream: 0, tls: {} },
    ]);
  });

  test('--connections says how it went', async () => {
    const { stdout } = await runCli(['inspect', whole, '--connections']);
    expect(stdout).toMatch(/^tcp stream 0: 10\.0\.0\.1:40000 → 10\.0\.0\.2:443\n/);
    expect(stdout).toContain('handshake_failure');
  });

  test('--follow gives what was said, and says when nothing could be opened', async () => {
    const plain = await runCli(['inspect', whole, '--follow', '1']);
    expect(plain).toMatchObject({ exitCode: 0, stdout: 'GET / HTTP/1.0\r\n\r\n' });
    const closed = await runCli(['inspect', whole, '--follow', '0']);
    expect(closed).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('give --keylog') });
    const absent = await runCli(['inspect', whole, '--follow', '7']);
    expect(absent).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is no TCP stream 7') });
  });

  test('--write keeps one stream, for the owner alone; --redact takes content out', async () => {
    const path = join(folder, 'written.pcapng');
    expect(await runCli(['inspect', whole, '--quiet', '--stream', '1', '--write', path])).toMatchObject({
      exitCode: 0,
    });
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readFileSync(path).includes('GET /')).toBe(true);
    expect((await runCli(['inspect', path, '--no-header'])).stdout).toContain('40001 → 80');
    await runCli(['inspect', whole, '--redact', '--write', path]);
    expect(readFileSync(path).includes('GET /')).toBe(false);
    expect((await runCli(['inspect', path])).stdout).toBe((await runCli(['inspect', whole])).stdout);
  });
});

describe('what is wrong with a capture', () => {
  test('a file that is cut off: what stands before is shown, exit code 6', async () => {
    const path = file('cut.pcapng', capture().subarray(0, -10));
    const { exitCode, stdout, stderr } = await runCli(['inspect', path, '--no-header']);
    expect(exitCode).toBe(6);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^warning: the capture is cut off: the file ends \d+ bytes into a packet, at byte \d+/);
  });

  test('damage in the middle: exit code 7, and JSON says where', async () => {
    const bytes = capture();
    bytes.writeUInt32LE(5, 28 + 32 + 4);
    const path = file('damaged.pcapng', Buffer.concat([capture(), bytes]));
    const { exitCode, stdout } = await runCli(['inspect', path, '--json']);
    expect(exitCode).toBe(7);
    const problem = { message: expect.stringContaining('a block claims to have 5 bytes'), offset: expect.any(Number) };
    expect(JSON.parse(stdout)).toMatchObject({ packets: 3, complete: false, problem });
  });

  test.each([
    ['no capture', file('text', Buffer.from('hello, world')), /is no capture: the file begins with 68656c6c/],
    ['nothing', file('empty', new Uint8Array()), /is no capture: the file is too short/],
    ['no file', join(folder, 'absent'), /cannot be read \(ENOENT\)/],
    ['a folder', folder, /cannot be read \(EISDIR\)/],
    ['half a packed file', file('half.gz', gzipSync(capture()).subarray(0, 60)), /cannot be read \(Z_BUF_ERROR\)/],
  ])('%s: exit code 7', async (_, path, sentence) => {
    const { exitCode, stderr } = await runCli(['inspect', path]);
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(sentence);
  });

  test.each([
    [['--redact'], 'add --write FILE'],
    [['--json', '--ndjson'], 'exclude each other'],
    [['--details', '--connections'], '--details, --explain and --bytes are for the packet list'],
    [['--json', '--explain'], 'give --details instead'],
    [['--psk', 'xyz'], 'is not hexadecimal'],
  ])('%j: exit code 2', async (flags, sentence) => {
    const { exitCode, stderr } = await runCli(['inspect', whole, ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

test('in a terminal, what does not fit stands below its row instead of being cut in two', async () => {
  const running = startCli(['inspect', whole, '--no-header'], { env: { NO_COLOR: '1' } });
  Object.assign(running.stdout, { isTTY: true, columns: 80 });
  let stdout = '';
  running.stdout.on('data', (part) => {
    stdout += String(part);
  });
  expect(await running.exitCode).toBe(0);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    '     1     0.000000 10.0.0.1        10.0.0.2        TLSv1.2  40000      90',
    '       Client Hello',
    '     2     1.000000 10.0.0.2        10.0.0.1        TLSv1.2  https      47',
  ]);
});
