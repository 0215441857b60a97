import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { srpGroup, srpVerifier } from 'handfast/legacy';
import type { TlsSocket } from 'handfast/node';
import { nodeProvider } from 'handfast/providers/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { authority, freshFolder, goodOcspResponse, leafOf, rootFile } from '../testing/certificates.ts';
import { runCli, startCli, startServe } from '../testing/run-cli.ts';
import { tlsServer } from '../testing/servers.ts';

const echo = (socket: TlsSocket) => void socket.pipe(socket);

async function server(options: object = {}) {
  const root = await authority();
  const leaf = await leafOf(root);
  const port = await tlsServer({ ...leaf, versions: ['TLS 1.2'], ...options }, echo);
  return { port, root, leaf, flags: ['--ca', rootFile(root)] };
}

/** Waits until a run has written something that matches, and gives all that it has written. */
function listening(stream: NodeJS.ReadableStream): (expected: RegExp) => Promise<string> {
  let text = '';
  stream.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return async (expected) => {
    while (!expected.test(text)) await once(stream, 'data');
    return text;
  };
}

describe('handfast connect, up to TLS 1.2', () => {
  test('[I01, I06] RFC 5246 §7.4.1.1: a line with a single R renegotiates, and shows the handshake', async () => {
    const { port, flags } = await server({ renegotiation: 'secure' });
    const running = startCli(['connect', `localhost:${port}`, ...flags, '--renegotiate', 'secure']);
    const said = listening(running.stderr);
    await said(/Certificate\s+OK/);
    running.stdin.write('before\nR\n');
    const text = await said(/all keys are new/);
    expect(text).toMatch(/RENEGOTIATING[^]*ClientHello[^]*Finished[^]*verified for localhost/);
    running.stdin.end('after R\nR');
    expect(await listening(running.stdout)(/R\nR$/)).toBe('before\nafter R\nR');
    expect(await running.exitCode).toBe(0);
  });

  test('[I05, I08] RFC 5246 §7.2.2: it says that the server refuses', async () => {
    const { port, flags } = await server();
    const running = startCli(['connect', `localhost:${port}`, ...flags, '--renegotiate', 'secure']);
    const said = listening(running.stderr);
    await said(/Certificate\s+OK/);
    running.stdin.write('R\n');
    expect(await said(/goes on/)).toMatch(/RENEGOTIATING[^]*not renegotiated: the server refuses, politely/);
    running.stdin.end();
    expect(await running.exitCode).toBe(0);
  });

  test('RFC 8446 §4.1.2: it says that TLS 1.3 cannot', async () => {
    const { port, flags } = await server({ versions: ['TLS 1.3'] });
    const running = startCli(['connect', `localhost:${port}`, ...flags, '--renegotiate', 'secure']);
    const said = listening(running.stderr);
    await said(/Certificate\s+OK/);
    running.stdin.write('R\n');
    expect(await said(/goes on/)).toMatch(/TLS 1\.3 cannot renegotiate/);
    running.stdin.end();
    await running.exitCode;
  });

  test('[C22] RFC 5246 §7.3: the ladder is the figure of a full handshake, drawn while it goes on', async () => {
    const { port, flags } = await server();
    const { stderr } = await runCli(['connect', `localhost:${port}`, ...flags]);
    const rungs = [...stderr.matchAll(/ B  │ (.*?) │$/gm)].map(([, rung = '']) => {
      const name = /[A-Z]\w+/.exec(rung)?.[0];
      return `${rung.includes('◀') ? '<' : '>'} ${name} ${rung.includes('═') ? 'encrypted' : ''}`.trim();
    });
    // What follows is the end of the connection.
    expect(rungs.slice(0, 10)).toEqual([
      '> ClientHello',
      '< ServerHello',
      '< Certificate',
      '< ServerKeyExchange',
      '< ServerHelloDone',
      '> ClientKeyExchange',
      '> ChangeCipherSpec',
      '> Finished encrypted',
      '< ChangeCipherSpec',
      '< Finished encrypted',
    ]);
  });

  test('without a terminal or the flag, R is data', async () => {
    const { port, flags } = await server();
    const { stdout } = await runCli(['connect', `localhost:${port}`, ...flags], { input: 'R\n' });
    expect(stdout).toBe('R\n');
  });

  test('[F03] RFC 6066 §8: --status says what was stapled', async () => {
    const root = await authority();
    const leaf = await leafOf(root);
    const [der] = leaf.cert as readonly Uint8Array[];
    const ocspResponse = await goodOcspResponse(root, der as Uint8Array);
    for (const [staple, expected] of [
      [ocspResponse, /OCSP\s+a stapled response came/],
      [undefined, /OCSP\s+no stapled response came/],
    ] as const) {
      const port = await tlsServer({ ...leaf, ocspResponse: staple, versions: ['TLS 1.2'] }, echo);
      const { stderr } = await runCli(['connect', `localhost:${port}`, '--ca', rootFile(root), '--status']);
      expect(stderr).toMatch(expected);
    }
  });

  test('[I01] RFC 5246 §7.4.1.1: a server of ours asks for it after so much data, and says so', async () => {
    const flags = ['--echo', '--renegotiate', 'secure', '--renegotiate-after', '4', '--max', '1.2'];
    const serving = startCli(['serve', '--json', ...flags]);
    const said = listening(serving.stderr);
    const [line] = (await once(serving.stdout, 'data')) as [Buffer];
    const { port, ca } = JSON.parse(line.toString()) as { port: number; ca: string };
    const target = ['connect', `localhost:${port}`, '--ca', ca];
    const running = startCli([...target, '--renegotiate', 'secure']);
    const clientSaid = listening(running.stderr);
    running.stdin.write('data');
    await clientSaid(/all keys are new/);
    expect(await said(/renegotiated/)).toMatch(/OK\s.*TLS 1\.2.*renegotiated/);
    running.stdin.end();
    expect(await running.exitCode).toBe(0);
  });

  test('--min and --max choose versions, and what is broken needs --legacy', async () => {
    const { port, flags } = await server({ versions: ['TLS 1.2', 'TLS 1.3'] });
    const target = ['connect', `localhost:${port}`, ...flags];
    expect((await runCli([...target, '--max', '1.2'])).stderr).toMatch(/Version\s+TLS 1\.2/);
    expect((await runCli([...target, '--min', 'tls1.3'])).stderr).toMatch(/Version\s+TLS 1\.3/);
    const broken = await runCli([...target, '--min', '1.0']);
    expect([broken.exitCode, broken.stderr]).toEqual([2, expect.stringMatching(/TLS 1\.0 is broken.*--legacy/)]);
    const weak = await runCli([...target, '--suites', 'TLS_RSA_WITH_RC4_128_SHA']);
    expect([weak.exitCode, weak.stderr]).toEqual([2, expect.stringMatching(/not offered by default.*--legacy/)]);
    expect((await runCli([...target, '--min', '1.3', '--max', '1.2'])).exitCode).toBe(2);
    expect((await runCli([...target, '--min', '7'])).stderr).toMatch(/there is no version "7"/);
  });

  test('[K04] RFC 7507 §3: --fallback-scsv is refused by a server that could do better', async () => {
    const { port, flags } = await server({ versions: ['TLS 1.2', 'TLS 1.3'] });
    const target = ['connect', `localhost:${port}`, ...flags];
    const { exitCode, stderr } = await runCli([...target, '--max', '1.2', '--fallback-scsv']);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('inappropriate_fallback');
  });

  test.each([
    ['[K09]', [], 4],
    ['[K10]', ['--no-record-splitting'], 2],
  ] as const)(
    '%s RFC 2246 §6.2.3.2: with %j question and answer of TLS 1.0 take %i records',
    async (_id, more, records) => {
      const common = ['--legacy', '--min', '1.0', '--max', '1.0', '--suites', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'];
      const serving = startCli(['serve', '--json', ...common, ...more]);
      serving.stderr.resume();
      const [line] = (await once(serving.stdout, 'data')) as [Buffer];
      const { port, ca } = JSON.parse(line.toString()) as { port: number; ca: string };
      const pcap = join(freshFolder(), 'wire.pcapng');
      const running = startCli(['connect', `localhost:${port}`, '--ca', ca, '--pcap', pcap, ...common, ...more]);
      running.stdin.end('GET /');
      serving.stdin.end();
      await running.exitCode;
      // Type, version, and the first byte of a short length.
      const wire = readFileSync(pcap).toString('hex');
      expect(wire.match(/17030100/g)).toHaveLength(records);
    },
  );

  test('--legacy speaks what has to be spoken, with keys from a file', async () => {
    const root = await authority();
    const folder = freshFolder();
    const keys = join(folder, 'keys');
    writeFileSync(keys, '# who: key\nsomebody:000102030405060708090a0b0c0d0e0f\n');
    const leaf = await root.issue(['localhost']);
    const [certFile, keyFile] = [join(folder, 'cert.der'), join(folder, 'key.der')];
    writeFileSync(certFile, leaf.chain[0] as Uint8Array);
    writeFileSync(keyFile, leaf.pkcs8);
    const suites = ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_PSK_WITH_AES_128_CBC_SHA'] as const;
    for (const [suite, version] of [
      [suites[0], '1.0'],
      [suites[1], '1.1'],
    ] as const) {
      const common = ['--legacy', '--min', version, '--max', version, '--suites', suite, '--psk-file', keys];
      const serving = startCli(['serve', '--json', '--echo', '--cert', certFile, '--key', keyFile, ...common]);
      serving.stderr.resume();
      const [line] = (await once(serving.stdout, 'data')) as [Buffer];
      const { port } = JSON.parse(line.toString()) as { port: number };
      const flags = ['--ca', rootFile(root), ...common];
      const { stderr, stdout } = await runCli(['connect', `localhost:${port}`, ...flags], { input: 'echo' });
      expect(stderr).toMatch(
        new RegExp(`Version\\s+TLS ${version.replace('.', '\\.')}\\n\\s+Cipher suite\\s+${suite}`),
      );
      expect(stdout).toBe('echo');
    }
  });

  test('RFC 5246 §7.4.1.1: with --json, renegotiations are told too', async () => {
    const flags = ['--renegotiate', 'secure', '--renegotiate-after', '4', '--max', '1.2'];
    const { port, ca } = await startServe([freshFolder(), ...flags]);
    const target = ['connect', `localhost:${port}`, '--ca', ca, '--get', '/', '--json'];
    const { stdout } = await runCli([...target, '--renegotiate', 'secure']);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      renegotiations: [{ version: 'TLS 1.2', resumed: false, peer: { subject: expect.anything() } }],
      response: { status: 200 },
    });
    expect(JSON.parse((await runCli([...target, '--renegotiate', 'refuse'])).stdout)).not.toHaveProperty(
      'renegotiations',
    );
  });

  test('RFC 5246 §E.2: with --legacy, the server understands a ClientHello in the form of SSL 2.0', async () => {
    const hello = Buffer.from(`8022010301000900000010${'00c00a00c00900002f'}${'42'.repeat(16)}`, 'hex');
    const answers = async (...flags: readonly string[]): Promise<Buffer> => {
      const { port } = await startServe([freshFolder(), ...flags]);
      const socket = connectTcp(port, '127.0.0.1', () => socket.write(hello));
      onTestFinished(() => void socket.destroy());
      return ((await once(socket, 'data')) as [Buffer])[0];
    };
    expect((await answers('--legacy'))[0]).toBe(22);
    expect([...(await answers())]).toEqual([21, 3, 3, 0, 2, 2, 70]);
  });

  test('[E09] RFC 4279 §2: one key in words', async () => {
    const flags = ['--legacy', '--max', '1.2', '--suites', 'TLS_PSK_WITH_AES_128_CBC_SHA'];
    const { port } = await startServe(['--echo', ...flags, '--psk', `me:${'01'.repeat(16)}`]);
    const visit = async (...args: string[]) =>
      runCli(['connect', `localhost:${port}`, ...flags, ...args], { input: 'hello' });
    expect(await visit('--psk', `me:${'01'.repeat(16)}`)).toMatchObject({ exitCode: 0, stdout: 'hello' });
    expect((await visit('--psk', `me:${'02'.repeat(16)}`)).exitCode).toBe(4);
    expect((await visit('--psk', '')).stderr).toMatch(/--psk is empty/);
  });

  test('[E11] RFC 5054 §2.4: users with passwords, from a file as srptool writes it', async () => {
    const user = { user: 'alice', password: 'password123' };
    const salt = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
    const verifier = srpVerifier({ crypto: nodeProvider, group: srpGroup(2048) }, salt, user);
    const [users, password] = ['tpasswd', 'password'].map((name) => join(freshFolder(), name)) as [string, string];
    writeFileSync(users, `alice:${srpDigits(verifier)}:${srpDigits(salt)}:3\n`);
    writeFileSync(password, 'password123\n');
    const flags = ['--legacy', '--max', '1.2', '--suites', 'TLS_SRP_SHA_WITH_AES_128_CBC_SHA'];
    const { port } = await startServe(['--echo', '--srp-vfile', users, ...flags]);
    const login = ['connect', `localhost:${port}`, ...flags, '--srp-password-file', password, '--srp-user'];
    expect(await runCli([...login, 'alice'], { input: 'hello' })).toMatchObject({ exitCode: 0, stdout: 'hello' });
    expect((await runCli([...login, 'bob'], { input: 'hello' })).exitCode).toBe(4);
    const words = [...flags, '--srp', 'carol:pass:word'];
    const direct = await startServe(['--echo', ...words]);
    const visit = async (...args: string[]) =>
      runCli(['connect', `localhost:${direct.port}`, ...args], { input: 'hello' });
    expect(await visit(...words)).toMatchObject({ exitCode: 0, stdout: 'hello' });
    expect((await visit(...flags, '--srp', 'carol:password')).exitCode).toBe(4);
    expect((await visit(...flags, '--srp', 'carol')).stderr).toMatch(/--srp is not user:password/);
    writeFileSync(users, 'alice\n');
    const broken = await runCli(['serve', '--srp-vfile', users, ...flags]);
    expect([broken.exitCode, broken.stderr]).toEqual([7, expect.stringMatching(/line 1 of the SRP users/)]);
    expect((await runCli(['serve', '--srp-vfile', users])).stderr).toMatch(/SRP suites are legacy/);
  });
});

/** A number in the base 64 of SRP files. */
function srpDigits(bytes: Uint8Array): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz./';
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let length = Math.ceil((8 * bytes.length) / 6); length > 0; length--, value /= 64n) {
    text = alphabet.charAt(Number(value % 64n)) + text;
  }
  return text.replace(/^0/, '');
}
