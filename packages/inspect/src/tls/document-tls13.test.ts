import { nodeProvider } from 'handfast/providers/node';
import { protectionOf } from 'handfast/record';
import { type NegotiableSuite, negotiableSuiteById } from 'handfast/registry';
import { Secret } from 'handfast/schedule';
import { encode, encodeMessage, type Infer, messages13, opaque, vector } from 'handfast/wire';
import { expect, test } from 'vitest';
import type { TreeNode } from '../model.ts';
import { concat, fromHex, toHex } from './bytes.ts';
import { client, filled, record, server, starting } from './testing/golden.ts';
import { closedLines, dissectOne } from './testing/tape.ts';

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
  // The tag is ours: the figures end with the content.
  expect(lines.filter((line) => !line.startsWith('  Authentication Tag: '))).toEqual(
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

test('the article on TLS 1.3: the ClientHello, line by line [M03] [M07] [C36] [H25] [E18] [F05] [F06] [F08] [F15]', () => {
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
