import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { authority, freshFolder, rootFile } from './testing/certificates.ts';
import { runCli } from './testing/run-cli.ts';

describe('the command line', () => {
  test('without arguments: short help on stderr and exit code 2', async () => {
    const { exitCode, stdout, stderr } = await runCli([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: handfast/);
    expect(stderr.split('\n').length).toBeLessThan(10);
  });

  test('--help starts with three examples and ends with the table of exit codes', async () => {
    for (const args of [['--help'], ['help'], ['connect', '--help'], ['help', 'serve'], ['demo', '-h']]) {
      const { exitCode, stdout, stderr } = await runCli(args);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const lines = stdout.split('\n');
      expect(lines[0]).toBe('Examples:');
      expect(lines.slice(1, 4).every((line) => /^ {2}(?:handfast|npm) /.test(line))).toBe(true);
      expect(stdout).toMatch(/Exit codes:\n {4}0 {2}success\n[\s\S]* 143 {2}terminated \(SIGTERM\)\n*$/);
    }
  });

  test('--version, for people and for machines', async () => {
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { stdout } = await runCli(['--version', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ tool: { name: 'handfast' }, node: process.version });
  });

  test.each([
    [['conect', 'x'], 'Did you mean connect?'],
    [['connect', '--insecur', 'x'], 'Did you mean --insecure?'],
    [['connect'], "missing required argument 'target'"],
    [['connect', 'x', '--timeout', 'soon'], 'Give a number of seconds'],
    [['connect', 'x', '-4', '-6'], '-4 and -6 exclude each other'],
    [['connect', '127.0.0.1:1', '--groups', 'x2551'], 'there is no group "x2551" to offer: choose from X25519MLKEM768'],
    [['connect', '127.0.0.1:1', '--suites', 'RC4'], 'there is no cipher suite "RC4" to offer'],
    [['connect', 'not a host'], 'is not a target'],
    [['serve', '--client-auth', 'maybe'], 'Allowed choices are none, request, require'],
    [['serve', '--cert', 'x'], '--cert and --key belong together'],
  ])('wrong usage %j is told and ends with exit code 2', async (args, told) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(told);
  });

  test('files that are missing or make no sense end it with exit code 7', async () => {
    const root = rootFile(await authority());
    const self = fileURLToPath(import.meta.url);
    for (const [args, told] of [
      [['connect', 'localhost:1', '--ca', '/nowhere'], '/nowhere cannot be read (ENOENT)'],
      [['connect', 'localhost:1', '--ca', self], 'there is no certificate in'],
      [['connect', 'localhost:1', '--cert', root, '--key', '/nowhere'], 'the private key /nowhere cannot be read'],
      [['connect', 'localhost:1', '--keylog', '/nowhere/keys'], 'the key log /nowhere/keys cannot be written'],
      [['serve', '/nowhere'], 'the folder /nowhere cannot be read (ENOENT)'],
      [['serve', self], 'is not a folder'],
    ] as const) {
      const { exitCode, stderr } = await runCli(args);
      expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: expect.stringContaining(told) });
    }
  });

  test('the command says how to build it where that has not been done', () => {
    const folder = freshFolder();
    cpSync(new URL('../bin', import.meta.url), join(folder, 'bin'), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'handfast.js')], { encoding: 'utf8' });
    expect(status).toBe(70);
    expect(stderr).toContain('run "npm ci"');
  });
});
