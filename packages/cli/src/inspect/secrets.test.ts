import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureWriter, SyntheticConnection } from '@handfast/inspect';
import { beforeAll, expect, test } from 'vitest';
import { lacksOpenssl, openssl } from '../testing/openssl.ts';
import { runCli, startServe } from '../testing/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'handfast-inspect-secrets-'));
const [key, certificate, keyLog] = ['key.pem', 'certificate.pem', 'keys.log'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const psk = '00112233445566778899aabbccddeeff';

beforeAll(() => {
  if (lacksOpenssl) return;
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-subj', '/CN=a');
});

/** s_client says a line to s_server, which sends it back reversed; gives the path of a capture without secrets. */
async function captured(name: string, shared: readonly string[], server: readonly string[]): Promise<string> {
  const accept = ['s_server', '-accept', '127.0.0.1:0', '-tls1_2', '-rev', ...shared, ...server];
  const peer = spawn('openssl', accept, { stdio: ['ignore', 'pipe', 'ignore'] });
  let banner = '';
  for await (const part of peer.stdout.iterator({ destroyOnReturn: false })) {
    banner += String(part);
    if (/ACCEPT \S*:\d+/.test(banner)) break;
  }
  peer.stdout.resume();
  const writer = new CaptureWriter();
  const wire = new SyntheticConnection({ address: '192.0.2.1', port: 50_000 }, { address: '192.0.2.2', port: 443 });
  const packets = [...wire.open(0)];
  const relay = createServer((near) => {
    const far = connect(Number(/ACCEPT \S*:(\d+)/.exec(banner)?.[1]), '127.0.0.1');
    near.on('data', (bytes: Uint8Array) => packets.push(...wire.data(0, bytes, 0))).pipe(far);
    far.on('data', (bytes: Uint8Array) => packets.push(...wire.data(1, bytes, 0))).pipe(near);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  const target = ['-connect', `127.0.0.1:${(relay.address() as AddressInfo).port}`, '-keylogfile', keyLog];
  const client = spawn('openssl', ['s_client', '-quiet', '-tls1_2', ...target, ...shared], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  client.stdin.write('hello inspector\n');
  await once(client.stdout, 'data');
  client.stdin.end();
  client.kill();
  await once(client, 'close');
  peer.kill();
  relay.close();
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([writer.header(), ...packets.map((packet) => writer.packet(packet))]));
  return path;
}

test.skipIf(lacksOpenssl)('RFC 5246 §7.4.7.1: --rsa-key opens what RSA exchanged the keys for', async () => {
  const path = await captured('rsa.pcapng', ['-cipher', 'AES128-GCM-SHA256'], ['-cert', certificate, '-key', key]);
  expect(await runCli(['inspect', path, '--follow', '0'])).toMatchObject({ exitCode: 1, stdout: '' });
  for (const secret of [
    ['--rsa-key', key],
    ['--keylog', keyLog],
  ]) {
    const { exitCode, stdout } = await runCli(['inspect', path, '--follow', '0', ...secret]);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('hello inspector\n') });
    expect(stdout).toContain('rotcepsni olleh');
  }
  const { stdout } = await runCli(['inspect', path, '--no-header', '--rsa-key', key]);
  expect(stdout).toContain('Client Key Exchange, Change Cipher Spec, Finished');
  expect(readFileSync(keyLog, 'latin1')).toContain('CLIENT_RANDOM');
});

test.skipIf(lacksOpenssl)(
  'RFC 4279 §2: --psk opens what a pre-shared key protects, whichever of several it is',
  async () => {
    const path = await captured('psk.pcapng', ['-cipher', 'PSK-AES128-GCM-SHA256', '-psk', psk], ['-nocert']);
    const wrong = await runCli(['inspect', path, '--follow', '0', '--psk', '00'.repeat(16)]);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    const { stdout } = await runCli(['inspect', path, '--follow', '0', '--psk', '00'.repeat(16), '--psk', psk]);
    expect(stdout).toContain('hello inspector\n');
  },
);

test.each([
  ['TLS 1.1', 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA', '--max=1.1'],
  ['TLS 1.0', 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA', '--max=1.0'],
])('secrets in the capture open %s with %s, which Node itself has no ciphers for', async (version, suite, newest) => {
  const path = join(folder, `${suite}.pcapng`);
  const flags = ['--legacy', '--min=1.0', newest, '--suites', suite];
  const serving = await startServe(['--pcap', path, ...flags]);
  const target = ['connect', `localhost:${serving.port}`, '--ca', serving.ca, '--get', '/'];
  expect(await runCli([...target, ...flags])).toMatchObject({ exitCode: 0 });
  serving.stop();
  await serving.exitCode;
  const { stdout } = await runCli(['inspect', path, '--follow', '0']);
  expect(stdout).toContain('GET / HTTP/1.1');
  expect((await runCli(['inspect', path, '--connections'])).stdout).toContain(`established: ${version}, ${suite}`);
});
