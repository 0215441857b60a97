import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { own, shown } from './testing/fields.ts';
import { type RecordingProxy, recordingProxy } from './testing/recording-proxy.ts';
import { dissect, type Portion } from './testing/tape.ts';
import { hasTshark } from './testing/tshark.ts';

const exists = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'inspect-peers-'));
const keyFile = join(folder, 'key.pem');
const certificateFile = join(folder, 'certificate.pem');
const keyLog = join(folder, 'keys.txt');
const hasOpenssl = exists('openssl');
let server: ChildProcess;
let proxy: RecordingProxy;

beforeAll(async () => {
  if (!hasOpenssl) return;
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', keyFile, '-nodes'];
  spawnSync('openssl', ['req', '-x509', ...key, '-out', certificateFile, '-subj', '/CN=localhost', '-days', '2']);
  const files = ['-cert', certificateFile, '-key', keyFile];
  server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...files, '-www'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let banner = '';
  let port: string | undefined;
  while (port === undefined) {
    const [chunk] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    banner += chunk.toString('latin1');
    port = /ACCEPT \S*?:(\d+)/.exec(banner)?.[1];
  }
  proxy = await recordingProxy(Number(port));
});

afterAll(async () => {
  if (hasOpenssl) {
    await proxy.close();
    server.kill();
    await once(server, 'close');
  }
  rmSync(folder, { recursive: true });
});

/** Runs a client that writes the key log; gives what it said and heard on the wire. */
async function visit(program: string, args: readonly string[], input = ''): Promise<readonly (readonly Portion[])[]> {
  const before = proxy.tapes.length;
  const client = spawn(program, args, {
    env: { ...process.env, SSLKEYLOGFILE: keyLog },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  client.stdin.on('error', () => undefined);
  client.stdin.end(input);
  await once(client, 'close');
  return proxy.tapes.slice(before).filter((tape) => tape.length > 2);
}

const request = 'GET / HTTP/1.0\r\n\r\n';
const gnutls = (priority: string) => (port: number) => [
  '--insecure',
  '--priority',
  priority,
  '-p',
  `${port}`,
  'localhost',
];
const peers = [
  ['curl', 'TLS 1.3', (port: number) => ['-ks', `https://localhost:${port}/`]],
  ['curl', 'TLS 1.2', (port: number) => ['-ks', '--tls-max', '1.2', `https://localhost:${port}/`]],
  ['gnutls-cli', 'TLS 1.3', gnutls('NORMAL:-VERS-ALL:+VERS-TLS1.3')],
  ['gnutls-cli', 'TLS 1.2', gnutls('NORMAL:-VERS-ALL:+VERS-TLS1.2')],
  ['gnutls-cli', 'TLS 1.2', gnutls('NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC')],
  ['gnutls-cli', 'TLS 1.2', gnutls('NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305')],
  [
    'chromium',
    'TLS 1.3',
    (port: number) => [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--ignore-certificate-errors',
      `--user-data-dir=${join(folder, 'chromium')}`,
      `--ssl-key-log-file=${keyLog}`,
      '--dump-dom',
      `https://localhost:${port}/`,
    ],
  ],
] as const;

for (const [program, version, args] of peers) {
  const isThere = hasOpenssl && exists(program);
  test.skipIf(!isThere)(`${program}, ${version}: decrypted, proved, and as tshark sees it`, async () => {
    const tapes = await visit(program, args(proxy.port), program === 'gnutls-cli' ? request : '');
    const log = existsSync(keyLog) ? readFileSync(keyLog, 'latin1') : '';
    const heard = dissect(tapes, { secrets: { keyLog: log } });
    for (const { report } of heard) {
      expect(report.version).toBe(version);
      expect(report.records.failed).toBe(0);
      expect(report.checks.filter(({ result }) => result === 'wrong')).toEqual([]);
    }
    // Browsers open more connections than they use.
    const used = heard.find(({ plaintext }) => plaintext[0].length > 0);
    expect(text(used?.plaintext[0])).toMatch(/^GET \//);
    expect(text(used?.plaintext[1])).toMatch(/^HTTP\/1\.[01] 200/);
    expect(used?.report.records.withoutKey).toBe(0);
    if (!hasTshark) return;
    const theirs = shown(tapes, log);
    for (const [frame, row] of own(heard)) expect({ frame, ...theirs.get(frame) }).toEqual({ frame, ...row });
  });
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
