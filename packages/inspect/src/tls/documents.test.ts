import { nodeProvider } from 'handfast/providers/node';
import { protectionOf } from 'handfast/record';
import { type NegotiableSuite, negotiableSuiteById } from 'handfast/registry';
import { Secret } from 'handfast/schedule';
import { decode, encode, encodeMessage, type Infer, messages13, messagesClassic, opaque, vector } from 'handfast/wire';
import { expect, test } from 'vitest';
import type { TreeNode } from '../model.ts';
import { concat, fromHex, toHex, utf8 } from './bytes.ts';
import { closedLines, dissectOne, type Heard, linesOf, type Portion } from './testing/tape.ts';
import { type Style, styles } from './tree/style.ts';

/** The Spanish report's clock. */
const spanish: Style = { ...styles['2014'], zone: { minutes: -240, name: 'Hora est. Sudamérica Pacífico' } };

const filled = (length: number, byte = 0x5a): Uint8Array => new Uint8Array(length).fill(byte);
const starting = (hex: string, length: number): Uint8Array =>
  concat(fromHex(hex) ?? filled(0), filled(length)).subarray(0, length);
const record = (type: number, version: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const data = concat(...content);
  return concat(Uint8Array.of(type, version >> 8, version & 255, data.length >> 8, data.length & 255), data);
};
const seconds = (time: string): Uint8Array => {
  const value = Date.parse(time) / 1000;
  return Uint8Array.of(value >>> 24, value >> 16, value >> 8, value);
};
const client = (bytes: Uint8Array): Portion => ({ direction: 0, bytes });
const server = (bytes: Uint8Array): Portion => ({ direction: 1, bytes });

/** Without indentation, as far as the figure goes: transcribed figures have lost theirs. */
const flat = (node: TreeNode | undefined, lines: number): readonly string[] =>
  node === undefined
    ? []
    : linesOf(node)
        .slice(0, lines)
        .map((line) => line.trim());

// ---- the Spanish report (figures 3, 6 to 9) ----

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
const chainOf = (...lengths: readonly number[]): Uint8Array =>
  encodeMessage(messagesClassic.Certificate, { certificateList: lengths.map((length) => filled(length)) });
const handshake = (type: number, body: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(type, 0, body.length >> 8, body.length & 255), body);
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

/** The Info column of each packet, with the Protocol column before it. */
function columns({ items }: Heard, packets: number): readonly string[] {
  return Array.from({ length: packets }, (_, i) => {
    const own = items.filter(({ frame, info }) => frame.number === i + 1 && info !== '');
    return own.length === 0 ? '' : `${own.at(-1)?.protocol} ${own.map(({ info }) => info).join(', ')}`;
  });
}

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

test('figure 6 (a) of the report of 2014, line by line [M03] [C07]', () => {
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

// ---- the French slides ----

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

test('the slides of 2009: their ClientHello with all 34 suites, line by line [M03]', () => {
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

// ---- the Chinese article ----

const chineseTicket = starting('ee7ed0879c8cd275fdce0b5c48', 214);
const sessionId = concat(starting('28ef0f99cb', 28), fromHex('f5b7653a') ?? filled(4));
const nineteen = [
  0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0x009f, 0x009e, 0xccaa, 0xcca9, 0xcca8, 0xc00a,
];
const chineseClientHello: Infer<typeof messages13.ClientHello.body> = {
  legacyVersion: 0x0303,
  random: concat(starting('b4d4d566da09c6', 31), Uint8Array.of(0xea)),
  legacySessionId: sessionId,
  cipherSuites: [...nineteen, 0xc014, 0xc009, 0xc013, 0x009d, 0x009c, 0x00ff],
  legacyCompressionMethods: [0],
  extensions: {
    status_request: { statusType: 1, responderIds: [], requestExtensions: filled(0) },
    supported_groups: [29, 23, 24, 25],
    ec_point_formats: [0],
    session_ticket: filled(0),
    signature_algorithms: [
      0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0202,
    ],
    renegotiation_info: filled(0),
    signed_certificate_timestamp: {},
    supported_versions: [0x0304],
    key_share: [{ group: 29, keyExchange: filled(32) }],
    psk_key_exchange_modes: [1],
    pre_shared_key: {
      identities: [{ identity: chineseTicket, obfuscatedTicketAge: 2_010_878_193 }],
      binders: [filled(32)],
    },
  },
};
const chineseClient = encodeMessage(messages13.ClientHello, chineseClientHello);
const chineseServer = encodeMessage(messages13.ServerHello, {
  legacyVersion: 0x0303,
  random: concat(starting('b624', 31), Uint8Array.of(0xf1)),
  legacySessionIdEcho: sessionId,
  cipherSuite: 0x1301,
  legacyCompressionMethod: 0,
  extensions: { key_share: { group: 29, keyExchange: filled(32) }, supported_versions: 0x0304, pre_shared_key: 0 },
});
const secret = filled(32, 7);
const keyLog = `SERVER_TRAFFIC_SECRET_0 ${toHex(chineseClientHello.random)} ${toHex(secret)}`;

/** The article's ticket in a record under the server's first key. */
function chineseTicketRecord(): Uint8Array {
  const message = encodeMessage(messages13.NewSessionTicket, {
    ticketLifetime: 604_800,
    ticketAgeAdd: 2_010_878_192,
    ticketNonce: fromHex('bae70ebb') ?? filled(0),
    ticket: chineseTicket,
    extensions: {},
  });
  const protector = protectionOf(
    nodeProvider,
    negotiableSuiteById(0x1301) as NegotiableSuite,
    new Secret(secret.slice()),
    100,
  );
  const output = new Uint8Array(protector.sealedLength(message.length, 0));
  void protector.seal(0, { type: 22, data: message }, 0, output);
  return output;
}
const chineseTape = [
  client(record(22, 0x0301, chineseClient)),
  server(record(22, 0x0303, chineseServer)),
  server(chineseTicketRecord()),
];

/** A line of the article, where the author has left digits out. */
const shortened = (line: string): RegExp =>
  new RegExp(`^${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/(?:…|\\\.){3,}|…+/g, '[0-9a-f]*…?')}$`);

function expectLines(node: TreeNode | undefined, closed: RegExp, article: string): void {
  const lines = closedLines(node as TreeNode, (label) => closed.test(label));
  const expected = article.split('\n').filter((line) => line.trim() !== '');
  const margin = expected[0]?.search(/\S/) ?? 0;
  expect(lines).toEqual(
    expected.map((line) => {
      const half = ' '.repeat((line.search(/\S/) - margin) / 2) + line.trim();
      return expect.stringMatching(shortened(half)) as string;
    }),
  );
}

test('the article on TLS 1.3: the NewSessionTicket, line by line [M06] [B26] [H23] [C03]', () => {
  expectLines(
    dissectOne(chineseTape, { secrets: { keyLog } }).trees[2],
    /^nothing$/,
    `
    TLSv1.3 Record Layer: Handshake Protocol: New Session Ticket
        Opaque Type: Application Data (23)
        Version: TLS 1.2 (0x0303)
        Length: 252
        [Content Type: Handshake (22)]
        Handshake Protocol: New Session Ticket
            Handshake Type: New Session Ticket (4)
            Length: 231
            TLS Session Ticket
                Session Ticket Lifetime Hint: 604800 seconds (7 days)
                Session Ticket Age Add: 2010878192
                Session Ticket Nonce Length: 4
                Session Ticket Nonce: bae70ebb
                Session Ticket Length: 214
                Session Ticket: ee7ed0879c8cd275fdce0b5c48…
                Extensions Length: 0`,
  );
});

test('the article on TLS 1.3: the ClientHello, line by line [M03] [M07] [C36] [H25]', () => {
  expectLines(
    dissectOne(chineseTape).trees[0],
    /^Random|^Cipher Suites \(|^Compression Methods \(|^Supported Groups \(|^Elliptic|^Signature Hash Algorithms \(|^Renegotiation Info ext|^Key Share ext|^PSK Binders$/,
    `
TLSv1.3 Record Layer: Handshake Protocol: Client Hello
    Content Type: Handshake (22)
    Version: TLS 1.0 (0x0301)
    Length: 503
    Handshake Protocol: Client Hello
        Handshake Type: Client Hello (1)
        Length: 499
        Version: TLS 1.2 (0x0303)
        Random: b4d4d566da09c6.....ea
        Session ID Length: 32
        Session ID: 28ef0f99cb.....5b7653a
        Cipher Suites Length: 38
        Cipher Suites (19 suites)
        Compression Methods Length: 1
        Compression Methods (1 method)
        Extensions Length: 388
        Extension: status_request (len=5)
            Type: status_request (5)
            Length: 5
            Certificate Status Type: OCSP (1)
            Responder ID list Length: 0
            Request Extensions Length: 0
        Extension: supported_groups (len=10)
            Type: supported_groups (10)
            Length: 10
            Supported Groups List Length: 8
            Supported Groups (4 groups)
        Extension: ec_point_formats (len=2)
            Type: ec_point_formats (11)
            Length: 2
            EC point formats Length: 1
            Elliptic curves point formats (1)
        Extension: session_ticket (len=0)
            Type: session_ticket (35)
            Length: 0
            Data (0 bytes)
        Extension: signature_algorithms (len=26)
            Type: signature_algorithms (13)
            Length: 26
            Signature Hash Algorithms Length: 24
            Signature Hash Algorithms (12 algorithms)
        Extension: renegotiation_info (len=1)
            Type: renegotiation_info (65281)
            Length: 1
            Renegotiation Info extension
        Extension: signed_certificate_timestamp (len=0)
            Type: signed_certificate_timestamp (18)
            Length: 0
        Extension: supported_versions (len=3)
            Type: supported_versions (43)
            Length: 3
            Supported Versions length: 2
            Supported Version: TLS 1.3 (0x0304)
        Extension: key_share (len=38)
            Type: key_share (51)
            Length: 38
            Key Share extension
        Extension: psk_key_exchange_modes (len=2)
            Type: psk_key_exchange_modes (45)
            Length: 2
            PSK Key Exchange Modes Length: 1
            PSK Key Exchange Mode: PSK with (EC)DHE key establishment (psk_dhe_ke) (1)
        Extension: pre_shared_key (len=257)
            Type: pre_shared_key (41)
            Length: 257
            Pre-Shared Key extension
                Identities Length: 220
                PSK Identity (length: 214)
                    Identity Length: 214
                    Identity: ee7ed087...…
                    Obfuscated Ticket Age: 2010878193
                PSK Binders length: 33
                PSK Binders`,
  );
});

test('the article on TLS 1.3: the ServerHello, line by line [M03] [M07] [C36] [C37] [H27]', () => {
  expectLines(
    dissectOne(chineseTape).trees[1],
    /^Random|^Key Share ext/,
    `
TLSv1.3 Record Layer: Handshake Protocol: Server Hello
    Content Type: Handshake (22)
    Version: TLS 1.2 (0x0303)
    Length: 128
    Handshake Protocol: Server Hello
        Handshake Type: Server Hello (2)
        Length: 124
        Version: TLS 1.2 (0x0303)
        Random: b624.....1
        Session ID Length: 32
        Session ID: 28ef0f99.....3a
        Cipher Suite: TLS_AES_128_GCM_SHA256 (0x1301)
        Compression Method: null (0)
        Extensions Length: 52
        Extension: key_share (len=36)
            Type: key_share (51)
            Length: 36
            Key Share extension
        Extension: supported_versions (len=2)
            Type: supported_versions (43)
            Length: 2
            Supported Version: TLS 1.3 (0x0304)
        Extension: pre_shared_key (len=2)
            Type: pre_shared_key (41)
            Length: 2
            Pre-Shared Key extension
                Selected Identity: 0`,
  );
});

test('the article on TLS 1.3: the obfuscated age of its ticket is one millisecond [H26]', () => {
  const [offered] = chineseClientHello.extensions?.pre_shared_key?.identities ?? [];
  expect((offered?.obfuscatedTicketAge ?? 0) - 2_010_878_192).toBe(1);
  expect(encode(vector(2, opaque(1)), [filled(32)])).toHaveLength(2 + 33);
});
