import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MisuseError, ProtocolError } from '../base/errors.ts';
import { compose } from '../crypto/compose.ts';
import { legacyProvider } from '../providers/legacy/index.ts';
import { nodeProvider } from '../providers/node/index.ts';
import { type CipherSuite, cipherSuites, suiteByName } from '../registry/cipher-suites.ts';
import { isOlder, type VersionName, versionNamed } from '../registry/versions.ts';
import type { WriteKeys } from '../schedule/classic.ts';
import { canProtectLegacy, cipherKeyLength, keyLengthsLegacy, protectionLegacy } from './protection-legacy.ts';
import type { RecordProtector } from './protector.ts';

const crypto = compose(nodeProvider, legacyProvider);
const versionNames: readonly VersionName[] = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'];
const ways = [{}, { encryptThenMac: true }, { truncatedHmac: true }, { compressed: true }] as const;

/** One suite for each way to protect records. */
const suites = [
  ...new Map(
    cipherSuites()
      .filter((suite) => suite.oldest !== 'TLS 1.3' && suite.mac !== 'none' && canProtectLegacy(crypto, suite))
      .map((suite) => [`${suite.cipher.name} ${suite.mac}`, suite]),
  ).values(),
];
const rows = suites.flatMap((suite) =>
  versionNames
    .filter((name) => !isOlder(name, suite.oldest) && !isOlder(suite.newest, name))
    .map((name) => [`${name} with ${suite.name}`, name, suite] as const),
);

const named = (name: string): CipherSuite => suiteByName(name) as CipherSuite;

function keysFor(version: VersionName, suite: CipherSuite, byte: number): WriteKeys {
  const { mac, iv } = keyLengthsLegacy(versionNamed(version), suite);
  const fresh = (length: number): Uint8Array => new Uint8Array(length).fill(byte);
  return { mac: fresh(mac), key: fresh(cipherKeyLength(suite.cipher)), iv: fresh(iv) };
}

const seal = (protector: RecordProtector, sequence: number, type: number, content: Uint8Array): Uint8Array => {
  const data = protector.compress?.(content) ?? content;
  const output = new Uint8Array(protector.sealedLength(data.length, 0));
  void protector.seal(sequence, { type, data }, 0, output);
  return output;
};
const open = (protector: RecordProtector, sequence: number, record: Uint8Array) =>
  protector.open(sequence, record.subarray(0, 5), record.subarray(5));
const badRecord = new ProtocolError('bad_record');

test.each(rows)(
  '%s: records come out as they went in, in their order, and no others [B19] [B20]',
  (_, version, suite) => {
    for (const agreed of ways) {
      const make = (byte = 7): RecordProtector =>
        protectionLegacy(crypto, versionNamed(version), suite, keysFor(version, suite, byte), agreed);
      const [writer, reader] = [make(), make()];
      [0, 1, 15, 16, 300].forEach((length, sequence) => {
        const data = new Uint8Array(length).fill(length);
        const record = seal(writer, sequence, 23, data);
        expect(record.length).toBe(5 + (record[3] as number) * 256 + (record[4] as number));
        expect(record.length - 5).toBeLessThanOrEqual(reader.maxFragment);
        expect(open(reader, sequence, record)).toEqual({ type: 23, data });
      });
      const record = seal(make(), 0, 22, new Uint8Array(50));
      const refused = (other: RecordProtector, sequence: number, changed: Uint8Array): void => {
        expect(() => open(other, sequence, changed)).toThrow(badRecord);
      };
      const withBit = (at: number): Uint8Array => record.map((byte, i) => (i === at ? byte ^ 1 : byte));
      for (let at = 5; at < record.length; at += 3) refused(make(), 0, withBit(at));
      for (const at of [0, 2]) refused(make(), 0, withBit(at));
      refused(make(), 1, record);
      refused(make(8), 0, record);
      refused(make(), 0, record.subarray(0, 5));
    }
  },
);

test.each(rows)('%s: any bytes are refused with one error', (_, version, suite) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...ways), (fragment, agreed) => {
      const reader = protectionLegacy(crypto, versionNamed(version), suite, keysFor(version, suite, 3), agreed);
      const header = Uint8Array.of(23, 3, versionNamed(version).wire & 255, 0, 0);
      expect(() => reader.open(0, header, fragment)).toThrow(badRecord);
    }),
    { numRuns: 30 },
  );
});

test('RFC 5246 §6.3: lengths in the key block, with an IV where records do not bring theirs [D05]', () => {
  const lengths = (version: VersionName, name: string) => keyLengthsLegacy(versionNamed(version), named(name));
  expect(lengths('TLS 1.0', 'TLS_RSA_WITH_AES_256_CBC_SHA')).toEqual({ mac: 20, key: 32, iv: 16 });
  expect(lengths('TLS 1.1', 'TLS_RSA_WITH_AES_256_CBC_SHA')).toEqual({ mac: 20, key: 32, iv: 0 });
  expect(lengths('SSL 3.0', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA')).toEqual({ mac: 20, key: 24, iv: 8 });
  expect(lengths('TLS 1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256')).toEqual({ mac: 0, key: 16, iv: 4 });
  expect(lengths('TLS 1.2', 'TLS_RSA_WITH_NULL_SHA256')).toEqual({ mac: 32, key: 0, iv: 0 });
  expect(lengths('TLS 1.0', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5')).toEqual({ mac: 16, key: 5, iv: 0 });
  expect(cipherKeyLength(named('TLS_RSA_EXPORT_WITH_RC4_40_MD5').cipher)).toBe(16);
  expect(cipherKeyLength(named('TLS_RSA_EXPORT_WITH_DES40_CBC_SHA').cipher)).toBe(8);
});

test('TLS 1.0 and SSL 3.0 split application data of block ciphers, and only of them [K09]', () => {
  const splits = (version: VersionName, name: string): unknown => {
    const suite = named(name);
    return protectionLegacy(nodeProvider, versionNamed(version), suite, keysFor(version, suite, 1)).splitsFirst;
  };
  expect(splits('SSL 3.0', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA')).toBe(true);
  expect(splits('TLS 1.0', 'TLS_RSA_WITH_AES_128_CBC_SHA')).toBe(true);
  expect(splits('TLS 1.0', 'TLS_RSA_WITH_NULL_SHA')).toBe(false);
  expect(splits('TLS 1.1', 'TLS_RSA_WITH_AES_128_CBC_SHA')).toBe(false);
});

test('keys are wiped, and what the provider lacks is misuse', () => {
  const suite = named('TLS_RSA_WITH_AES_128_CBC_SHA');
  const keys = keysFor('TLS 1.0', suite, 5);
  const seed = named('TLS_RSA_WITH_SEED_CBC_SHA');
  protectionLegacy(nodeProvider, versionNamed('TLS 1.0'), suite, keys);
  expect([...keys.key, ...keys.mac].every((byte) => byte === 0)).toBe(true);
  expect(canProtectLegacy(nodeProvider, seed)).toBe(false);
  const make = (): unknown =>
    protectionLegacy(nodeProvider, versionNamed('TLS 1.0'), seed, keysFor('TLS 1.0', seed, 1));
  expect(make).toThrow(MisuseError);
  for (const name of ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305', 'TLS_RSA_WITH_RC4_128_SHA']) {
    const bare = { ...nodeProvider, aead: () => undefined, streamCipher: () => undefined };
    const lacking = named(name);
    expect(canProtectLegacy(bare, lacking)).toBe(false);
    expect(() => protectionLegacy(bare, versionNamed('TLS 1.2'), lacking, keysFor('TLS 1.2', lacking, 1))).toThrow(
      MisuseError,
    );
  }
  const modern = named('TLS_RSA_WITH_AES_128_CBC_SHA256');
  const strange = (): unknown =>
    protectionLegacy(crypto, versionNamed('SSL 3.0'), modern, keysFor('SSL 3.0', modern, 1));
  expect(strange).toThrow(MisuseError);
  expect(canProtectLegacy(nodeProvider, named('TLS_NULL_WITH_NULL_NULL'))).toBe(true);
});

test.each([
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
])(
  'RFC 5246 §6.2.1: content above 2^14 bytes is record_overflow, above 2^14 + 1,024 when it is compressed: %s',
  (name) => {
    const suite = named(name);
    const make = (compressed: boolean): RecordProtector =>
      protectionLegacy(crypto, versionNamed('TLS 1.2'), suite, keysFor('TLS 1.2', suite, 2), { compressed });
    const longer = (length: number): Uint8Array => seal(make(false), 0, 23, new Uint8Array(length));
    const overflow = expect.objectContaining({ code: 'record_overflow' });
    expect(make(false).recordLimit).toBe(281_474_976_710_655);
    expect(make(false).maxFragment).toBe(18_432);
    expect(open(make(false), 0, longer(16_384))).toEqual({ type: 23, data: new Uint8Array(16_384) });
    expect(() => open(make(false), 0, longer(16_385))).toThrow(overflow);
    const garbage = expect.objectContaining({ code: 'decompression_failed' });
    expect(() => open(make(true), 0, longer(17_408))).toThrow(garbage);
    expect(() => open(make(true), 0, longer(17_409))).toThrow(overflow);
  },
);
