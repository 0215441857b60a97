import { handshakeTypes, suiteByName, versionNamed } from 'handfast/registry';
import { encode, messagesClassic } from 'handfast/wire';
import { expect, test } from 'vitest';
import type { TreeNode } from '../../model.ts';
import { concat, fromHex, utf8 } from '../bytes.ts';
import { chat, clientCredential, converse, trust } from '../testing/conversation.ts';
import { filled } from '../testing/golden.ts';
import { dissectOne, linesOf } from '../testing/tape.ts';
import { explainMessage } from './explanations.ts';
import { type MessageContext, messageNode } from './handshake.ts';
import { styles } from './style.ts';

const context: MessageContext = {
  version: versionNamed('TLS 1.2'),
  suite: suiteByName('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'),
  datagram: false,
  time: 0,
};

/** The lines of a message, without those of its header. */
function below(message: { readonly type: number; readonly body: Uint8Array }, more: Partial<MessageContext> = {}) {
  const node = messageNode({ ...message, headerLength: 4 }, { ...context, ...more }, 0, styles.recent);
  return linesOf(node)
    .slice(3)
    .map((line) => line.trim());
}

const all = (node: TreeNode): readonly TreeNode[] => [node, ...(node.children ?? []).flatMap(all)];

test('RFC 5246 §7.4: every classic message, each field of it, in a connection with all of them [C02]', () => {
  const options = { versions: ['TLS 1.2'] as const, renegotiation: 'secure' as const };
  const { tape, keyLog } = converse({
    client: { ...options, credentials: [clientCredential] },
    server: { ...options, clientAuthentication: 'require' },
    act(client, server, exchange) {
      server.renegotiate();
      exchange();
      chat(client, server, exchange);
    },
  });
  const { trees } = dissectOne(tape, { secrets: { keyLog }, anchors: trust });
  const nodes = trees.flatMap(all);
  const messages = nodes.filter(({ label }) => label.startsWith('Handshake Protocol: '));
  const types = messages.map(({ children }) => Number(/\((\d+)\)$/.exec(children?.[0]?.label ?? '')?.[1]));
  expect([...new Set(types)].sort((left, right) => left - right)).toEqual([0, 1, 2, 11, 12, 13, 14, 15, 16, 20]);
  expect(nodes.filter(({ label }) => /Malformed|refuses|Not decoded/.test(label))).toEqual([]);
  for (const message of messages) {
    // The fields of each one fill it, without a hole.
    const leaves = all(message).filter(({ children, length }) => children === undefined && length !== 0);
    let at = message.offset ?? 0;
    for (const { offset, length = 0 } of leaves) {
      expect([message.label, offset]).toEqual([message.label, at]);
      at += length;
    }
    expect([message.label, at]).toEqual([message.label, (message.offset ?? 0) + (message.length ?? 0)]);
  }
});

test('RFC 5246 §7.4.4, RFC 8446 §4.3.2: CertificateRequest in both layouts [C15]', () => {
  const name = fromHex('300d310b3009060355040a0c025558') as Uint8Array;
  const request = {
    certificateTypes: [64, 1],
    supportedSignatureAlgorithms: [0x0403, 0x0804],
    certificateAuthorities: [name],
  };
  expect(below({ type: 13, body: encode(messagesClassic.CertificateRequest.body, request) }).slice(0, 12)).toEqual([
    'Certificate types count: 2',
    'Certificate types (2 types)',
    'Certificate type: ECDSA Sign (64)',
    'Certificate type: RSA Sign (1)',
    'Signature Hash Algorithms Length: 4',
    'Signature Hash Algorithms (2 algorithms)',
    'Signature Algorithm: ecdsa_secp256r1_sha256 (0x0403)',
    'Signature Algorithm: rsa_pss_rsae_sha256 (0x0804)',
    'Distinguished Names Length: 17',
    'Distinguished Names (17 bytes)',
    'Distinguished Name Length: 15',
    'Distinguished Name: (O=UX)',
  ]);
  const { tape, keyLog } = converse({
    client: { credentials: [clientCredential], versions: ['TLS 1.3'] },
    server: { clientAuthentication: 'require' },
  });
  const nodes = dissectOne(tape, { secrets: { keyLog } }).trees.flatMap(all);
  const own = nodes.find(({ label }) => label === 'Handshake Protocol: Certificate Request') as TreeNode;
  const labels = linesOf(own).map((line) => line.trim());
  expect(labels).toContain('Certificate Request Context Length: 0');
  expect(labels.some((line) => line.startsWith('Extension: signature_algorithms (len='))).toBe(true);
});

test('RFC 4680 §2, RFC 4681 §3: SupplementalData with a user mapping [C05]', () => {
  const entry = { type: 64, value: { userPrincipalName: utf8('ada'), domainName: utf8('example') } };
  const suppData = [{ type: 0, value: [entry] }];
  expect(below({ type: 23, body: encode(messagesClassic.SupplementalData.body, { suppData }) })).toEqual([
    'Supplemental Data Length: 23',
    'Supplemental Data Entry',
    'Type: user_mapping_data (0)',
    'Value',
    'Length: 19',
    'Length: 17',
    'User Mapping Data',
    'Type: upn_domain_hint (64)',
    'Value',
    'Length: 14',
    'User Principal Name Length: 3',
    'User Principal Name: ada',
    'Domain Name Length: 7',
    'Domain Name: example',
  ]);
});

test('RFC 6066 §5: CertificateURL [C05]', () => {
  const urlAndHashList = [{ url: utf8('http://a.test/c'), padding: 1, SHA1Hash: filled(20, 1) }];
  const body = encode(messagesClassic.CertificateURL.body, { type: 1, urlAndHashList });
  expect(below({ type: 21, body })).toEqual([
    'Type: pkipath (1)',
    'URL and Hash List Length: 38',
    'URL Length: 15',
    'URL: http://a.test/c',
    'Padding: 1',
    `SHA1Hash: ${'01'.repeat(20)}`,
  ]);
});

test('RFC 6066 §8, RFC 6961 §2.2: CertificateStatus with one response, and with one for each certificate [C05]', () => {
  const refusal = Uint8Array.of(0x30, 3, 0x0a, 1, 6);
  const { body } = messagesClassic.CertificateStatus;
  const response = ['OCSP Response', 'Identifier: SEQUENCE', 'Length: 3', 'Response Status: unauthorized'];
  const status = ['Identifier: ENUMERATED', 'Length: 1', 'Value: unauthorized'];
  expect(below({ type: 22, body: encode(body, { statusType: 1, responses: [refusal] }) })).toEqual([
    'Certificate Status Type: OCSP (1)',
    'OCSP Response Length: 5',
    ...response,
    ...status,
  ]);
  expect(below({ type: 22, body: encode(body, { statusType: 2, responses: [refusal, filled(0)] }) })).toEqual([
    'Certificate Status Type: OCSP multi (2)',
    'OCSP Responses Length: 11',
    'OCSP Responses (2 responses)',
    'OCSP Response Length: 5',
    ...response,
    ...status,
    'OCSP Response Length: 0',
  ]);
});

test('RFC 6091 §3.3: an OpenPGP certificate is recognised where it was agreed on', () => {
  const body = concat(Uint8Array.of(2, 8), filled(8, 7), Uint8Array.of(0, 0, 3, 1, 2, 3));
  expect(below({ type: 11, body }, { showing: { certificateType: 1, unpackers: [] } })).toEqual([
    'Descriptor Type: subkey_cert (2)',
    'Key ID Length: 8',
    'Key ID: 0707070707070707',
    'OpenPGP Certificate Length: 3',
    'OpenPGP Certificate: 010203',
  ]);
});

test('every message of the registry is explained in one sentence [O05]', () => {
  for (const { id, name } of handshakeTypes) expect([name, explainMessage(id)]).toEqual([name, expect.any(String)]);
});

test('RFC 3943 §2: a ClientHello that offers LZS and DEFLATE names them [B14]', () => {
  const body = concat(Uint8Array.of(3, 1), filled(32), Uint8Array.of(0, 0, 2, 0, 0x2f, 3, 64, 1, 0));
  expect(below({ type: 1, body }).slice(-5)).toEqual([
    'Compression Methods Length: 3',
    'Compression Methods (3 methods)',
    'Compression Method: LZS (64)',
    'Compression Method: DEFLATE (1)',
    'Compression Method: null (0)',
  ]);
});
