import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pkcs8FromPem } from 'handfast/x509';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { said, writeIdentity } from './testing/openssl.ts';
import { type RecordingProxy, recordingProxy } from './testing/recording-proxy.ts';
import { dissect, type Heard } from './testing/tape.ts';

const available = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'inspect-openssl-'));
const keyFile = join(folder, 'key.pem');
const certificateFile = join(folder, 'certificate.pem');

beforeAll(() => {
  if (available) writeIdentity(keyFile, certificateFile);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly server?: readonly string[];
  readonly client?: readonly string[];
  readonly connections?: number;
  readonly secrets?: 'key log' | 'rsa key' | 'psk';
}

const psk = '00112233445566778899aabbccddeeff';

/** Connects with s_client to s_server through the recording proxy; says hello and gets it back reversed. */
async function record({
  server = [],
  client = [],
  connections = 1,
  secrets = 'key log',
}: Run): Promise<readonly Heard[]> {
  const keyLog = join(folder, `keys-${Math.random()}.txt`);
  const fixed = ['s_server', '-accept', '127.0.0.1:0', '-cert', certificateFile, '-key', keyFile, '-rev'];
  const peer = spawn('openssl', [...fixed, ...server], { stdio: ['ignore', 'pipe', 'ignore'] });
  let proxy: RecordingProxy | undefined;
  try {
    let banner = '';
    let port: number | undefined;
    while (port === undefined) {
      const [chunk] = (await once(peer.stdout, 'data')) as [Buffer];
      banner += chunk.toString('latin1');
      const found = /ACCEPT \S*?:(\d+)/.exec(banner)?.[1];
      port = found === undefined ? undefined : Number(found);
    }
    proxy = await recordingProxy(port);
    for (let i = 0; i < connections; i++) {
      const again = i === 0 ? ['-sess_out', join(folder, 'session')] : ['-sess_in', join(folder, 'session')];
      const options = [
        's_client',
        '-connect',
        `127.0.0.1:${proxy.port}`,
        '-servername',
        'server.test',
        '-keylogfile',
        keyLog,
      ];
      const caller = spawn('openssl', [...options, ...again, ...client], { stdio: ['pipe', 'pipe', 'ignore'] });
      caller.stdin.write('hello inspector\n');
      await said(caller, /rotcepsni olleh/);
      caller.stdin.end();
      await once(caller, 'close');
    }
    const rsaKeys = [pkcs8FromPem(readFileSync(keyFile, 'latin1'))];
    const wrongKey = new Uint8Array(16);
    const psks = [wrongKey, Uint8Array.from(psk.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))];
    const known =
      secrets === 'key log' ? { keyLog: readFileSync(keyLog, 'latin1') } : secrets === 'psk' ? { psks } : { rsaKeys };
    return dissect(proxy.tapes, { secrets: known });
  } finally {
    await proxy?.close();
    peer.kill();
    await once(peer, 'close');
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Everything opened, everything that can be checked is right, and what was said is what was read. */
function expectRead({ plaintext, report }: Heard): void {
  expect(text(plaintext[0])).toContain('hello inspector\n');
  expect(text(plaintext[1])).toContain('rotcepsni olleh');
  expect(report.records).toMatchObject({ failed: 0, withoutKey: 0 });
  // Nobody gave the key of a ticket, on which its binder rests.
  expect(report.checks.filter(({ what, result }) => result !== 'verified' && !what.startsWith('binder'))).toEqual([]);
}

const suites12 = [
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-CCM8',
  'AES128-GCM-SHA256',
  'ECDHE-ARIA128-GCM-SHA256',
] as const;

test.skipIf(!available).each(suites12)('openssl, TLS 1.2, %s: decrypted and proved by the key log', async (suite) => {
  const [heard] = await record({
    client: ['-tls1_2', '-cipher', `${suite}:@SECLEVEL=0`],
    server: ['-cipher', 'ALL:@SECLEVEL=0'],
  });
  expectRead(heard as Heard);
  expect(heard?.report.verdict).toMatch(/^established: TLS 1\.2, TLS_/);
  expect(heard?.report.checks.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['client Finished', 'server Finished']),
  );
});

const older = [
  ['-tls1', 'ECDHE-RSA-AES128-SHA'],
  ['-tls1', 'AES256-SHA'],
  ['-tls1', 'DHE-RSA-CAMELLIA128-SHA'],
  ['-tls1_1', 'ECDHE-RSA-AES256-SHA'],
  ['-tls1_1', 'DHE-RSA-AES128-SHA'],
  ['-tls1_2', 'ECDHE-RSA-AES128-SHA256'],
  ['-tls1_2', 'ECDHE-RSA-AES256-SHA384'],
  ['-tls1_2', 'AES128-SHA'],
  ['-tls1_2', 'NULL-SHA256'],
] as const;

test.skipIf(!available).each(older)('openssl, %s, %s: decrypted and proved by the key log', async (version, suite) => {
  const all = ['-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'];
  const [heard] = await record({ client: [version, '-cipher', `${suite}:@SECLEVEL=0`], server: all });
  expectRead(heard as Heard);
});

test.skipIf(!available)('openssl, TLS 1.2, CBC in the old order: MAC, then encryption', async () => {
  const client = ['-tls1_2', '-cipher', 'ECDHE-RSA-AES128-SHA', '-no_etm'];
  const [heard] = await record({ client });
  expectRead(heard as Heard);
  expect(heard?.report.warnings.map(({ code }) => code)).toContain('suite_mac_then_encrypt');
});

const suites13 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
];

test.skipIf(!available).each(suites13)('openssl, TLS 1.3, %s: decrypted and proved by the key log', async (suite) => {
  const [heard] = await record({ client: ['-tls1_3', '-ciphersuites', suite], server: ['-ciphersuites', suite] });
  expectRead(heard as Heard);
  const proved = ['server CertificateVerify', 'server Finished', 'client Finished'];
  expect(heard?.report.checks.map(({ what }) => what)).toEqual(proved);
});

test.skipIf(!available)('openssl, TLS 1.2 with RSA key exchange: decrypted by the key of the server', async () => {
  const client = ['-tls1_2', '-cipher', 'AES128-GCM-SHA256'];
  const [heard] = await record({ client, secrets: 'rsa key' });
  expectRead(heard as Heard);
});

test.skipIf(!available)('openssl, TLS 1.2 with a pre-shared key: decrypted by that key', async () => {
  const cipher = ['-cipher', 'PSK-AES128-GCM-SHA256', '-psk', psk];
  const [heard] = await record({ client: ['-tls1_2', ...cipher], server: [...cipher, '-nocert'], secrets: 'psk' });
  expectRead(heard as Heard);
});

test.skipIf(!available).each(['-tls1_2', '-tls1_3'])(
  'openssl %s: a resumed connection is linked to its first',
  async (version) => {
    const [first, second] = await record({ client: [version], connections: 2 });
    expectRead(first as Heard);
    expectRead(second as Heard);
    expect(first?.report.resumption).toEqual({ resumed: false, by: null, fromStream: null });
    expect(second?.report.resumption).toMatchObject({ resumed: true, fromStream: 0 });
    expect(second?.report.verdict).toMatch(/^resumed \(from stream 0, by (PSK )?ticket\)/);
  },
);
