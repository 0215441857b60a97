import { expect, test } from 'vitest';
import { concat } from '../concat.ts';
import { inspect } from '../inspect.ts';
import type { Direction } from '../model.ts';
import { frenchClientHello, record } from '../testing/documents.ts';
import { pcapFile } from '../testing/files.ts';
import { Wire } from '../testing/wire.ts';

const hello = record(22, 0x0301, frenchClientHello());
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const ldapRequest = '0\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037';
const ldapResponse = '0\x24\x02\x01\x01\x78\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20037';
const mysqlGreeting = `\x4a\x00\x00\x00\x0a8.0.36\0${'x'.repeat(60)}`;
const mysqlRequest = `\x20\x00\x00\x01\x05\xae\xff\x01\x00\x00\x00\x01\xff${'\0'.repeat(23)}`;

const client = (text: string) => [0, text] as const;
const server = (text: string) => [1, text] as const;

const dialogues: readonly (readonly [string | null, readonly (readonly [Direction, string])[]])[] = [
  [null, []],
  [
    'smtp',
    [
      server('220 mx.example ESMTP\r\n'),
      client('EHLO me\r\n'),
      server('250-mx.example\r\n250-STARTTLS\r\n250 OK\r\n'),
      client('STARTTLS\r\n'),
      server('220 go ahead\r\n'),
    ],
  ],
  ['imap', [server('* OK ready\r\n'), client('a01 STARTTLS\r\n'), server('a01 OK begin\r\n')]],
  ['pop3', [server('+OK ready\r\n'), client('STLS\r\n'), server('+OK begin\r\n')]],
  ['ftp', [server('220 ftp\r\n'), client('AUTH TLS\r\n'), server('234 proceed\r\n')]],
  ['nntp', [server('200 news\r\n'), client('STARTTLS\r\n'), server('382 continue\r\n')]],
  ['sieve', [server('"SASL" "PLAIN"\r\nOK\r\n'), client('STARTTLS\r\n'), server('OK "begin"\r\n')]],
  ['irc', [client('STARTTLS\r\n'), server(':irc.example 670 me :STARTTLS successful\r\n')]],
  ['ldap', [client(ldapRequest), server(ldapResponse)]],
  [
    'xmpp',
    [
      client("<stream:stream to='example' version='1.0'>"),
      server('<stream:features><starttls/></stream:features>'),
      client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
      server("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    ],
  ],
  ['postgres', [client('\x00\x00\x00\x08\x04\xd2\x16\x2f'), server('S')]],
  ['mysql', [server(mysqlGreeting), client(mysqlRequest)]],
  ['http-connect', [client('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'), server('HTTP/1.1 200 OK\r\n\r\n')]],
  [
    'http-upgrade',
    [
      client('OPTIONS * HTTP/1.1\r\nUpgrade: TLS/1.0\r\nConnection: Upgrade\r\n\r\n'),
      server('HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.0, HTTP/1.1\r\n\r\n'),
    ],
  ],
];

test.each(dialogues)('[L01] TLS is found inside %s', (name, dialogue) => {
  const wire = new Wire().open();
  for (const [direction, text] of dialogue) wire.send(direction, bytes(text));
  wire.send(0, hello).close();
  const said: string[] = [];
  const [report] = inspect(pcapFile(wire.packets), {
    content: ({ direction, bytes: part }) => said.push(`${direction}${String.fromCharCode(...part)}`),
  }).connections;
  expect(report).toMatchObject({ startTls: name, client: { port: 51_178 } });
  expect(report?.tls).not.toBeNull();
  expect(said.join('')).toBe(dialogue.map(([direction, text]) => `${direction}${text}`).join(''));
});

test.each([
  ['mysql', mysqlRequest],
  ['proxy', 'PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n'],
  ['proxy', '\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x01\xc0\x00\x02\x02\x01\x02\x01\xbb'],
])('[L01] TLS that begins in the same segment is found: %s', (name, text) => {
  const wire = new Wire().open().send(0, concat(bytes(text), hello));
  const [report] = inspect(pcapFile(wire.packets)).connections;
  expect(report?.startTls).toBe(name);
  expect(report?.tls).not.toBeNull();
});

test('a refused request is not TLS, and neither is other traffic', () => {
  const wire = new Wire().open();
  wire.send(1, bytes('220 mx\r\n')).send(0, bytes('STARTTLS\r\n')).send(1, bytes('454 not now\r\n'));
  wire.send(0, bytes('QUIT\r\n')).send(1, bytes('221 bye\r\n')).close();
  expect(inspect(pcapFile(wire.packets)).connections).toMatchObject([{ startTls: null, tls: null }]);
});

test('a hello that comes byte by byte is found all the same', () => {
  const wire = new Wire().open().stream(0, hello, 1);
  expect(inspect(pcapFile(wire.packets)).connections[0]?.tls).not.toBeNull();
});

test('the client of TLS may be the server of TCP, as in active FTP', () => {
  const wire = new Wire().open().send(1, hello).close();
  expect(inspect(pcapFile(wire.packets)).connections[0]).toMatchObject({
    client: { port: 443 },
    server: { port: 51_178 },
    bytes: [hello.length, 0],
  });
});
