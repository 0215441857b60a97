import { nodeProvider } from 'handfast/providers/node';
import { expect, test } from 'vitest';
import { concat } from '../concat.ts';
import { CaptureExport } from '../export/capture-export.ts';
import { SyntheticConnection } from '../export/synthetic-connection.ts';
import { inspect } from '../inspect.ts';
import { rowOf } from '../list/row.ts';
import { pcapngFile } from '../testing/files.ts';
import { chat, converse, now, type Spoken } from '../tls/testing/conversation.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const utf8 = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What these words and then this conversation are when they are said inside of another one. */
function inside(words: readonly [string, string], { tape }: Spoken): Spoken {
  return converse({
    act(client, server, exchange) {
      if (words[0] !== '') client.write(utf8(words[0]));
      exchange();
      if (words[1] !== '') server.write(utf8(words[1]));
      exchange();
      for (const { direction, bytes } of tape) {
        (direction === 0 ? client : server).write(bytes);
        exchange();
      }
    },
  });
}

function captureOf({ tape }: Spoken, keyLog: string): Uint8Array {
  const connection = new SyntheticConnection({ address: '10.0.0.1', port: 40_000 }, { address: '10.0.0.2', port: 443 });
  const packets = [
    ...connection.open(now),
    ...tape.flatMap(({ direction, bytes }, i) => connection.data(direction, bytes, now + i)),
  ];
  return pcapngFile(packets, keyLog);
}

const inner = converse({ client: { versions: ['TLS 1.3'] }, server: { versions: ['TLS 1.3'] }, act: chat });
const words = ['CONNECT server.test:443 HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 Connected\r\n\r\n'] as const;

function read(capture: Uint8Array) {
  const said: [string, string] = ['', ''];
  const infos: string[] = [];
  const { connections } = inspect(capture, {
    provider: nodeProvider,
    packet: (packet) => infos.push(rowOf(packet).info),
    content({ direction, bytes }) {
      said[direction] += text(bytes);
    },
  });
  return { said, infos, report: connections[0]?.tls };
}

test.each([
  ['at once', ['', ''] as const],
  ['behind CONNECT', words],
])('TLS inside of TLS, %s, is opened, proved and told', (_how, said) => {
  const outer = inside(said, inner);
  const heard = read(captureOf(outer, `${inner.keyLog}\n${outer.keyLog}\n`));
  expect(heard.said).toEqual([`${said[0]}from the client`, `${said[1]}from the server`]);
  expect(heard.infos.filter((info) => info.endsWith('Application Data, Client Hello'))).toHaveLength(1);
  expect(heard.report?.inner).toMatchObject({
    version: 'TLS 1.3',
    outcome: 'established',
    records: { failed: 0, withoutKey: 0 },
    inner: null,
  });
  expect(heard.report?.inner?.checks.map(({ result }) => result)).toEqual(['verified', 'verified', 'verified']);
});

test('three connections one in another', () => {
  const middle = inside(['', ''], inner);
  const outer = inside(['', ''], middle);
  const heard = read(captureOf(outer, [inner.keyLog, middle.keyLog, outer.keyLog, ''].join('\n')));
  expect(heard.said).toEqual(['from the client', 'from the server']);
  expect(heard.report?.inner?.inner?.outcome).toBe('established');
});

test('without the inner keys, the inner hello is read all the same; without the outer ones, nothing is', () => {
  const outer = inside(words, inner);
  const half = read(captureOf(outer, `${outer.keyLog}\n`));
  expect(half.report?.inner).toMatchObject({ serverName: 'server.test' });
  expect(half.said).toEqual(words);
  expect(read(captureOf(outer, `${inner.keyLog}\n`)).report?.inner).toBeNull();
});

test('a new capture of the connection has the secrets of both inside', () => {
  const outer = inside(['', ''], inner);
  const parts: Uint8Array[] = [];
  const capture = new CaptureExport({ redact: false, ownSecretsOnly: true });
  parts.push(capture.header());
  inspect(captureOf(outer, `${inner.keyLog}\n${outer.keyLog}\nCLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`), {
    provider: nodeProvider,
    keyLog: (lines) => capture.keyLog(lines),
    packet: (packet) => parts.push(...capture.packet(packet)),
  });
  const written = concat(...parts);
  expect(read(written).said).toEqual(['from the client', 'from the server']);
  expect(new TextDecoder('latin1').decode(written)).not.toContain('ab'.repeat(32));
});

test('RFC 9112 §2.1: requests and answers of HTTP are told by their first lines', () => {
  const outer = inside(words, { ...inner, tape: [] });
  const { infos } = read(captureOf(outer, `${outer.keyLog}\n`));
  expect(infos).toContain('Application Data (CONNECT server.test:443 HTTP/1.1)');
  expect(infos).toContain('Application Data (HTTP/1.1 200 Connected)');
});
