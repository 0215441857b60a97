import { decode, encodeMessage, messages13 } from 'handfast/wire';
import { expect, test } from 'vitest';
import type { TreeNode } from '../model.ts';
import { concat } from './bytes.ts';
import {
  chainOf,
  client,
  columns,
  filled,
  flat,
  handshake,
  record,
  seconds,
  server,
  starting,
} from './testing/golden.ts';
import { closedLines, dissectOne, linesOf, type Portion } from './testing/tape.ts';
import { type Style, styles } from './tree/style.ts';

/** The Spanish report's clock. */
const spanish: Style = { ...styles['2014'], zone: { minutes: -240, name: 'Hora est. Sudamérica Pacífico' } };

const spanishSuites = [0xcc14, 0xcc13, 0xcc15, 0xc02b, 0xc02f, 0x009e, 0xc00a, 0xc009, 0xc013, 0xc014, 0xc007, 0xc011];
const twentySuites = [...spanishSuites, 0x0033, 0x0032, 0x0039, 0x009c, 0x002f, 0x0035, 0x000a, 0x0005];
const spanishClient = encodeMessage(messages13.ClientHello, {
  legacyVersion: 0x0303,
  random: concat(seconds('2001-04-15T12:32:59Z'), starting('3444201389f767c885ef14e5d758344b1177e12e03083772', 28)),
  legacySessionId: filled(0),
  cipherSuites: twentySuites,
  legacyCompressionMethods: [0],
  extensions: { session_ticket: filled(0), padding: filled(117, 0) },
});
const spanishServer = encodeMessage(messages13.ServerHello, {
  legacyVersion: 0x0303,
  random: concat(seconds('2014-07-07T06:33:42Z'), starting('461aceb95e0a11f5d9d004de5f923d26fdcce2d83c3cad60', 28)),
  legacySessionIdEcho: filled(0),
  cipherSuite: 0xcc14,
  legacyCompressionMethod: 0,
  extensions: { session_ticket: filled(0), renegotiation_info: filled(0), '0xaaab': filled(23) },
});
const spanishKey = handshake(
  12,
  concat(Uint8Array.of(3, 0, 23, 65), filled(65, 4), Uint8Array.of(4, 3, 0, 70), filled(70)),
);
const point = handshake(16, concat(Uint8Array.of(65), filled(65, 4)));
const ticket12 = handshake(4, concat(Uint8Array.of(0, 1, 134, 160, 0, 180), filled(180)));
const changeCipherSpec = record(20, 0x0303, Uint8Array.of(1));
const sealed = record(22, 0x0303, filled(32));

const spanishFlight = concat(
  record(22, 0x0303, spanishServer),
  record(22, 0x0303, chainOf(1601, 1000, 997)),
  record(22, 0x0303, spanishKey),
  record(22, 0x0303, handshake(14, filled(0))),
);
const spanishTape: readonly Portion[] = [
  client(record(22, 0x0301, spanishClient)),
  server(spanishFlight.subarray(0, 1430)),
  server(spanishFlight.subarray(1430, 2860)),
  server(spanishFlight.subarray(2860)),
  client(concat(record(22, 0x0303, point), changeCipherSpec, sealed)),
  server(concat(record(22, 0x0303, ticket12), changeCipherSpec, sealed)),
  server(record(23, 0x0303, filled(44))),
  server(record(23, 0x0303, filled(32))),
  client(record(23, 0x0303, filled(44))),
];

test('the report of 2014: its packets, with their Protocol and Info, one segment more than the figure shows [M02] [B08] [B09] [M11]', () => {
  expect(columns(dissectOne(spanishTape), 9)).toEqual([
    'TLSv1.2 Client Hello',
    'TLSv1.2 Server Hello',
    '',
    'TLSv1.2 Certificate, Server Key Exchange, Server Hello Done',
    'TLSv1.2 Client Key Exchange, Change Cipher Spec, Encrypted Handshake Message',
    'TLSv1.2 New Session Ticket, Change Cipher Spec, Encrypted Handshake Message',
    'TLSv1.2 Application Data',
    'TLSv1.2 Application Data',
    'TLSv1.2 Application Data',
  ]);
});

test('the report of 2014: the lengths of its packets add up', () => {
  const overhead = 14 + 20 + 20;
  expect(spanishFlight).toHaveLength(85 + 3619 + 152 + 9);
  expect(spanishTape.map(({ bytes }) => bytes.length + overhead)).toEqual([
    269, 1484, 1484, 1059, 172, 292, 103, 91, 103,
  ]);
});

test('figure 6 (a) of the report of 2014, line by line [M03] [C07] [E18]', () => {
  const { trees } = dissectOne(spanishTape, { wording: spanish });
  const lines = closedLines(trees[0] as TreeNode, (label) => label.startsWith('Cipher Suites ('));
  expect(lines.slice(0, 17).map((line) => line.trim())).toEqual([
    'TLSv1.2 Record Layer: Handshake Protocol: Client Hello',
    'Content Type: Handshake (22)',
    'Version: TLS 1.0 (0x0301)',
    'Length: 210',
    'Handshake Protocol: Client Hello',
    'Handshake Type: Client Hello (1)',
    'Length: 206',
    'Version: TLS 1.2 (0x0303)',
    'Random',
    'gmt_unix_time: Apr 15, 2001 08:32:59.000000000 Hora est. Sudamérica Pacífico',
    'random_bytes: 3444201389f767c885ef14e5d758344b1177e12e03083772...',
    'Session ID Length: 0',
    'Cipher Suites Length: 40',
    'Cipher Suites (20 suites)',
    'Compression Methods Length: 1',
    'Compression Methods (1 method)',
    'Compression Method: null (0)',
  ]);
});

test('figure 6 (b) of the report of 2014, line by line: the draft suite had no name yet [M03] [M10]', () => {
  const { trees } = dissectOne(spanishTape, { wording: spanish });
  expect(flat(trees[1], 14)).toEqual([
    'TLSv1.2 Record Layer: Handshake Protocol: Server Hello',
    'Content Type: Handshake (22)',
    'Version: TLS 1.2 (0x0303)',
    'Length: 80',
    'Handshake Protocol: Server Hello',
    'Handshake Type: Server Hello (2)',
    'Length: 76',
    'Version: TLS 1.2 (0x0303)',
    'Random',
    'gmt_unix_time: Jul 7, 2014 02:33:42.000000000 Hora est. Sudamérica Pacífico',
    'random_bytes: 461aceb95e0a11f5d9d004de5f923d26fdcce2d83c3cad60...',
    'Session ID Length: 0',
    'Cipher Suite: Unknown (0xcc14)',
    'Compression Method: null (0)',
  ]);
});

test('the draft suite is named unless the wording is that of 2014; others that nobody knows print as Unknown [M10]', () => {
  const named = linesOf(dissectOne(spanishTape).trees[1] as TreeNode);
  expect(named).toContain('    Cipher Suite: TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305 (0xcc14)');
  const unknown = { ...decode(messages13.ServerHello.body, spanishServer.subarray(4)), cipherSuite: 0xcc16 };
  const tape = [
    client(record(22, 0x0301, spanishClient)),
    server(record(22, 0x0303, encodeMessage(messages13.ServerHello, unknown))),
  ];
  expect(linesOf(dissectOne(tape).trees[1] as TreeNode)).toContain('    Cipher Suite: Unknown (0xcc16)');
});

test('figures 7 and 8 of the report of 2014, line by line [M03] [C12] [C14] [C16] [C01]', () => {
  const { trees } = dissectOne(spanishTape, { wording: spanish });
  expect(closedLines(trees[2] as TreeNode, (label) => label.startsWith('Certificates ('))).toEqual([
    'TLSv1.2 Record Layer: Handshake Protocol: Certificate',
    '  Content Type: Handshake (22)',
    '  Version: TLS 1.2 (0x0303)',
    '  Length: 3614',
    '  Handshake Protocol: Certificate',
    '    Handshake Type: Certificate (11)',
    '    Length: 3610',
    '    Certificates Length: 3607',
    '    Certificates (3607 bytes)',
  ]);
  expect(flat(trees[3], 7)).toEqual([
    'TLSv1.2 Record Layer: Handshake Protocol: Server Key Exchange',
    'Content Type: Handshake (22)',
    'Version: TLS 1.2 (0x0303)',
    'Length: 147',
    'Handshake Protocol: Server Key Exchange',
    'Handshake Type: Server Key Exchange (12)',
    'Length: 143',
  ]);
  expect(linesOf(trees[4] as TreeNode)).toEqual([
    'TLSv1.2 Record Layer: Handshake Protocol: Server Hello Done',
    '  Content Type: Handshake (22)',
    '  Version: TLS 1.2 (0x0303)',
    '  Length: 4',
    '  Handshake Protocol: Server Hello Done',
    '    Handshake Type: Server Hello Done (14)',
    '    Length: 0',
  ]);
  const body = linesOf(trees[3] as TreeNode);
  expect(body).toContain('        Named Curve: secp256r1 (0x0017)'.slice(2));
  expect(body).toContain('      Signature Length: 70');
});

test('figure 9 of the report of 2014: key exchange, ChangeCipherSpec of one byte, the ticket, and what is encrypted [B23] [C03] [H13]', () => {
  const { trees, report } = dissectOne(spanishTape);
  expect(trees.slice(5, 11).map(({ label }) => label)).toEqual([
    'TLSv1.2 Record Layer: Handshake Protocol: Client Key Exchange',
    'TLSv1.2 Record Layer: Change Cipher Spec Protocol: Change Cipher Spec',
    'TLSv1.2 Record Layer: Handshake Protocol: Encrypted Handshake Message',
    'TLSv1.2 Record Layer: Handshake Protocol: New Session Ticket',
    'TLSv1.2 Record Layer: Change Cipher Spec Protocol: Change Cipher Spec',
    'TLSv1.2 Record Layer: Handshake Protocol: Encrypted Handshake Message',
  ]);
  expect(linesOf(trees[6] as TreeNode)).toEqual([
    'TLSv1.2 Record Layer: Change Cipher Spec Protocol: Change Cipher Spec',
    '  Content Type: Change Cipher Spec (20)',
    '  Version: TLS 1.2 (0x0303)',
    '  Length: 1',
    '  Change Cipher Spec Message',
  ]);
  expect(linesOf(trees[8] as TreeNode)).toContain(
    '      Session Ticket Lifetime Hint: 100000 seconds (1 day, 3 hours, 46 minutes, 40 seconds)',
  );
  expect(linesOf(trees[8] as TreeNode)).toContain('      Session Ticket Length: 180');
  expect(report.verdict).toMatch(/^established: TLS 1\.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305/);
  expect(report.roundTrips).toBe(2);
});
