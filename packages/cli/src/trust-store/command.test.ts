import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { runCli } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';

const PATH = process.env['PATH'] ?? '';

const lacksNss = spawnSync('certutil', ['-H']).error !== undefined;

async function home() {
  const folder = freshFolder();
  const env = { HOME: folder, PATH };
  const { document } = await runJson(['cert', 'dev', 'x.test', '-o', join(folder, 'x')], { env });
  return { env, folder, ca: document.ca as string };
}

/** A profile of Firefox whose database is none. */
function fakeProfile(folder: string): string {
  const profile = join(folder, '.mozilla/firefox/abc.default');
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, 'cert9.db'), '');
  return profile;
}

test('without a development root there is nothing to trust', async () => {
  const { exitCode, stderr } = await runCli(['cert', 'trust', '--dry-run'], { env: { HOME: freshFolder() } });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('handfast cert dev NAME') });
});

test('--dry-run says what it would do, and touches nothing', async () => {
  const { env, ca, folder } = await home();
  const profile = fakeProfile(folder);
  const system = '/usr/local/share/ca-certificates';
  const list = () => (existsSync(system) ? readdirSync(system) : []);
  const before = list();
  const { exitCode, document } = await runJson(['cert', 'trust', '--dry-run'], { env });
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ ca, dryRun: true });
  expect(document.steps.at(-1)).toMatchObject({ store: 'nss', place: profile, done: false });
  expect(document.steps.some(({ done }: { done: boolean }) => done)).toBe(false);
  expect(readFileSync(join(profile, 'cert9.db'), 'utf8')).toBe('');
  expect(list()).toEqual(before);
  const told = await runCli(['cert', 'trust', '--dry-run'], { env });
  expect(told.stdout).toContain(`NODE_EXTRA_CA_CERTS=${ca}`);
});

test.skipIf(lacksNss)('NSS trusts the root for servers, and no more once it is removed', async () => {
  const { env, folder } = await home();
  const database = join(folder, '.pki', 'nssdb');
  mkdirSync(database, { recursive: true });
  const certutil = (...args: readonly string[]) =>
    String(spawnSync('certutil', ['-d', `sql:${database}`, ...args], { encoding: 'utf8' }).stdout);
  certutil('-N', '--empty-password');
  const trust = await runJson(['cert', 'trust', '--store', 'nss'], { env });
  expect(trust).toMatchObject({ exitCode: 0, document: { steps: [{ store: 'nss', done: true, obstacle: null }] } });
  expect(certutil('-L')).toMatch(/Handfast Development CA of .*\sC,,/);
  expect((await runCli(['cert', 'trust', '--store', 'nss', '--remove'], { env })).exitCode).toBe(0);
  expect(certutil('-L')).not.toContain('Handfast');
});

test('a store without its program is told, with what to install', async () => {
  const { env, folder } = await home();
  const profile = fakeProfile(folder);
  const blind = { ...env, PATH: folder };
  const { exitCode, document } = await runJson(['cert', 'trust', '--store', 'nss'], { env: blind });
  expect(exitCode).toBe(1);
  expect(document.steps[0]).toMatchObject({ place: profile, done: false });
  expect(document.steps[0].obstacle).toContain('libnss3-tools');
});
