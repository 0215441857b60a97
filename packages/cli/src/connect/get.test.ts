import { once } from 'node:events';
import type { TlsSocket } from 'handfast/node';
import { describe, expect, test } from 'vitest';
import { authority, leafOf, rootFile } from '../testing/certificates.ts';
import { runCli } from '../testing/run-cli.ts';
import { tlsServer } from '../testing/servers.ts';

/** A server that answers every request with these bytes, and ends as it is told. */
async function answering(response: string, end: (socket: TlsSocket) => void = (socket) => void socket.end()) {
  const root = await authority();
  const requests: string[] = [];
  const port = await tlsServer({ ...(await leafOf(root)), protocols: ['http/1.1'] }, async (socket) => {
    const [request] = (await once(socket, 'data')) as [Buffer];
    requests.push(request.toString());
    socket.write(response, () => end(socket));
  });
  const get = (...flags: readonly string[]) =>
    runCli(['connect', `localhost:${port}`, '--ca', rootFile(root), '--get', '/a?b=c', ...flags]);
  return { get, port, requests };
}

describe('handfast connect --get', () => {
  test('RFC 9112 §3: one request without keep-alive; the body on stdout, the status on stderr [L02]', async () => {
    const { get, port, requests } = await answering('HTTP/1.1 200 Fine\r\nContent-Length: 5\r\n\r\nhello');
    const { exitCode, stdout, stderr } = await get();
    expect(exitCode).toBe(0);
    expect(stdout).toBe('hello');
    expect(stderr).toMatch(/Protocol\s+http\/1\.1/);
    expect(stderr).toMatch(/Response\s+HTTP\/1\.1 200 Fine/);
    expect(requests[0]).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/);
    expect(requests[0]).toContain(`Host: localhost:${port}\r\n`);
    expect(requests[0]).toContain('Connection: close\r\n');
  });

  test('RFC 9112 §7.1: a chunked body', async () => {
    const { get } = await answering(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );
    expect(await get('-q')).toEqual({ exitCode: 0, stdout: 'abcde', stderr: '' });
  });

  test('RFC 9112 §9.8: a body that ends with the connection is whole only after close_notify', async () => {
    const whole = await answering('HTTP/1.1 200 OK\r\n\r\nto the end');
    expect(await whole.get('-q')).toEqual({ exitCode: 0, stdout: 'to the end', stderr: '' });
    const cut = await answering('HTTP/1.1 200 OK\r\n\r\nto the', (socket) => void socket.transport.end());
    const { exitCode, stdout, stderr } = await cut.get('-q');
    expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: 'to the' });
    expect(stderr).toContain('closed TCP without close_notify');
  });

  test('RFC 9112 §8: a body shorter than its Content-Length is incomplete', async () => {
    const { get } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour');
    const { exitCode, stderr } = await get('-q');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('before its response was complete');
  });

  test('an answer that is not HTTP', async () => {
    const { get } = await answering('+OK ready\r\n');
    const { exitCode, stderr } = await get('-q');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('is not HTTP/1.1');
  });

  test('a server that never answers is left in time', async () => {
    const { get } = await answering('', () => {});
    const { exitCode, stderr } = await get('-q', '--timeout', '0.3');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('silent for 0.3 s');
  });

  test('with --json the document has the head of the response and the length of its body', async () => {
    const { get } = await answering('HTTP/1.1 404 Nowhere\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello');
    const { exitCode, stdout } = await get('--json');
    expect(exitCode).toBe(0);
    const head = { status: 404, reason: 'Nowhere', httpVersion: '1.1', bodyLength: 5 };
    expect(JSON.parse(stdout)).toMatchObject({ response: { ...head, headers: [{ name: 'X-A', value: 'b' }, {}] } });
  });

  test('what could not work is refused before anything is sent', async () => {
    for (const flags of [
      ['--get', 'no-slash'],
      ['--get', '/a b'],
      ['--get', '/', '--alpn', 'h2'],
    ]) {
      expect((await runCli(['connect', 'localhost:1', ...flags])).exitCode).toBe(2);
    }
  });
});
