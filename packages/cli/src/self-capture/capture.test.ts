import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, inspect } from '@handfast/inspect';
import { nodeProvider } from 'handfast/providers/node';
import { expect, test } from 'vitest';
import { runCli, startCli, startServe } from '../testing/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'handfast-pcap-'));
writeFileSync(join(folder, 'page.txt'), 'a page that nobody else may read');

/** What is inside a capture, opened with its own secrets. */
function opened(path: string) {
  const said = ['', ''];
  const content = ({ direction, bytes, isDecrypted }: Content) => {
    if (isDecrypted) said[direction] += Buffer.from(bytes).toString('latin1');
  };
  const { connections, problem } = inspect(new Uint8Array(readFileSync(path)), { provider: nodeProvider, content });
  return { said, connections, problem };
}

test.each([[[]], [['--max', '1.2']]])(
  '[M16] connect and serve write captures of themselves, which open with the secrets inside (%j)',
  async (flags) => {
    const [theirs, ours] = [join(folder, 'server.pcapng'), join(folder, 'client.pcapng')];
    const serving = await startServe([folder, '--pcap', theirs]);
    const target = `localhost:${serving.port}`;
    const answer = await runCli([
      'connect',
      target,
      '--ca',
      serving.ca,
      '--get',
      '/page.txt',
      '--pcap',
      ours,
      ...flags,
    ]);
    expect(answer).toMatchObject({ exitCode: 0, stdout: 'a page that nobody else may read' });
    serving.stop();
    await serving.exitCode;
    for (const path of [ours, theirs]) {
      expect(statSync(path).mode & 0o077).toBe(0);
      const { said, connections, problem } = opened(path);
      expect(problem).toBeNull();
      expect(said[0]).toMatch(/^GET \/page\.txt HTTP\/1\.1\r\n/);
      expect(said[1]).toMatch(/a page that nobody else may read$/);
      expect(connections).toHaveLength(1);
      expect(connections[0]).toMatchObject({ server: { port: serving.port }, ended: 'fin', gaps: [] });
      expect(connections[0]?.tls?.checks.filter(({ result }) => result === 'wrong')).toEqual([]);
    }
  },
);

test('what was recorded can be followed, passed on with its secrets, and passed on without', async () => {
  const [recorded, passedOn] = [join(folder, 'recorded.pcapng'), join(folder, 'passed-on.pcapng')];
  const keyLog = join(folder, 'keys.log');
  const serving = await startServe([folder]);
  const target = ['connect', `localhost:${serving.port}`, '--ca', serving.ca, '--get', '/page.txt'];
  await runCli([...target, '--pcap', recorded, '--keylog', keyLog]);
  const follow = async (path: string, ...flags: readonly string[]) =>
    (await runCli(['inspect', path, '--follow', '0', ...flags])).stdout;
  expect(await follow(recorded)).toContain('a page that nobody else may read');
  // However the chunks fall.
  const slowly = startCli(['inspect', '-', '--follow', '0'], { input: undefined });
  slowly.stdout.resume();
  for (const byte of readFileSync(recorded)) slowly.stdin.write(Uint8Array.of(byte));
  slowly.stdin.end();
  expect(await slowly.exitCode).toBe(0);
  await runCli(['inspect', recorded, '--stream', '0', '--write', passedOn]);
  expect(await follow(passedOn)).toBe(await follow(recorded));
  await runCli(['inspect', recorded, '--redact', '--write', passedOn]);
  expect(await follow(passedOn, '--keylog', keyLog)).toBe('');
  expect(readFileSync(passedOn, 'latin1')).not.toContain('CLIENT_');
  const verified = await runCli(['inspect', recorded, '--connections', '--ca', serving.ca]);
  expect(verified.stdout).toMatch(/established: TLS 1\.3/);
  expect(verified.stdout).not.toContain('FAIL');
});

test('a handshake that fails is in the capture too', async () => {
  const path = join(folder, 'failed.pcapng');
  const serving = await startServe([folder]);
  const { exitCode } = await runCli(['connect', `localhost:${serving.port}`, '--pcap', path]);
  expect(exitCode).toBe(5);
  expect(opened(path).connections[0]?.tls).toMatchObject({ alert: 'unknown_ca', endedBy: 'client' });
});

test('a capture that cannot be written is told before anything is sent', async () => {
  const { exitCode, stderr } = await runCli(['connect', 'localhost:9', '--pcap', join(folder, 'absent', 'file')]);
  expect(exitCode).toBe(7);
  expect(stderr).toContain('cannot be written (ENOENT)');
});
