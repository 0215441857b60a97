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

test('RFC 6347 §4.2.4: --dtls goes with no flag that needs a stream', async () => {
  expect((await runCli(['connect', '--dtls', 'localhost:9', '--get', '/'])).exitCode).toBe(2);
  expect((await runCli(['connect', '--dtls', 'localhost:9', '--drop', '1.5'])).exitCode).toBe(2);
});
