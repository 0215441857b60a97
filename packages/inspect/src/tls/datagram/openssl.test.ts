import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { said, writeIdentity } from '../testing/openssl.ts';
import { recordingUdpProxy } from '../testing/recording-udp-proxy.ts';
import { dissectOne, type Heard, linesOf } from '../testing/tape.ts';

const available = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'inspect-dtls-'));
const keyFile = join(folder, 'key.pem');
const certificateFile = join(folder, 'certificate.pem');

beforeAll(() => {
  if (available) writeIdentity(keyFile, certificateFile);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A port that was free a moment ago: s_server does not say which one it got over UDP. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

async function record(version: string, suite: string, options: readonly string[] = []): Promise<Heard> {
  const keyLog = join(folder, `keys-${version}-${suite}.txt`);
  const port = await freePort();
  const cipher = ['-cipher', `${suite}:@SECLEVEL=0`];
  const fixed = ['s_server', version, '-accept', `127.0.0.1:${port}`, '-cert', certificateFile, '-key', keyFile];
  const peer = spawn('openssl', [...fixed, ...cipher, ...options], { stdio: ['pipe', 'pipe', 'ignore'] });
  await said(peer, /ACCEPT/);
  const proxy = await recordingUdpProxy(port);
  try {
    const call = ['s_client', version, '-connect', `127.0.0.1:${proxy.port}`, '-keylogfile', keyLog, ...cipher];
    const caller = spawn('openssl', [...call, '-servername', 'server.test'], { stdio: ['pipe', 'pipe', 'ignore'] });
    caller.stdin.write('hello datagrams\n');
    await said(peer, /hello datagrams/);
    caller.stdin.end();
    await once(caller, 'close');
    return dissectOne(proxy.tape, { secrets: { keyLog: readFileSync(keyLog, 'latin1') } }, 'datagram');
  } finally {
    await proxy.close();
    peer.kill();
    await once(peer, 'close');
  }
}

const runs = [
  ['-dtls1_2', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['-dtls1_2', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ['-dtls1_2', 'ECDHE-RSA-AES128-SHA256'],
  ['-dtls1', 'ECDHE-RSA-AES256-SHA'],
] as const;

test.skipIf(!available).each(runs)('openssl %s, %s: decrypted and proved by the key log', async (version, suite) => {
  const { plaintext, report } = await record(version, suite);
  expect(new TextDecoder().decode(plaintext[0])).toBe('hello datagrams\n');
  expect(report.records).toMatchObject({ failed: 0, withoutKey: 0 });
  expect(report.checks.filter(({ result }) => result !== 'verified')).toEqual([]);
  expect(report.checks.map(({ what }) => what)).toEqual(expect.arrayContaining(['client Finished', 'server Finished']));
  expect(report.verdict).toMatch(/^established: DTLS 1\.[02], TLS_ECDHE_RSA/);
});

test.skipIf(!available)('openssl -dtls1_2 with a small MTU: messages in fragments are put together', async () => {
  const { items, trees, report } = await record('-dtls1_2', 'ECDHE-RSA-AES128-GCM-SHA256', ['-mtu', '300']);
  expect(report.checks.filter(({ result }) => result !== 'verified')).toEqual([]);
  expect(items.map(({ info }) => info)).toContain('Certificate (Fragment)');
  expect(items.map(({ info }) => info)).toContain('Hello Verify Request');
  const hello = linesOf(trees[0] as (typeof trees)[0]);
  expect(hello[0]).toBe('DTLSv1.2 Record Layer: Handshake Protocol: Client Hello');
  const header = [
    '    Message Sequence: 0',
    '    Fragment Offset: 0',
    '    Fragment Length:',
    '    Version: DTLS 1.2 (0xfefd)',
  ];
  for (const line of header) expect(hello.some((one) => one.startsWith(line))).toBe(true);
});
