import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, inspect } from '@handfast/inspect';
import { nodeProvider } from 'handfast/providers/node';
import { expect, test } from 'vitest';
import { runCli, startCli } from '../testing/run-cli.ts';

/** Starts `handfast serve --dtls` and waits until it is ready. */
async function ready(args: readonly string[] = []) {
  const running = startCli(['serve', '--dtls', ...args]);
  let said = '';
  for await (const piece of running.stderr.iterator({ destroyOnReturn: false })) {
    said += String(piece);
    if (said.includes('Handshakes:')) break;
  }
  running.stderr.resume();
  const [, port = '', root = ''] = /localhost:(\d+)[\s\S]*Trust +(\S+)/.exec(said) ?? [];
  return { target: `localhost:${port}`, root };
}

test.each([
  ['1.2', 'HelloVerifyRequest'],
  ['1.3', 'HelloRetryRequest'],
])('[A25] RFC 6347, RFC 9147: connect and serve shake hands over DTLS %s, with a cookie', async (max, cookie) => {
  const { target, root } = await ready(['--host', '127.0.0.1']);
  const { exitCode, stdout, stderr } = await runCli(['connect', '--dtls', '-4', target, '--ca', root, '--max', max], {
    input: 'hello\n',
  });
  expect([exitCode, stdout]).toEqual([0, 'hello\n']);
  expect(stderr).toContain(cookie);
  expect(stderr).toContain(`DTLS ${max}`);
});

test('[A25] RFC 6347 §4.2.4: the ladder shows what was lost and what was sent again', async () => {
  const { target, root } = await ready();
  const usual = ['connect', '--dtls', '-4', target, '--ca', root];
  const { exitCode, stderr } = await runCli([...usual, '--drop', '0.3', '--seed', '7']);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('lost on its way');
  expect(stderr).toContain('flight of 1 message sent again: no answer in time');
});

test('[I01] RFC 6347 §4.2.2: serve and connect renegotiate over DTLS 1.2, and go on', async () => {
  const { target, root } = await ready(['--max', '1.2', '--renegotiate', 'secure', '--renegotiate-after', '3']);
  const { exitCode, stdout, stderr } = await runCli(['connect', '--dtls', '-4', target, '--ca', root, '--max', '1.2'], {
    input: 'hello\n',
  });
  expect([exitCode, stdout]).toEqual([0, 'hello\n']);
  expect(stderr).toContain('renegotiated: all keys are new');
});

test('RFC 6347 §4.2: with --json there is one document about the handshake', async () => {
  const { target, root } = await ready();
  const { exitCode, stdout } = await runCli(['connect', '--dtls', '-4', target, '--ca', root, '--json']);
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { complete: true, version: 'DTLS 1.3', verified: true }]);
});

test('[A25] RFC 4347: DTLS 1.0 is spoken where --legacy asks for it', async () => {
  const { target, root } = await ready(['--legacy']);
  const old = ['connect', '--dtls', '-4', target, '--ca', root, '--json', '--min', '1.0', '--max', '1.0'];
  expect((await runCli(old)).stderr).toContain('--legacy');
  const { exitCode, stdout } = await runCli([...old, '--legacy']);
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { version: 'DTLS 1.0', verified: true }]);
  const { stderr } = await runCli(['connect', '--dtls', target, '--legacy', '--min', 'ssl3', '--max', 'ssl3']);
  expect(stderr).toContain('there is no SSL 3.0 over datagrams');
});

const folder = mkdtempSync(join(tmpdir(), 'handfast-dtls-'));

test.each([
  ['1.2', 'by ticket', [], []],
  ['1.2', 'by session ID', ['--no-tickets'], []],
  ['1.3', 'by ticket', [], []],
  ['1.3', 'by ticket, sessions in a folder', [], ['--session-store', join(folder, 'store')]],
])('[A25] RFC 6347 §4.2.8: a session goes on in DTLS %s, %s', async (max, how, flags, serving) => {
  const { target, root } = await ready(serving);
  const file = join(folder, `${max} ${how}.json`);
  const usual = ['connect', '--dtls', '-4', target, '--ca', root, '--max', max, '--json', ...flags];
  const first = await runCli([...usual, '--session-out', file]);
  const second = await runCli([...usual, '--session-in', file]);
  expect(JSON.parse(first.stdout)).toMatchObject({ resumed: false });
  expect(JSON.parse(second.stdout)).toMatchObject({ resumed: true });
});

test.each(['1.2', '1.3'])(
  '[A25, M16] connect and serve write captures of DTLS %s, which open with the secrets inside',
  async (max) => {
    const [ours, theirs] = [join(folder, `client ${max}.pcapng`), join(folder, `server ${max}.pcapng`)];
    const serving = startCli(['serve', '--dtls', '--once', '--json', '--pcap', theirs]);
    serving.stderr.resume();
    const [line] = (await once(serving.stdout, 'data')) as [Buffer];
    const { port, ca } = JSON.parse(String(line));
    const usual = ['connect', '--dtls', '-4', `localhost:${port}`, '--ca', ca, '--max', max];
    expect(await runCli([...usual, '--pcap', ours], { input: 'a secret' })).toMatchObject({ stdout: 'a secret' });
    expect(await serving.exitCode).toBe(0);
    for (const path of [ours, theirs]) {
      let said = '';
      const content = ({ bytes, isDecrypted }: Content): void => {
        if (isDecrypted) said += Buffer.from(bytes).toString('latin1');
      };
      const capture = new Uint8Array(readFileSync(path));
      const { connections, problem } = inspect(capture, { provider: nodeProvider, content });
      expect(problem).toBeNull();
      expect(connections).toMatchObject([{ server: { port } }]);
      expect(said).toContain('a secret');
    }
  },
);

test('RFC 6347 §4.2.4.1: --timeout ends what nobody answers', async () => {
  const mute = createSocket('udp4').bind(0, '127.0.0.1');
  await once(mute, 'listening');
  const began = performance.now();
  const { exitCode, stderr } = await runCli([
    'connect',
    '--dtls',
    `127.0.0.1:${mute.address().port}`,
    '--timeout',
    '1',
  ]);
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(/an answer of 127.* did not come within 1 s/);
  expect(performance.now() - began).toBeLessThan(5000);
  mute.close();
});

test.each([
  ['connect', 'localhost:9', '--get', '/'],
  ['connect', 'localhost:9', '--drop', '1.5'],
  ['serve', 'folder'],
  ['serve', '--early-data', '100'],
])('RFC 6347 §4.2.4: --dtls goes with no flag that needs a stream: %s %s %s', async (...args) => {
  const { exitCode, stderr } = await runCli([...args, '--dtls']);
  expect(exitCode).toBe(2);
  expect(stderr).not.toContain('unexpected');
});
