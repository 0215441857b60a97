import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authority, freshFolder, leafOf } from '../testing/certificates.ts';
import { runCli } from '../testing/run-cli.ts';
import { runJson } from '../testing/run-json.ts';
import { deadPort, tcpServer, tlsServer } from '../testing/servers.ts';

/** A folder with certificates that end after 10, 100 and 300 days. */
async function folderOfThree() {
  const folder = freshFolder();
  const dir = join(folder, 'ca');
  const path = (name: string) => join(folder, 'certificates', name);
  mkdirSync(path(''));
  const at = ['--at', '2026-04-01'];
  await runCli(['ca', 'init', '--dir', dir, '--subject', 'CN=Root', ...at]);
  for (const days of ['10', '100', '300']) {
    const flags = ['--days', days, '--usage', days === '10' ? 'clientAuth' : 'serverAuth'];
    await runCli(['ca', 'issue', `d${days}.test`, '--dir', dir, '-o', path(`d${days}`), ...flags, ...at]);
  }
  return { dir, path, folder: path('') };
}

test('an inventory: days left, usage, revocation, the most urgent first; exit code 1 when renewal is due [J21]', async () => {
  const { dir, path, folder } = await folderOfThree();
  writeFileSync(path('notes.pem'), 'no certificate here');
  const expiry = (...flags: readonly string[]) => runJson(['cert', 'expiry', folder, ...flags]);
  const fine = await expiry('--at', '2026-04-01', '--within', '5');
  expect(fine).toMatchObject({
    exitCode: 0,
    document: {
      due: 0,
      certificates: [
        { subject: 'CN=d10.test', daysLeft: 10, usage: ['clientAuth'], status: 'OK', revoked: null },
        { subject: 'CN=d100.test', daysLeft: 100, usage: ['serverAuth'], status: 'OK' },
        { subject: 'CN=d300.test', daysLeft: 300, source: path('d300.pem') },
      ],
    },
  });
  const due = await expiry('--at', '2026-06-20');
  expect(due).toMatchObject({ exitCode: 1, document: { due: 2 } });
  expect(due.document.certificates.map(({ status }: { status: string }) => status)).toEqual(['FAIL', 'WARN', 'OK']);
  await runCli(['ca', 'revoke', path('d300.pem'), '--dir', dir, '--reason', 'superseded', '--at', '2026-04-02']);
  await runCli(['ca', 'crl', '--dir', dir, '--at', '2026-04-02']);
  const flags = ['--at', '2026-04-03', '--within', '5', '--crl', join(dir, 'ca.crl')];
  expect(await expiry(...flags)).toMatchObject({
    exitCode: 1,
    document: { certificates: [{}, {}, { status: 'FAIL', revoked: { reason: 'superseded' } }] },
  });
  const told = await runCli(['cert', 'expiry', folder, ...flags]);
  expect(told.stdout).toMatch(/OK {4}8 days left .*CN=d10\.test\n.*for clientAuth/);
  expect(told.stdout).toContain('revoked since 2026-04-02T00:00:00Z, superseded');
});

test('a server is asked for its certificate, trusted or not', async () => {
  const ca = await authority();
  const port = await tlsServer(await leafOf(ca, ['localhost']));
  const { exitCode, document } = await runJson(['cert', 'expiry', `localhost:${port}`]);
  expect(exitCode).toBe(0);
  expect([396, 397]).toContain(document.certificates[0].daysLeft);
  expect(document.certificates).toMatchObject([{ source: `localhost:${port}`, subject: 'CN=localhost', status: 'OK' }]);
  expect((await runCli(['cert', 'expiry', `localhost:${port}`, '--within', '400'])).exitCode).toBe(1);
});

test('servers that are not there or do not speak TLS are told', async () => {
  expect((await runCli(['cert', 'expiry', `localhost:${await deadPort()}`])).exitCode).toBe(3);
  const plain = await tcpServer((socket) => socket.end('hello'));
  expect((await runCli(['cert', 'expiry', `127.0.0.1:${plain}`])).exitCode).toBe(4);
  const silent = await tcpServer(() => {});
  expect((await runCli(['cert', 'expiry', `127.0.0.1:${silent}`, '--timeout', '0.2'])).exitCode).toBe(3);
  expect((await runCli(['cert', 'expiry', '/nowhere.pem'])).exitCode).toBe(7);
});
