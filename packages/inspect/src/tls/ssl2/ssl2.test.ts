import { expect, test } from 'vitest';
import type { TreeNode } from '../../model.ts';
import { concat, utf8 } from '../bytes.ts';
import { chat, converse } from '../testing/conversation.ts';
import { client, filled, server } from '../testing/golden.ts';
import { dissectOne, linesOf } from '../testing/tape.ts';

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const framed = (...parts: readonly Uint8Array[]): Uint8Array => {
  const content = concat(...parts);
  return concat(uint16(0x8000 | content.length), content);
};

const kinds = Uint8Array.of(1, 0, 0x80, 7, 0, 0xc0);
const hello = (version: number, suites: Uint8Array): Uint8Array =>
  framed(Uint8Array.of(1), uint16(version), uint16(suites.length), uint16(0), uint16(16), suites, filled(16));

test('draft-hickman-netscape-ssl-00: the hellos, the master key, and what is encrypted behind it', () => {
  const certificate = filled(40);
  const tape = [
    client(hello(2, kinds)),
    server(framed(Uint8Array.of(4, 0, 1, 0, 2), uint16(40), uint16(6), uint16(16), certificate, kinds, filled(16))),
    client(framed(Uint8Array.of(2, 1, 0, 0x80), uint16(0), uint16(64), uint16(0), filled(64))),
    server(framed(filled(33))),
  ];
  const { items, trees, report } = dissectOne(tape);
  expect(items.map(({ protocol, info }) => `${protocol} ${info}`)).toEqual([
    'SSLv2 Client Hello',
    'SSLv2 Server Hello',
    'SSLv2 Client Master Key',
    'SSLv2 Encrypted Data',
  ]);
  expect(linesOf(trees[0] as TreeNode)).toEqual([
    'SSLv2 Record Layer: Client Hello',
    '  Length: 31',
    '  Handshake Message Type: Client Hello (1)',
    '  Version: SSL 2.0 (0x0002)',
    '  Cipher Spec Length: 6',
    '  Session ID Length: 0',
    '  Challenge Length: 16',
    '  Cipher Specs (2 specs)',
    '    Cipher Spec: SSL2_RC4_128_WITH_MD5 (0x010080)',
    '    Cipher Spec: SSL2_DES_192_EDE3_CBC_WITH_MD5 (0x0700c0)',
    `  Challenge: ${'5a'.repeat(16)}`,
  ]);
  expect(linesOf(trees[2] as TreeNode)).toContain('  Cipher Spec: SSL2_RC4_128_WITH_MD5 (0x010080)');
  expect(report).toMatchObject({ version: 'SSL 2.0' });
  expect(report.warnings.map(({ code }) => code)).toContain('old_version');
});

const others = [
  [0, 'Error', Uint8Array.of(0, 1)],
  [3, 'Client Finished', filled(16)],
  [5, 'Server Verify', filled(16)],
  [6, 'Server Finished', filled(16)],
  [7, 'Request Certificate', concat(Uint8Array.of(1), filled(16))],
  [8, 'Client Certificate', concat(Uint8Array.of(1), uint16(4), uint16(4), filled(8))],
] as const;

test.each(others)('draft-hickman-netscape-ssl-00 §5: message %i is %s', (type, title, body) => {
  const { items, trees } = dissectOne([client(hello(2, kinds)), client(framed(Uint8Array.of(type), body))]);
  expect(items[1]?.info).toBe(title);
  const lines = linesOf(trees[1] as TreeNode);
  expect(lines).toContain(`  Handshake Message Type: ${title} (${type})`);
  expect(lines.some((line) => line.includes('Malformed'))).toBe(false);
});

test('[A09] RFC 5246 §E.2: a hello of a newer client in the old format, answered in records', () => {
  const suites = Uint8Array.of(0, 0, 0x2f, 0, 0xc0, 0x2f);
  const { tape } = converse({ act: chat, server: { versions: ['TLS 1.2'] } });
  const answers = tape.filter(({ direction }) => direction === 1);
  const { items, trees, report } = dissectOne([client(hello(0x0303, suites)), ...answers]);
  expect(items[0]).toMatchObject({ protocol: 'TLSv1.2', info: 'Client Hello' });
  expect(linesOf(trees[0] as TreeNode)).toContain('    Cipher Spec: TLS_RSA_WITH_AES_128_CBC_SHA (0x00002f)');
  expect(items[1]?.info).toMatch(/^Server Hello, Certificate/);
  expect(report.offered?.cipherSuites).toEqual([
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  ]);
});

test('a record of three bytes of header has its padding named', () => {
  const content = concat(Uint8Array.of(0, 0, 1), filled(5));
  const padded = concat(Uint8Array.of(0, content.length, 5), content);
  const { trees } = dissectOne([client(hello(2, kinds)), client(padded)]);
  expect(linesOf(trees[1] as TreeNode)).toContain('  Padding Length: 5');
  expect(utf8('ok')).toHaveLength(2);
});
