import { nodeProvider } from 'handfast/providers/node';
import { extensionTypes } from 'handfast/registry';
import { encodeMessage, messages13 } from 'handfast/wire';
import { createDevelopmentCa } from 'handfast/x509';
import { expect, test } from 'vitest';
import type { TreeNode } from '../../model.ts';
import { concat, fromHex, toHex, utf8 } from '../bytes.ts';
import { chat, converse, now, trust } from '../testing/conversation.ts';
import { chainOf, client, filled, handshake, record, server } from '../testing/golden.ts';
import { dissect, dissectOne, type Heard, linesOf, type Portion, start } from '../testing/tape.ts';
import { byteMap } from '../tree/byte-map.ts';

type Extensions = Readonly<Record<string, unknown>>;
const hello = (extensions: Extensions, wishes: { suites?: readonly number[]; sessionId?: Uint8Array } = {}): Portion =>
  client(
    record(
      22,
      0x0301,
      encodeMessage(messages13.ClientHello, {
        legacyVersion: 0x0303,
        random: filled(32, 1),
        legacySessionId: wishes.sessionId ?? filled(0),
        cipherSuites: wishes.suites ?? [0x002f],
        legacyCompressionMethods: [0],
        extensions,
      }),
    ),
  );
const answer = (sessionId = filled(0), suite = 0x002f): Uint8Array =>
  encodeMessage(messages13.ServerHello, {
    legacyVersion: 0x0303,
    random: filled(32, 2),
    legacySessionIdEcho: sessionId,
    cipherSuite: suite,
    legacyCompressionMethod: 0,
    extensions: { renegotiation_info: filled(0) },
  });

test('JA4: the example of its specification', () => {
  const suites = [
    0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35,
  ];
  const { report } = dissectOne([
    hello(
      {
        '0x2a2a': filled(0),
        server_name: [{ nameType: 0, hostName: utf8('a.test') }],
        extended_master_secret: {},
        renegotiation_info: filled(0),
        supported_groups: [0x5a5a, 29, 23, 24],
        ec_point_formats: [0],
        session_ticket: filled(0),
        application_layer_protocol_negotiation: [utf8('h2'), utf8('http/1.1')],
        status_request: { statusType: 1, responderIds: [], requestExtensions: filled(0) },
        signature_algorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
        signed_certificate_timestamp: {},
        key_share: [{ group: 29, keyExchange: filled(32) }],
        psk_key_exchange_modes: [1],
        supported_versions: [0x6a6a, 0x0304, 0x0303],
        compress_certificate: [2],
        '0x4469': filled(5),
        padding: filled(0),
      },
      { suites: [0x0a0a, ...suites] },
    ),
  ]);
  expect(report.fingerprints.ja4?.hash).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
});

test('RFC 5246 §7.4.1.3: resumption by the session ID of the article, linked to where it was made [H03] [H04] [H05] [H09]', () => {
  const id = fromHex('56bcf9f6ea40ac1bbf05ff7fd209d423da9f96404103226c7f927ad7a2992433') ?? filled(0);
  const finish = [record(20, 0x0303, Uint8Array.of(1)), record(22, 0x0303, filled(40))];
  const full = (offered: Uint8Array): readonly Portion[] => [
    hello({}, { sessionId: offered }),
    server(record(22, 0x0303, answer(id), chainOf(100), handshake(14, filled(0)))),
    client(concat(record(22, 0x0303, handshake(16, concat(Uint8Array.of(1, 0), filled(256)))), ...finish)),
    server(concat(...finish)),
  ];
  const abbreviated = [
    hello({}, { sessionId: id }),
    server(concat(record(22, 0x0303, answer(id)), ...finish)),
    client(concat(...finish)),
  ];
  const [first, second, third] = dissect([full(filled(0)), abbreviated, full(filled(32, 9))]) as [Heard, Heard, Heard];
  expect(first.report.resumption.resumed).toBe(false);
  expect(second.report.resumption).toEqual({ resumed: true, by: 'session id', fromStream: 0 });
  expect(second.report.verdict).toMatch(/^resumed \(from stream 0, by session id\): TLS 1\.2/);
  expect(second.report.roundTrips).toBe(1);
  expect(second.items.map(({ info }) => info).join(', ')).not.toMatch(/Certificate|Key Exchange/);
  expect(second.report.ladder.findIndex((line) => line.includes('<----') && line.includes('Encrypted'))).toBeLessThan(
    second.report.ladder.findIndex((line) => line.includes('---->') && line.includes('Encrypted')),
  );
  expect(third.report.resumption.resumed).toBe(false);
});

test('a weak suite, a missing server name and an unbound master secret are told', () => {
  const tape = [hello({}, { suites: [0x0004] }), server(record(22, 0x0303, answer(filled(0), 0x0004)))];
  const codes = dissectOne(tape).report.warnings.map(({ code }) => code);
  expect(codes).toEqual(
    expect.arrayContaining([
      'suite_rc4',
      'suite_md5',
      'suite_no_forward_secrecy',
      'no_server_name',
      'no_extended_master_secret',
    ]),
  );
});

test('an expired certificate is told, by the time of the capture', async () => {
  const authority = await createDevelopmentCa(nodeProvider, { now });
  const { chain, key } = await authority.issue(['server.test']);
  const { tape, keyLog } = converse({
    act: chat,
    server: { credentials: [{ chain, key }] },
    client: { insecureAcceptAnyCertificate: true },
  });
  const later = tape.map((portion) => ({ ...portion, time: start + 86_400 * 5000 }));
  const codes = dissectOne(later, { secrets: { keyLog } }).report.warnings.map(({ code }) => code);
  expect(codes).toContain('expired');
});

const stories = [
  ['only the client is heard', [hello({})], 'one-sided', /only the ClientHello is in the capture/],
  ['only the server is heard', [server(record(22, 0x0303, answer()))], 'one-sided', /only what the server said/],
  [
    'the capture ends in the handshake',
    [hello({}), server(record(22, 0x0303, answer()))],
    'unfinished',
    /the capture ends in the handshake, after Server Hello of the server/,
  ],
  [
    'the server refuses with an alert',
    [hello({}), server(record(21, 0x0303, Uint8Array.of(2, 40)))],
    'refused',
    /the server ended the handshake with the alert handshake_failure/,
  ],
  [
    'the client refuses the certificate',
    [hello({}), server(record(22, 0x0303, answer())), client(record(21, 0x0303, Uint8Array.of(2, 45)))],
    'refused',
    /the client ended the handshake with the alert certificate_expired/,
  ],
  ['something else was spoken', [client(utf8('GET / HTTP/1.1\r\n\r\n'))], 'not TLS', /no TLS record/],
] as const;

test.each(stories)('the verdict when %s', (_, tape, outcome, verdict) => {
  const { report } = dissectOne(tape as readonly Portion[]);
  expect(report.outcome).toBe(outcome);
  expect(report.verdict).toMatch(verdict);
});

test('the hints of an alert are those of the table: a name that is not served, a chain of which all is to be checked [G13]', () => {
  const hints = (description: number): readonly string[] =>
    dissectOne([hello({}), server(record(21, 0x0303, Uint8Array.of(2, description)))]).report.hints;
  expect(hints(112).join()).toMatch(/virtual hosts/);
  expect(hints(45).join()).toMatch(/check every certificate of the chain/);
  expect(hints(43).join()).toMatch(/certificate for servers only was used by a client/);
  expect(hints(49).join()).toMatch(/no client certificate was given/);
  expect(hints(20).join()).toMatch(/FTPS: a firewall/);
});

test('every extension of the registry is shown by its name, and others as unknown', () => {
  const names = extensionTypes.filter(({ id }) => id !== 41).map(({ id, name }) => ({ id, name }));
  const block = concat(
    ...names.map(({ id }) => Uint8Array.of(id >> 8, id & 255, 0, 2, 0, 0)),
    Uint8Array.of(0x42, 0x42, 0, 1, 7),
  );
  const fixed = concat(
    Uint8Array.of(3, 3),
    filled(32),
    Uint8Array.of(0, 0, 2, 0, 47, 1, 0, block.length >> 8, block.length & 255),
  );
  const { trees } = dissectOne([client(record(22, 0x0301, handshake(1, concat(fixed, block))))]);
  const lines = linesOf(trees[0] as TreeNode).map((line) => line.trim());
  for (const { name } of names) expect(lines).toContain(`Extension: ${name} (len=2)`);
  expect(lines).toContain('Extension: Unknown (len=1)');
  expect(lines).toContain('Type: Unknown (16962)');
});

test('all content types have their names; those that nobody knows have none [B02]', () => {
  const tape = [client(concat(...[20, 21, 22, 23, 24].map((type) => record(type, 0x0303, Uint8Array.of(2, 0)))))];
  const lines = dissectOne(tape)
    .trees.flatMap((tree) => linesOf(tree))
    .filter((line) => line.includes('Content Type'));
  expect(lines.map((line) => line.trim())).toEqual([
    'Content Type: Change Cipher Spec (20)',
    'Content Type: Alert (21)',
    'Content Type: Handshake (22)',
    'Content Type: Application Data (23)',
    'Content Type: Heartbeat (24)',
  ]);
});

test('each field has its place, its bytes and its rule, certificates down to the last byte', () => {
  const { tape } = converse({ server: { versions: ['TLS 1.2'] } });
  const { trees } = dissectOne(tape);
  const [first] = tape;
  const tree = trees[0] as TreeNode;
  const fields = tree.children ?? [];
  expect(fields.slice(0, 3).map(({ offset, length, bytes }) => ({ offset, length, bytes }))).toEqual([
    { offset: 0, length: 1, bytes: '16' },
    { offset: 1, length: 2, bytes: '0301' },
    { offset: 3, length: 2, bytes: ((first?.bytes.length ?? 0) - 5).toString(16).padStart(4, '0') },
  ]);
  const all = (node: TreeNode): readonly TreeNode[] => [node, ...(node.children ?? []).flatMap(all)];
  for (const node of trees.flatMap(all)) expect(node.rule === undefined && node.label).toBe(false);
  const certificate = trees.flatMap(all).find(({ label }) => label.startsWith('Certificate: '));
  const leaves = all(certificate as TreeNode).filter(({ children }) => children === undefined || children.length === 0);
  let at = certificate?.offset ?? 0;
  for (const { offset, length } of leaves) {
    expect(offset).toBe(at);
    at += length ?? 0;
  }
  expect(at).toBe((certificate?.offset ?? 0) + (certificate?.length ?? 0));
});

test('the figure of a record is made of what the codecs say [O06]', () => {
  const { trees } = dissectOne([client(record(21, 0x0303, Uint8Array.of(2, 40)))]);
  expect(byteMap(trees[0] as TreeNode)).toEqual([
    '0     15    Content Type: Alert (21)',
    '1..2  0303  Version: TLS 1.2 (0x0303)',
    '3..4  0002  Length: 2',
    '5     02    Level: Fatal (2)',
    '6     28    Description: Handshake Failure (40)',
  ]);
});

test('a capture that begins when keys are in use: what makes no sense is encrypted [M11]', () => {
  const tape = [
    client(record(22, 0x0303, filled(40, 0xe7))),
    server(record(23, 0x0303, filled(100))),
    client(record(21, 0x0303, filled(26))),
  ];
  const { items, report, plaintext } = dissectOne(tape);
  expect(plaintext.map(({ length }) => length)).toEqual([0, 0]);
  const infos = ['Encrypted Handshake Message', 'Application Data', 'Encrypted Alert'];
  expect(items.map(({ info }) => info)).toEqual(infos);
  expect(report.outcome).not.toBe('not TLS');
});

test('RFC 6066 §3: a server name that is no host name fits no certificate, and breaks nothing', () => {
  const { tape, keyLog } = converse({ server: { versions: ['TLS 1.2'] } });
  const [name, other] = ['server.test', 'server test'].map((text) => toHex(utf8(text))) as [string, string];
  const changed = tape.map((portion) => ({
    ...portion,
    bytes: fromHex(toHex(portion.bytes).replace(name, other)) as Uint8Array,
  }));
  const { report } = dissectOne(changed.slice(0, 2), { secrets: { keyLog }, anchors: trust });
  expect(report.serverName).toBe('server test');
  expect(report.checks.find(({ what }) => what === 'server certificate chain')).toMatchObject({
    result: 'wrong',
    why: '"server test" is not a host name in ASCII',
  });
});
