import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MisuseError } from '../../base/errors.ts';
import { MemoryStore } from '../../session/memory-store.ts';
import { behavesAsGuard, behavesAsStore } from '../testing/store-contract.ts';
import { echoServer, sharedKeys, visit } from '../testing/visits.ts';
import { DirectoryReplayGuard, DirectoryStore } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'handfast-directory-'));
afterAll(() => rm(root, { recursive: true }));
let used = 0;
const place = (): string => join(root, `${used++}`);
const value = new Uint8Array(100);

describe('sessions in a directory', () => {
  const path = place();
  behavesAsStore(() => new DirectoryStore({ path }));

  test('are files that nobody else can read, under names that say nothing', async () => {
    const path = place();
    const store = new DirectoryStore({ path });
    await store.put('server.test:443', value, Date.now() + 60_000);
    const [key] = (await readdir(path)) as [string];
    const [file] = (await readdir(join(path, key))) as [string];
    expect(`${key}${file}`).not.toContain('server');
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(path, key))).mode & 0o777).toBe(0o700);
    expect((await stat(join(path, key, file))).mode & 0o777).toBe(0o600);
  });

  test('are refused a directory that others can read', async () => {
    const path = place();
    await mkdir(path, { mode: 0o755 });
    expect(() => new DirectoryStore({ path })).toThrow(MisuseError);
    expect(() => new DirectoryReplayGuard({ path })).toThrow(MisuseError);
  });

  test('that have expired are swept away, with what a process left unfinished', async () => {
    const path = place();
    const store = new DirectoryStore({ path });
    await store.put('a', value, Date.now() + 1000);
    await store.put('b', value, Date.now() + 60_000);
    const [key] = (await readdir(path)) as [string];
    await writeFile(join(path, key, '.unfinished'), 'half');
    await utimes(join(path, key, '.unfinished'), 1, 1);
    await store.sweep(Date.now() + 2000);
    expect(await readdir(path)).toHaveLength(1);
    await store.sweep(Date.now() + 120_000);
    expect(await readdir(path)).toEqual([]);
  });

  test('[H10] are so many at most', async () => {
    const store = new DirectoryStore({ path: place(), most: 3 });
    for (let i = 0; i < 5; i++) await store.put(`key ${i}`, value, Date.now() + 60_000);
    const kept = await Promise.all(Array.from({ length: 5 }, (_, i) => store.get(`key ${i}`, Date.now())));
    expect(kept.filter(({ length }) => length > 0)).toHaveLength(3);
  });

  test('whose directory is gone cost full handshakes', async () => {
    const path = place();
    const store = new DirectoryStore({ path });
    await store.put('a', value, Date.now() + 60_000);
    await rm(path, { recursive: true });
    expect(await store.get('a', Date.now())).toEqual([]);
    expect(await store.take('a', Date.now(), 1)).toEqual([]);
    await store.put('a', value, Date.now() + 60_000);
    expect(await store.get('a', Date.now())).toHaveLength(1);
  });
});

describe('marks in a directory', () => {
  const path = place();
  behavesAsGuard(
    (name) => new DirectoryReplayGuard({ path: `${path}-${name}` }),
    (name) => rm(`${path}-${name}`, { recursive: true }),
  );

  test('that have expired are swept away', async () => {
    const path = place();
    const guard = new DirectoryReplayGuard({ path, sweepEvery: 0 });
    const now = Date.now();
    for (let fill = 0; fill < 5; fill++) await guard.first(new Uint8Array(32).fill(fill), now, now + 10);
    await guard.first(new Uint8Array(32).fill(9), now + 11, now + 21);
    expect(await readdir(path)).toHaveLength(2);
  });
});

test('[H20, H05] servers that share a directory resume each other’s sessions, by ticket and by session ID', async () => {
  const path = place();
  const server = async () => {
    const store = new DirectoryStore({ path });
    return echoServer({ sessionCache: store, tickets: { sealer: await sharedKeys(store) } });
  };
  const ports = [(await server()).port, (await server()).port] as const;
  for (const versions of [['TLS 1.3'], ['TLS 1.2']] as const) {
    const client = { versions, sessions: new MemoryStore(), origin: 'both' };
    expect((await visit({ ...client, port: ports[0] }))?.resumed).toBe(false);
    expect((await visit({ ...client, port: ports[1] }))?.resumed).toBe(true);
    expect((await visit({ ...client, port: ports[0] }))?.resumed).toBe(true);
  }
});
