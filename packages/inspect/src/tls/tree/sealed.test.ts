import { compose } from 'handfast/crypto';
import { type LegacyVersionName, legacy } from 'handfast/legacy';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { keyLengthsLegacy, type LegacyProtection, protectionLegacy } from 'handfast/record';
import { type CipherSuite, suiteByName, type VersionName, versionNamed } from 'handfast/registry';
import { expect, test } from 'vitest';
import type { TreeNode } from '../../model.ts';
import { utf8 } from '../bytes.ts';
import { KeyLog } from '../keys/key-log.ts';
import { Keys13, steps13 } from '../keys/tls13.ts';
import { chat, converse, rsaCredential, type Spoken } from '../testing/conversation.ts';
import { dissectOne, type Heard } from '../testing/tape.ts';
import { byteMap } from './byte-map.ts';
import { type RecordContents, recordNode } from './record.ts';
import { styles } from './style.ts';

const crypto = compose(nodeProvider, legacyProvider);

function say(version: LegacyVersionName | 'TLS 1.2', suite: string): Spoken {
  const isOld = version !== 'TLS 1.2';
  const plug = legacy({ versions: isOld ? [version] : [], cipherSuites: [suite] });
  const versions = isOld ? [] : [version];
  const options = { crypto, versions, cipherSuites: [], legacy: plug };
  return converse({ act: chat, client: options, server: { ...options, credentials: [rsaCredential] } });
}

const read = ({ tape, keyLog }: Spoken): Heard => dissectOne(tape, { provider: crypto, secrets: { keyLog } });

/** The figure of the record with what the server said: 15 bytes. Only places and names. */
function figure({ trees }: Heard): readonly string[] {
  const labels = ({ label, children = [] }: TreeNode): string[] => [label, ...children.flatMap(labels)];
  const tree = trees.find((one) => labels(one).some((label) => label.includes('66726f6d2074686520736572766572')));
  return places(tree as TreeNode);
}

/** Without the header, and without bytes. */
const places = (tree: TreeNode): readonly string[] =>
  byteMap(tree)
    .slice(3)
    .map((line) => line.replace(/ +\S+( bytes?\))? +/, ' ').replace(/: [0-9a-f]{16,}…?\]?$/, ''));

/** The figure of a record that the engine protects: 15 bytes and so much padding, without what is agreed on beside. */
function sealed(version: VersionName, name: string, agreed: LegacyProtection = {}, padding = 0): readonly string[] {
  const suite = suiteByName(name) as CipherSuite;
  const { mac, key, iv } = keyLengthsLegacy(versionNamed(version), suite);
  const keys = { mac: new Uint8Array(mac), key: new Uint8Array(key), iv: new Uint8Array(iv) };
  const protector = protectionLegacy(crypto, versionNamed(version), suite, keys, agreed);
  const plain = { type: 23, data: utf8('from the server') };
  const bytes = new Uint8Array(protector.sealedLength(plain.data.length, padding));
  void protector.seal(0, plain, padding, bytes);
  const seal = { version: versionNamed(version), suite, encryptThenMac: false, truncatedHmac: false, ...agreed };
  const contents: RecordContents = {
    protocol: 'TLS',
    header: bytes.subarray(0, 5),
    length: bytes.length - 5,
    fragment: () => bytes.subarray(5),
    outerType: 23,
    version: seal.version.wire,
    isProtected: true,
    seal: { compressed: false, ...seal },
    plain,
    pieces: [],
    fragmentOf: undefined,
    note: undefined,
  };
  const context = { version: seal.version, suite, datagram: false, time: 0 };
  return places(recordNode(contents, context, styles.recent));
}

test.each([
  ['TLS 1.0', 'TLS_RSA_WITH_RC4_128_MD5', ['20..35 MAC (HMAC-MD5): 16 bytes']],
  ['TLS 1.0', 'TLS_RSA_WITH_RC4_128_SHA', ['20..39 MAC (HMAC-SHA1): 20 bytes']],
  ['SSL 3.0', 'TLS_RSA_WITH_RC4_128_MD5', ['20..35 MAC (SSL 3.0, MD5): 16 bytes']],
  ['TLS 1.2', 'TLS_RSA_WITH_NULL_SHA256', ['20..51 MAC (HMAC-SHA256)']],
  ['TLS 1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA256', ['36..67 MAC (HMAC-SHA256): 32 bytes', '68 Padding Length: 0']],
  ['TLS 1.2', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', ['36..83 MAC (HMAC-SHA384): 48 bytes', '84 Padding Length: 0']],
] as const)(
  'RFC 5246 §6.2.3.1: how long the MAC of %s with %s is, and where it stands [B16]',
  (version, suite, behind) => {
    expect(sealed(version, suite).slice(-behind.length)).toEqual(behind);
  },
);

test('RFC 6066 §7: a truncated MAC', () => {
  const figure = sealed('TLS 1.2', 'TLS_RSA_WITH_NULL_SHA256', { truncatedHmac: true });
  expect(figure).toEqual(['5..19 [Application Data', '20..29 MAC (HMAC-SHA256)']);
});

test('RFC 5246 §6.2.3.2: the IV travels since TLS 1.1, and padding fills the last block [A15] [B01]', () => {
  const suite = 'TLS_RSA_WITH_AES_128_CBC_SHA';
  const [mac, padding, last] = ['MAC (HMAC-SHA1): 20 bytes', 'Padding: 12 bytes', 'Padding Length: 12'];
  expect(sealed('TLS 1.1', suite)).toEqual([
    '5..20 Initialization Vector',
    '21..35 [Application Data',
    `36..55 ${mac}`,
    `56..67 ${padding}`,
    `68 ${last}`,
  ]);
  expect(sealed('TLS 1.0', suite)).toEqual([
    '5..19 [Application Data',
    `20..39 ${mac}`,
    `40..51 ${padding}`,
    `52 ${last}`,
  ]);
});

test('RFC 7366 §3: with encrypt_then_mac the MAC stands behind the ciphertext, for all to read', () => {
  const heard = read(say('TLS 1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA'));
  expect(figure(heard).slice(-2)).toEqual(['36 Padding Length: 0', '37..56 MAC (HMAC-SHA1)']);
});

test.each([
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', ['5..12 Explicit Nonce', '13..27 [Application Data', '28..43']],
  ['TLS_RSA_WITH_AES_128_CCM_8', ['5..12 Explicit Nonce', '13..27 [Application Data', '28..35']],
  ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', ['5..19 [Application Data', '20..35']],
] as const)('RFC 5246 §6.2.3.3: nonce and tag of %s', (suite, [...expected]) => {
  const tag = `${expected.pop()} Authentication Tag`;
  expect(figure(read(say('TLS 1.2', suite)))).toEqual([...expected, tag]);
});

test('RFC 8446 §5.4: how much padding hides the length of a record, and where the type stands [B28]', () => {
  const { tape, keyLog } = converse({ client: { cipherSuites: ['TLS_AES_128_GCM_SHA256'] } });
  const log = new KeyLog();
  log.add(keyLog);
  const [random = ''] = /[0-9a-f]{64}/.exec(keyLog) ?? [];
  const secrets = () => log.of(random);
  const keys = new Keys13(nodeProvider, secrets, () => suiteByName('TLS_AES_128_GCM_SHA256'), 0);
  const [protector] = keys.protectors(steps13.application);
  const bytes = new Uint8Array(protector?.sealedLength(6, 100) ?? 0);
  void protector?.seal(0, { type: 23, data: utf8('hidden') }, 100, bytes);
  const { trees } = dissectOne([...tape, { direction: 0, bytes }], { secrets: { keyLog } });
  expect(
    byteMap(trees.at(-1) as TreeNode)
      .slice(3)
      .map((line) => line.replace(/ +\S+( bytes?\))? +/, ' ')),
  ).toEqual([
    '5..10 [Application Data: 68696464656e]',
    '11 [Content Type: Application Data (23)]',
    '12..111 Padding: 100 bytes',
    expect.stringMatching(/^112\.\.127 Authentication Tag: [0-9a-f]{32}$/),
  ]);
});

test('without keys, what is sealed is told by its parts: nonce, ciphertext, tag', () => {
  const { tape } = say('TLS 1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
  const { trees } = dissectOne(tape, { provider: crypto });
  const [record] = trees.filter(({ label }) => label.includes('Application Data')).slice(-1);
  expect(byteMap(record as TreeNode).map((line) => line.replace(/ +\S+( bytes?\))? +/, ' '))).toEqual([
    '0 Content Type: Application Data (23)',
    '1..2 Version: TLS 1.2 (0x0303)',
    '3..4 Length: 39',
    '5..12 Explicit Nonce: 0000000000000001',
    expect.stringMatching(/^13\.\.27 Ciphertext: [0-9a-f]{30}$/),
    expect.stringMatching(/^28\.\.43 Authentication Tag: [0-9a-f]{32}$/),
  ]);
});

const families = [
  ['SSL 3.0', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  ['TLS 1.0', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  ['TLS 1.1', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
  ['TLS 1.2', 'TLS_RSA_WITH_NULL_SHA256'],
  ['TLS 1.2', 'TLS_RSA_WITH_RC4_128_SHA'],
  ['TLS 1.2', 'TLS_RSA_WITH_AES_128_CCM_8'],
] as const;

test.each([
  ...families.map(([version, suite]) => [version, suite, () => say(version, suite)] as const),
  ['TLS 1.3', 'its suites', () => converse({ act: chat })] as const,
])('every byte of every record of %s with %s has its name, once [B01]', (_version, _suite, speak) => {
  const spoken = speak();
  const { trees } = read(spoken);
  expect(trees.length).toBeGreaterThan(7);
  for (const tree of trees) {
    let at = 0;
    for (const line of byteMap(tree)) {
      const [, first, last = first] = /^(\d+)(?:\.\.(\d+))?/.exec(line) ?? [];
      expect({ line, first: Number(first) }).toEqual({ line, first: at });
      at = Number(last) + 1;
    }
    expect({ label: tree.label, at }).toEqual({ label: tree.label, at: tree.length });
  }
});

/** For each record of a connection: who sent it, what it is called, and what stands around its content. */
function stages({ items, trees }: Heard): readonly string[] {
  return trees.map((tree, i) => {
    const parts = (tree.children ?? [])
      .map(({ label }) =>
        /^(?:Explicit Nonce|Initialization Vector|MAC|Padding(?= Length)|Authentication Tag)/.exec(label),
      )
      .map((found) => found?.[0])
      .filter((name) => name !== undefined);
    const side = items[i]?.direction === 0 ? 'client' : 'server';
    return `${side}: ${items[i]?.info}${parts.length === 0 ? '' : ` [${parts.join(', ')}]`}`;
  });
}

test('RFC 5246 §7.1: neither MAC nor padding until each side has changed its keys, and both from then on [B22] [B24] [B29]', () => {
  const cbc = 'Initialization Vector, Padding, MAC';
  expect(stages(read(say('TLS 1.2', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA')))).toEqual([
    'client: Client Hello',
    'server: Server Hello, Certificate, Server Key Exchange, Server Hello Done',
    'client: Client Key Exchange',
    'client: Change Cipher Spec',
    `client: Finished [${cbc}]`,
    'server: Change Cipher Spec',
    `server: Finished [${cbc}]`,
    `client: Application Data [${cbc}]`,
    `server: Application Data [${cbc}]`,
    `client: Alert (Level: Warning, Description: Close Notify) [${cbc}]`,
  ]);
});

test('RFC 5246 §7.4.9: ChangeCipherSpec, and then the first protected message with its twelve bytes [C20] [A19]', () => {
  const heard = read(say('TLS 1.2', 'TLS_RSA_WITH_AES_128_CCM_8'));
  for (const direction of [0, 1]) {
    const own = heard.trees.filter((_, i) => heard.items[i]?.direction === direction);
    const at = own.findIndex(({ label }) => label.endsWith('Change Cipher Spec'));
    expect(byteMap(own[at] as TreeNode).slice(-1)).toEqual(['5     01    Change Cipher Spec Message']);
    expect(places(own[at + 1] as TreeNode)).toEqual([
      expect.stringMatching(/^5\.\.12 Explicit Nonce/),
      '13 Handshake Type: Finished (20)',
      '14..16 Length: 12',
      expect.stringMatching(/^17\.\.28 Verify Data/),
      expect.stringMatching(/^29\.\.36 Authentication Tag/),
    ]);
  }
  const finishedOf = ({ trees }: Heard): number => {
    const last = trees.filter(({ label }) => label.endsWith('Finished')).at(-1) as TreeNode;
    return Number(/Length: (\d+)/.exec(places(last).join())?.[1]);
  };
  expect(finishedOf(read(say('SSL 3.0', 'TLS_RSA_WITH_RC4_128_SHA')))).toBe(36);
  expect(finishedOf(read(converse({ client: { cipherSuites: ['TLS_AES_256_GCM_SHA384'] } })))).toBe(48);
});
