import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { authority, freshFolder, leafOf, rootFile } from '../testing/certificates.ts';
import { runCli } from '../testing/run-cli.ts';
import { tlsServer } from '../testing/servers.ts';

/** A server that sends back what it gets and takes early data, and a way to run the command against it. */
async function echoing() {
  const root = await authority();
  const options = { ...(await leafOf(root)), earlyData: { most: 1000 } };
  const port = await tlsServer(options, (socket) => {
    socket.pipe(socket);
  });
  const file = join(freshFolder(), 'session');
  const run = (...flags: readonly string[]) =>
    runCli(['connect', `localhost:${port}`, '--ca', rootFile(root), '--json', ...flags]);
  return { file, run };
}

const agreed = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Record<string, unknown>;

describe('handfast connect with sessions', () => {
  test('[H29] RFC 8446 §2.2: one run keeps a session, another resumes it', async () => {
    const { file, run } = await echoing();
    const first = await run('--session-out', file);
    expect(first.exitCode).toBe(0);
    expect(JSON.stringify(agreed(first))).toContain('"resumed":false');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await run('--session-in', file, '--session-out', file);
    expect(JSON.stringify(agreed(second))).toContain('"resumed":true');
    const third = await run('--session-in', file);
    expect(JSON.stringify(agreed(third))).toContain('"resumed":true');
  });

  test('RFC 8446 §2.3: sends early data where the session allows it', async () => {
    const { file, run } = await echoing();
    const early = join(freshFolder(), 'early');
    writeFileSync(early, 'hello');
    await run('--session-out', file);
    const { exitCode, stdout } = await run('--session-in', file, '--early-data', early);
    expect(exitCode).toBe(0);
    expect(stdout.replace(/\s/g, '')).toContain('"earlyData":"accepted"');
  });

  test('refuses flags that make no sense together, and files that hold no sessions', async () => {
    const { file, run } = await echoing();
    writeFileSync(file, '{"sessions": 1}');
    expect((await run('--early-data', file)).stderr).toContain('--session-in');
    expect((await run('--early-data', file, '--session-in', file, '--get', '/')).stderr).toContain(
      'exclude each other',
    );
    const bad = await run('--session-in', file);
    expect(bad.exitCode).not.toBe(0);
    expect(bad.stderr).toContain('--session-out wrote');
    expect(readFileSync(file, 'utf8')).toBe('{"sessions": 1}');
  });
});
