import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { connect as nodeTls } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { freshFolder } from '../testing/certificates.ts';
import { runCli, type Serving, startServe } from '../testing/run-cli.ts';

/** The events from here on. */
function eventsOf({ stdout }: Serving): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [];
  stdout.on('data', (text: Buffer) =>
    events.push(
      ...text
        .toString()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    ),
  );
  return events;
}

test('with --json each handshake is a line: finished, refused, and the end of the connection', async () => {
  const server = await startServe(['--client-auth', 'require', freshFolder()]);
  const events = eventsOf(server);
  const own = ['--cert', server.clientCert ?? '', '--key', server.clientKey ?? ''];
  await runCli(['connect', server.url, '--ca', server.ca, '-q', ...own]);
  await vi.waitFor(() => expect(events.map(({ event }) => event)).toEqual(['handshake', 'closed']));
  expect(events[0]).toMatchObject({
    client: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    version: 'TLS 1.3',
    cipherSuiteId: 0x1301,
    serverName: 'localhost',
    resumed: false,
    peer: { subject: expect.stringContaining('client') },
  });
  expect(events[1]).toEqual({ event: 'closed', client: events[0]?.['client'] });

  await runCli(['connect', server.url, '--ca', server.ca, '-q']);
  await vi.waitFor(() => expect(events).toHaveLength(3));
  expect(events[2]).toMatchObject({ event: 'refused', code: 'certificate_required', alert: 'certificate_required' });

  connectTcp(server.port, '127.0.0.1').end('GET / HTTP/1.0\r\n\r\n');
  await vi.waitFor(() => expect(events).toHaveLength(4));
  expect(events[3]).toMatchObject({
    event: 'refused',
    code: 'bad_content_type',
    hint: expect.stringContaining('https'),
  });
});

test('a renegotiation is an event of its own', async () => {
  const server = await startServe(['--echo', '--max', '1.2', '--renegotiate', 'secure']);
  const events = eventsOf(server);
  const client = nodeTls({ host: 'localhost', port: server.port, ca: readFileSync(server.ca), maxVersion: 'TLSv1.2' });
  await once(client, 'secureConnect');
  client.renegotiate({}, () => client.end());
  await vi.waitFor(() => expect(events.map(({ event }) => event)).toEqual(['handshake', 'renegotiated', 'closed']));
});

test('RFC 5246 §7.2.2: a client that does not want to renegotiate is an event too', async () => {
  const server = await startServe(['--echo', '--max', '1.2', '--renegotiate', 'secure', '--renegotiate-after', '3']);
  const events = eventsOf(server);
  const flags = ['--ca', server.ca, '--renegotiate', 'refuse'];
  const { stdout } = await runCli(['connect', `localhost:${server.port}`, ...flags], { input: 'hello' });
  expect(stdout).toBe('hello');
  await vi.waitFor(() => expect(events.map(({ event }) => event)).toEqual(['handshake', 'not renegotiated', 'closed']));
  expect(events[1]).toMatchObject({
    reason: expect.stringMatching(/the client refuses, politely|it would not answer/),
  });
});
