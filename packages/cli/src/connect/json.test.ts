import { describe, expect, test } from 'vitest';
import { authority, leafOf, rootFile } from '../testing/certificates.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { deadPort, tcpServer, tlsServer } from '../testing/servers.ts';

interface Document {
  readonly messages: readonly {
    readonly name: string;
    readonly type: string;
    readonly from: string;
    readonly length: number;
    readonly milliseconds: number;
    readonly fields?: readonly { readonly start: number; readonly end: number; readonly hex: string; path: string }[];
  }[];
  readonly error?: object;
}

async function document(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly json: Document }> {
  const { exitCode, stdout } = await runCli(['connect', ...args, '--json']);
  return { exitCode, json: JSON.parse(stdout) as Document };
}

describe('handfast connect --json', () => {
  test('a handshake: one document with names, numbers and every message', async () => {
    const root = await authority();
    const port = await tlsServer({ ...(await leafOf(root)), protocols: ['imap'] });
    const { exitCode, json } = await document(`localhost:${port}`, '--ca', rootFile(root), '--alpn', 'imap');
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      schema: 'urn:handfast:connect:1.0.0',
      tool: { name: 'handfast' },
      complete: true,
      target: { host: 'localhost', port, serverName: 'localhost' },
      version: 'TLS 1.3',
      versionId: 0x0304,
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      cipherSuiteId: 0x1301,
      signatureScheme: 'ecdsa_secp256r1_sha256',
      alpn: 'imap',
      resumed: false,
      verified: true,
      peer: { subject: 'CN=localhost', chain: [{ names: ['DNS:localhost'], key: 'EC secp256r1' }], objection: null },
      closure: 'close_notify',
    });
    expect(json.error).toBeUndefined();
    const names = json.messages.filter(({ type }) => type === 'handshake').map(({ from, name }) => `${from} ${name}`);
    expect(names[0]).toBe('client ClientHello');
    expect(names.at(-1)).toBe('client Finished');
    const times = json.messages.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual([...times].sort((left, right) => left - right));
  });

  test('with --trace the fields of each message tile its bytes', async () => {
    const root = await authority();
    const port = await tlsServer(await leafOf(root));
    const { json } = await document(`localhost:${port}`, '--ca', rootFile(root), '--trace');
    for (const { fields = [], length } of json.messages) {
      let at = 0;
      for (const { start, end, hex } of fields) {
        expect(start).toBe(at);
        expect(hex).toHaveLength(2 * (end - start));
        at = end;
      }
      expect(at).toBe(length);
    }
    const paths = json.messages.flatMap(({ fields = [] }) => fields.map(({ path }) => path));
    expect(paths).toContain('Handshake.ClientHello.random');
  });

  test('a refused certificate: an error, what the server showed, and not verified', async () => {
    const port = await tlsServer(await leafOf(await authority(0, 'Stranger')));
    const { exitCode, json } = await document(`localhost:${port}`, '--ca', rootFile(await authority()));
    expect(exitCode).toBe(5);
    expect(json).toMatchObject({
      complete: true,
      verified: false,
      peer: { issuer: 'CN=Stranger,O=Handfast' },
      error: { code: 'unknown_issuer', alert: 'unknown_ca', alertId: 48, from: 'client', exitCode: 5 },
    });
  });

  test('an alert of the server: who sent it', async () => {
    const port = await tcpServer((socket) => socket.end(Uint8Array.of(21, 3, 3, 0, 2, 2, 70)));
    const { exitCode, json } = await document(`127.0.0.1:${port}`);
    expect(exitCode).toBe(4);
    expect(json.error).toMatchObject({ code: 'peer_alert', alert: 'protocol_version', alertId: 70, from: 'server' });
  });

  test('nobody listens, and nothing was sent', async () => {
    const { exitCode, json } = await document(`127.0.0.1:${await deadPort()}`);
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ messages: [], error: { code: 'ECONNREFUSED', alert: null, from: null } });
  });

  test('wrong usage', async () => {
    for (const args of [['--groups', 'x2551', '127.0.0.1:1'], ['--nonsense', 'host'], ['host:99999'], []]) {
      const { exitCode, json } = await document(...args);
      expect(exitCode).toBe(2);
      expect(json.error).toMatchObject({ code: 'usage', exitCode: 2 });
    }
  });

  test('SIGINT leaves a whole document that says it is not complete', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => running.stop('SIGINT')));
    const running = startCli(['connect', `127.0.0.1:${port}`, '--json']);
    running.stderr.resume();
    expect(await running.exitCode).toBe(130);
    const json = JSON.parse(String(running.stdout.read())) as Document;
    expect(json).toMatchObject({ complete: false, error: { code: 'SIGINT', exitCode: 130 } });
    expect(json.messages[0]?.name).toBe('ClientHello');
  });
});
