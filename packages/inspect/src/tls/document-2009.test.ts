import { encodeMessage, messages13 } from 'handfast/wire';
import { expect, test } from 'vitest';
import type { TreeNode } from '../model.ts';
import { utf8 } from './bytes.ts';
import { chainOf, client, columns, filled, handshake, record, server, starting } from './testing/golden.ts';
import { closedLines, dissectOne } from './testing/tape.ts';

const frenchSuites = [
  ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 0xc00a],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 0xc014],
  ['TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA', 0x0088],
  ['TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA', 0x0087],
  ['TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 0x0039],
  ['TLS_DHE_DSS_WITH_AES_256_CBC_SHA', 0x0038],
  ['TLS_ECDH_RSA_WITH_AES_256_CBC_SHA', 0xc00f],
  ['TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA', 0xc005],
  ['TLS_RSA_WITH_CAMELLIA_256_CBC_SHA', 0x0084],
  ['TLS_RSA_WITH_AES_256_CBC_SHA', 0x0035],
  ['TLS_ECDHE_ECDSA_WITH_RC4_128_SHA', 0xc007],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 0xc009],
  ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', 0xc011],
  ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 0xc013],
  ['TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA', 0x0045],
  ['TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA', 0x0044],
  ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 0x0033],
  ['TLS_DHE_DSS_WITH_AES_128_CBC_SHA', 0x0032],
  ['TLS_ECDH_RSA_WITH_RC4_128_SHA', 0xc00c],
  ['TLS_ECDH_RSA_WITH_AES_128_CBC_SHA', 0xc00e],
  ['TLS_ECDH_ECDSA_WITH_RC4_128_SHA', 0xc002],
  ['TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA', 0xc004],
  ['TLS_RSA_WITH_CAMELLIA_128_CBC_SHA', 0x0041],
  ['TLS_RSA_WITH_RC4_128_MD5', 0x0004],
  ['TLS_RSA_WITH_RC4_128_SHA', 0x0005],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', 0x002f],
  ['TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA', 0xc008],
  ['TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 0xc012],
  ['TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA', 0x0016],
  ['TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA', 0x0013],
  ['TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA', 0xc00d],
  ['TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA', 0xc003],
  ['SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA', 0xfeff],
  ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 0x000a],
] as const;

const frenchClient = encodeMessage(messages13.ClientHello, {
  legacyVersion: 0x0301,
  random: filled(32),
  legacySessionId: filled(0),
  cipherSuites: frenchSuites.map(([, id]) => id),
  legacyCompressionMethods: [0],
  extensions: {
    server_name: [{ nameType: 0, hostName: utf8('www.example.fr') }],
    supported_groups: [23, 24, 25],
    ec_point_formats: [0],
    session_ticket: filled(0),
  },
});
const frenchFlight = record(
  22,
  0x0301,
  encodeMessage(messages13.ServerHello, {
    legacyVersion: 0x0301,
    random: filled(32),
    legacySessionIdEcho: starting('08010000FF91A59A714BD60A7F42FCA1FFE867C1207CCFE9', 32),
    cipherSuite: 0x0004,
    legacyCompressionMethod: 0,
    extensions: undefined,
  }),
  chainOf(911),
  handshake(14, filled(0)),
);
const frenchTape = [client(record(22, 0x0301, frenchClient)), server(frenchFlight)];

test('the slides of 2009: the lengths of both packets add up', () => {
  const overhead = 14 + 20 + 20;
  expect(frenchTape.map(({ bytes }) => bytes.length + overhead)).toEqual([217, 1058]);
  expect(frenchFlight).toHaveLength(1004);
  expect(1 + (frenchTape[0]?.bytes.length ?? 0)).toBe(164);
});

test('the slides of 2009: their ClientHello with all 34 suites, line by line, to the SessionTicket at its end [M03] [E16] [E18] [F16]', () => {
  const { trees } = dissectOne(frenchTape, { wording: '2009' });
  const closed = /^Random|^Compression Methods \(|^Extension:/;
  const lines = closedLines(trees[0] as TreeNode, (label) => closed.test(label)).map((line) => line.trim());
  expect(lines).toEqual([
    'TLSv1 Record Layer: Handshake Protocol: Client Hello',
    'Content Type: Handshake (22)',
    'Version: TLS 1.0 (0x0301)',
    'Length: 158',
    'Handshake Protocol: Client Hello',
    'Handshake Type: Client Hello (1)',
    'Length: 154',
    'Version: TLS 1.0 (0x0301)',
    'Random',
    'Session ID Length: 0',
    'Cipher Suites Length: 68',
    'Cipher Suites (34 suites)',
    ...frenchSuites.map(([name, id]) => `Cipher Suite: ${name} (0x${id.toString(16).padStart(4, '0')})`),
    'Compression Methods Length: 1',
    'Compression Methods (1 method)',
    'Extensions Length: 45',
    'Extension: server_name',
    'Extension: elliptic_curves',
    'Extension: ec_point_formats',
    'Extension: SessionTicket TLS',
  ]);
});

test('the slides of 2009: three messages in one record of 999 bytes, line by line [M02] [M05] [B06]', () => {
  const heard = dissectOne(frenchTape, { wording: '2009' });
  expect(columns(heard, 2)[1]).toBe('TLSv1 Server Hello, Certificate, Server Hello Done');
  const closed = /^Random|^Certificates \(/;
  expect(closedLines(heard.trees[1] as TreeNode, (label) => closed.test(label))).toEqual([
    'TLSv1 Record Layer: Handshake Protocol: Multiple Handshake Messages',
    '  Content Type: Handshake (22)',
    '  Version: TLS 1.0 (0x0301)',
    '  Length: 999',
    '  Handshake Protocol: Server Hello',
    '    Handshake Type: Server Hello (2)',
    '    Length: 70',
    '    Version: TLS 1.0 (0x0301)',
    '    Random',
    '    Session ID Length: 32',
    '    Session ID: 08010000FF91A59A714BD60A7F42FCA1FFE867C1207CCFE9...',
    '    Cipher Suite: TLS_RSA_WITH_RC4_128_MD5 (0x0004)',
    '    Compression Method: null (0)',
    '  Handshake Protocol: Certificate',
    '    Handshake Type: Certificate (11)',
    '    Length: 917',
    '    Certificates Length: 914',
    '    Certificates (914 bytes)',
    '  Handshake Protocol: Server Hello Done',
    '    Handshake Type: Server Hello Done (14)',
    '    Length: 0',
  ]);
});
