import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePem } from 'handfast/x509';
import { describe, expect, test } from 'vitest';
import { authority, freshFolder, rootFile } from '../testing/certificates.ts';
import { runCli, type Serving, startServe } from '../testing/run-cli.ts';

const ca = await authority();
const leaf = await ca.issue(['localhost']);

/** Flags of servers that show the same certificate. */
function certified(): readonly string[] {
  const [cert, key] = ['cert', 'key'].map((name) => join(freshFolder(), name)) as [string, string];
  writeFileSync(cert, leaf.chain.map((der) => encodePem('CERTIFICATE', der)).join(''));
  writeFileSync(key, encodePem('PRIVATE KEY', leaf.pkcs8));
  return ['--echo', '--cert', cert, '--key', key];
}

/** A visit that takes the session of another server's along: clients tell servers by their ports. */
async function visit({ port }: Serving, file: string, ...flags: readonly string[]): Promise<Record<string, unknown>> {
  if (flags.includes('--session-in')) {
    writeFileSync(file, readFileSync(file, 'latin1').replace(/localhost \d+/g, `localhost ${port}`));
  }
  const { exitCode, stdout } = await runCli(
    ['connect', `localhost:${port}`, '--ca', rootFile(ca), '--json', ...flags],
    { input: 'hello' },
  );
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('handfast serve and sessions', () => {
  const folderStore = (): string[] => ['--session-store', join(freshFolder(), 'store')];
  const keyFile = (): string[] => ['--ticket-key', join(freshFolder(), 'ticket.key')];

  test.each([
    ['a folder', folderStore],
    ['a ticket key', keyFile],
  ])('[H20] two servers with %s in common resume each other’s sessions', async (_what, flags) => {
    const shared = flags();
    const servers = [
      await startServe([...certified(), ...shared]),
      await startServe([...certified(), ...shared]),
    ] as const;
    const file = join(freshFolder(), 'session');
    await visit(servers[0], file, '--session-out', file);
    const again = await visit(servers[1], file, '--session-in', file);
    expect(JSON.stringify(again)).toContain('"resumed":true');
  });

  test.each([
    [
      '[H02, H19] RFC 5246 §7.3: sessions are kept by ID for clients that ask for no tickets',
      [],
      ['--no-tickets'],
      true,
    ],
    ['[H02, H19] RFC 5246 §7.3: for all clients, where the server gives no tickets', ['--no-tickets'], [], true],
    ['[H11, H19, M14] RFC 5077 §3.1: and in tickets for the others', ['--no-session-ids'], ['--tickets', '1'], true],
    ['[M14] RFC 5077 §3.4: without both nothing is resumed', ['--no-session-ids', '--tickets', '0'], [], false],
    ['RFC 5077 §3.4: tickets are not for who asks for none', ['--no-session-ids'], ['--no-tickets'], false],
  ])('%s', async (_rule, serverFlags, clientFlags, resumed) => {
    const server = await startServe([...certified(), '--max', '1.2', ...serverFlags]);
    const file = join(freshFolder(), 'session');
    await visit(server, file, '--session-out', file, ...clientFlags);
    const flags = resumed ? ['--session-in', file] : [];
    expect(await visit(server, file, ...flags, ...clientFlags)).toMatchObject({ resumed });
  });

  test('a ticket key is made once, for its owner alone', async () => {
    const [flag, path] = keyFile() as [string, string];
    await startServe([...certified(), flag, path]);
    const key = readFileSync(path, 'latin1');
    expect(key).toMatch(/^[0-9a-f]{96}\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await startServe([...certified(), flag, path]);
    expect(readFileSync(path, 'latin1')).toBe(key);
    writeFileSync(path, 'no key');
    const { exitCode, stderr } = await runCli(['serve', ...certified(), flag, path]);
    expect(exitCode).toBe(7);
    expect(stderr).toContain('48 random bytes in hexadecimal');
  });

  test('a folder that others can read is refused', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'sessions'), { mode: 0o755 });
    const { exitCode, stderr } = await runCli(['serve', ...certified(), '--session-store', folder]);
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/open to other users/);
  });

  test('a store in memory, and a Redis that is not there, cost nothing but sessions', async () => {
    for (const store of ['memory', 'redis://127.0.0.1:1/']) {
      const server = await startServe([...certified(), '--session-store', store]);
      expect(JSON.stringify(await visit(server, ''))).toContain('"resumed":false');
    }
  });
});

describe('handfast ticket show', () => {
  test('[H14] [H24] tells size and age; with the key of the server, every byte', async () => {
    const key = join(freshFolder(), 'ticket.key');
    const server = await startServe([...certified(), '--ticket-key', key, '--early-data', '1000']);
    const file = join(freshFolder(), 'session');
    await visit(server, file, '--session-out', file);
    const outside = await runCli(['ticket', 'show', file]);
    expect(outside.exitCode).toBe(0);
    expect(outside.stdout).toMatch(/TLS 1\.3 +localhost \d+ localhost/);
    expect(outside.stdout).toMatch(/ticket +\d+ bytes, sealed/);
    expect(outside.stdout).toMatch(/early data +1000 bytes at most/);
    expect(outside.stdout).not.toContain('cipherSuite');
    const inside = await runCli(['ticket', 'show', file, '--key', key]);
    expect(inside.exitCode).toBe(0);
    expect(inside.stdout).toContain('TLS_AES_128_GCM_SHA256');
    expect(inside.stdout).toContain('"localhost"');
    const other = join(freshFolder(), 'other.key');
    writeFileSync(other, '00'.repeat(48));
    const zeros = await runCli(['ticket', 'show', file, '--key', other]);
    expect([zeros.exitCode, zeros.stderr]).toEqual([7, expect.stringContaining('random bytes')]);
    writeFileSync(other, randomBytes(48).toString('hex'));
    const closed = await runCli(['ticket', 'show', file, '--key', other]);
    expect(closed.exitCode).toBe(1);
    expect(closed.stdout).toContain('this key does not open it');
  });

  test('a file without sessions is told so', async () => {
    const file = join(freshFolder(), 'session');
    writeFileSync(file, '{"sessions":[]}');
    expect((await runCli(['ticket', 'show', file])).stderr).toContain('holds no session');
  });
});
