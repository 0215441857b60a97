import { describe, expect, test } from 'vitest';
import type { Rung } from '../show/recorder.ts';
import { runCli } from '../testing/run-cli.ts';
import { crossings } from './crossings.ts';

describe('handfast demo', () => {
  test('RFC 8446 §2: a full handshake seen from both sides, data both ways, a wrong name refused', async () => {
    const { exitCode, stdout, stderr } = await runCli(['demo']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const names = stdout.split('\n').flatMap((line) => /│\s+(?:◀[─═]+ )?([A-Za-z]+)/.exec(line)?.[1] ?? []);
    expect(names.toSorted()).toEqual(
      [
        'Certificate',
        'CertificateVerify',
        'ChangeCipherSpec',
        'ChangeCipherSpec',
        'ClientHello',
        'EncryptedExtensions',
        'Finished',
        'Finished',
        'ServerHello',
      ].toSorted(),
    );
    expect(stdout).toContain('Version       TLS 1.3');
    expect(stdout).toContain('OK  verified for localhost');
    expect(stdout).toContain('100,000 bytes went there and came back unchanged');
    expect(stdout).toContain('is for localhost, not for wrong.example');
    expect(stdout.match(/^ {4}npx handfast /gm)).toHaveLength(3);
  });

  test('it fails when the two sides do not tell the same story', () => {
    const rung = (name: string, direction: Rung['direction'], ...bytes: number[]): Rung => ({
      kind: 'handshake',
      name,
      direction,
      id: 1,
      length: bytes.length,
      bytes: Uint8Array.from(bytes),
      encrypted: false,
      time: 1,
      dialect: undefined,
    });
    const client = [rung('ClientHello', 'sent', 1), rung('ServerHello', 'received', 2)];
    const server = [rung('ClientHello', 'received', 1), rung('ServerHello', 'sent', 2)];
    expect(crossings(client, server)).toHaveLength(2);
    for (const wrong of [[], server.slice(0, 1), [server[0] as Rung, rung('ServerHello', 'sent', 3)]]) {
      expect(() => crossings(client, wrong)).toThrow('the demo could not show');
    }
  });
});

test('[H21] handfast demo resumption: full, by session ID, by ticket, by PSK, with early data, side by side', async () => {
  const { exitCode, stdout, stderr } = await runCli(['demo', 'resumption']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const trips = Array.from(stdout.matchAll(/^ {2}(TLS 1\.[23], .*?) {2,}(\d) /gm), ([, title, count]) => [
    title,
    count,
  ]);
  expect(trips).toEqual([
    ['TLS 1.2, full', '2'],
    ['TLS 1.2, by session ID', '1'],
    ['TLS 1.2, full, for a ticket', '2'],
    ['TLS 1.2, by ticket', '1'],
    ['TLS 1.3, full', '1'],
    ['TLS 1.3, by PSK', '1'],
    ['TLS 1.3, by PSK, with early data', '0'],
  ]);
  expect(stdout.match(/^ {2}OK {2}\S/gm)).toHaveLength(10);
  expect(stdout.match(/^ {2}NO {2}\S/gm)).toHaveLength(1);
});
