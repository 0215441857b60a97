import { expect, test } from 'vitest';
import { fromHex, utf8 } from '../base/bytes.ts';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { clientConfig, clientConnection } from '../engine/client-config.ts';
import { now, trust } from '../engine/testing/fixtures.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { annotate, leaves } from '../wire/annotate.ts';
import { decode, encode } from '../wire/codec.ts';
import { EchConfig, type EchConfigContents, EchConfigList } from '../wire/ech-config.ts';
import type { ClientHello } from '../wire/messages/client-hello.ts';
import { acceptEch } from './accept.ts';
import { usableConfigs } from './config.ts';
import { createEchKey, echConfigList } from './create.ts';
import { type OfferEchOptions, offerEch } from './offer.ts';
import { echConfigListFromPem, echKeysFromPem, echKeyToPem } from './pem.ts';

const key = await createEchKey(nodeProvider, { publicName: 'public.test', configId: 1 });
const { contents } = decode(EchConfig, key.config) as { contents: EchConfigContents };

const config = (change: Partial<EchConfigContents> = {}): EchConfig => ({
  version: 0xfe0d,
  contents: { ...contents, ...change },
});
const withKey = (change: Partial<EchConfigContents['keyConfig']>): EchConfig =>
  config({ keyConfig: { ...contents.keyConfig, ...change } });
const named = (name: string): EchConfig => config({ publicName: utf8(name) });
const extended = (...types: readonly number[]): EchConfig =>
  config({ extensions: types.map((type) => ({ type, data: new Uint8Array(0) })) });

const unusable: readonly (readonly [string, EchConfig])[] = [
  ['of another version', { version: 0xbadd, contents: undefined, unknown: Uint8Array.of(1, 2, 3) }],
  ['with an unknown KEM', withKey({ kemId: 0x6666 })],
  ['with unknown ciphers', withKey({ cipherSuites: [{ kdfId: 0x1111, aeadId: 0x2222 }] })],
  ['with a mandatory extension', extended(0xaaaa)],
  ['with an extension that stands twice', extended(1, 1)],
  ...[
    'dns_names_have_no_underscores.test',
    '.test',
    'public.test.',
    'a..test',
    '*.test',
    '127.0.0.1',
    'name.0x7f',
    'name.12',
    `${'a'.repeat(64)}.test`,
    'exämple.test',
  ].map((name) => [`for ${name}`, named(name)] as const),
];

test.each(unusable)('RFC 9849 §4, §6.1.7: a configuration %s is passed over', (_what, one) => {
  expect(usableConfigs(nodeProvider, [one])).toEqual([]);
  expect(usableConfigs(nodeProvider, [one, config()])).toHaveLength(1);
});

test('RFC 9849 §6.1: of a configuration the first cipher that is known counts; optional extensions are no matter', () => {
  const suites = [
    { kdfId: 1, aeadId: 0x2222 },
    { kdfId: 1, aeadId: 3 },
    { kdfId: 1, aeadId: 1 },
  ];
  const [chosen] = usableConfigs(nodeProvider, [withKey({ cipherSuites: suites })]);
  expect(chosen?.suite.aead.name).toBe('ChaCha20Poly1305');
  expect(usableConfigs(nodeProvider, [extended(1, 2)])).toHaveLength(1);
});

const begin = (list: Uint8Array, options: OfferEchOptions, versions: 'TLS 1.2' | 'TLS 1.3' = 'TLS 1.3') => {
  const hellos: ClientHello[] = [];
  const observer = { message: ({ body }: { readonly body: unknown }) => void hellos.push(body as ClientHello) };
  const settings = clientConfig({ crypto: nodeProvider, trust, versions: [versions], observer });
  clientConnection(settings, { serverName: 'server.test', now, encryptedClientHello: offerEch(list, options) });
  return hellos[0]?.extensions?.encrypted_client_hello;
};

test('RFC 9849 §6.1: a client that has no configuration for itself does what it was told', () => {
  const [, none] = unusable[0] ?? ['', config()];
  const list = encode(EchConfigList, [none]);
  expect(() => begin(list, {})).toThrow(MisuseError);
  expect(begin(list, { otherwise: 'grease' })).toMatchObject({ type: 'outer' });
  expect(begin(list, { otherwise: 'open' })).toBeUndefined();
  const good = encode(EchConfigList, [config()]);
  expect(begin(good, {})).toMatchObject({ type: 'outer', configId: 1 });
  expect(() => begin(good, {}, 'TLS 1.2')).toThrow(MisuseError);
});

test('RFC 9180 §7.1.4: a public key that is none is passed over when it is tried', () => {
  const bad = withKey({ publicKey: new Uint8Array(32) });
  expect(begin(encode(EchConfigList, [bad, config()]), {})).toMatchObject({ type: 'outer' });
  expect(begin(encode(EchConfigList, [bad]), { otherwise: 'open' })).toBeUndefined();
});

test('RFC 9849 §4: a list that is malformed is refused at once', () => {
  const list = echConfigList([key]);
  for (const bad of [list.subarray(1), list.subarray(0, -1), fromHex('0000'), new Uint8Array(0)]) {
    expect(() => offerEch(bad)).toThrow(ProtocolError);
  }
});

test('RFC 9849 §4: every byte of a configuration is explained', () => {
  const list = echConfigList([key]);
  const { root, error } = annotate(EchConfigList, list, 'ECHConfigList');
  expect(error).toBeUndefined();
  const parts = leaves(root);
  expect(parts.reduce((end, { start, end: next }) => (start === end ? next : -1), 0)).toBe(list.length);
  expect(parts.find(({ name }) => name === 'kemId')?.meaning).toBe('DHKEM(X25519, HKDF-SHA256)');
});

test('RFC 9849 §4: what cannot be published is not made', () => {
  expect(() => createEchKey(nodeProvider, { publicName: '10.0.0.1' })).toThrow(MisuseError);
  expect(() => createEchKey(nodeProvider, { publicName: 'a.test', configId: 256 })).toThrow(MisuseError);
  expect(() => createEchKey(nodeProvider, { publicName: 'a.test', maximumNameLength: -1 })).toThrow(MisuseError);
  expect(() => createEchKey(nodeProvider, { publicName: 'a.test', kem: 'ROT13' })).toThrow(MisuseError);
});

test('RFC 9849 §7: a server needs the key of each configuration', async () => {
  const other = await createEchKey(nodeProvider, { publicName: 'public.test' });
  expect(() => acceptEch([{ config: key.config, privateKey: other.privateKey }])).toThrow(MisuseError);
  expect(() => acceptEch([{ config: fromHex('badd0000'), privateKey: key.privateKey }])).toThrow(MisuseError);
  expect(() => acceptEch([{ config: key.config.subarray(1), privateKey: key.privateKey }])).toThrow(ProtocolError);
});

test('RFC 9934 §3: key and configurations stand in one file', async () => {
  const text = echKeyToPem(key);
  expect(text).toMatch(/^-----BEGIN PRIVATE KEY-----[^]*-----END PRIVATE KEY-----\n-----BEGIN ECHCONFIG-----/);
  expect(echConfigListFromPem(text)).toEqual(echConfigList([key]));
  const [read, ...others] = echKeysFromPem(nodeProvider, text);
  expect(others).toEqual([]);
  expect(read?.config).toEqual(key.config);
  expect(read?.privateKey.info).toEqual(key.privateKey.info);
  const stranger = await createEchKey(nodeProvider, { publicName: 'public.test' });
  const mixed =
    text.slice(0, text.indexOf('-----BEGIN ECHCONFIG')) + echKeyToPem(stranger).split(/(?=-----BEGIN ECH)/)[1];
  expect(() => echKeysFromPem(nodeProvider, mixed)).toThrow(MisuseError);
  expect(() => echConfigListFromPem('')).toThrow(MisuseError);
});
