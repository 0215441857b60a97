import { expect, test } from 'vitest';
import {
  isNegotiableVersionName,
  isOlder,
  isVersionName,
  versionByWire,
  versionName,
  versionNamed,
  versions,
} from './versions.ts';

test('[A29] RFC 8446 §4.2.1, RFC 9147 §5.3: every version has its number', () => {
  const numbers = versions.map(({ name, wire }) => `${name} ${wire.toString(16).padStart(4, '0')}`);
  expect(numbers).toEqual([
    'SSL 2.0 0002',
    'SSL 3.0 0300',
    'TLS 1.0 0301',
    'TLS 1.1 0302',
    'TLS 1.2 0303',
    'TLS 1.3 0304',
    'DTLS 1.0 feff',
    'DTLS 1.2 fefd',
    'DTLS 1.3 fefc',
  ]);
  for (const version of versions) expect(versionByWire(version.wire)).toBe(version);
});

test('TLS 1.2 and TLS 1.3 are negotiable, and their counterparts over datagrams', () => {
  const names = versions.filter((version) => version.negotiable).map((version) => version.name);
  expect(names).toEqual(['TLS 1.2', 'TLS 1.3', 'DTLS 1.2', 'DTLS 1.3']);
  expect(isNegotiableVersionName('TLS 1.2')).toBe(true);
  expect(isNegotiableVersionName('TLS 1.1')).toBe(false);
});

test('RFC 6347 §1, RFC 9147 §1: a DTLS version is its TLS counterpart over datagrams', () => {
  const datagram = versions.filter((version) => version.carrier === 'datagram');
  expect(datagram.map((version) => version.like)).toEqual(['TLS 1.1', 'TLS 1.2', 'TLS 1.3']);
  for (const version of datagram) {
    const { name, wire, helloVersion, carrier, disguise, endOfEarlyData } = version;
    const own = { name, wire, helloVersion, carrier, disguise, endOfEarlyData };
    expect(version).toEqual({ ...versionNamed(version.like), ...own });
  }
});

test('[A19] RFC 5246 §7.4.9, RFC 8446 §4.4.4: verify_data is 36 bytes in SSL 3.0, 12 up to TLS 1.2, then as long as the hash', () => {
  const lengths = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'DTLS 1.2', 'TLS 1.3'] as const;
  expect(lengths.map((name) => versionNamed(name).finishedLength)).toEqual([36, 12, 12, 12, 12, 'hash']);
});

test('RFC 8446 §4.1.3: a server that stays below TLS 1.3 marks its random', () => {
  expect(versionNamed('TLS 1.2').downgradeMark).toBe(1);
  expect(versionNamed('TLS 1.1').downgradeMark).toBe(0);
  expect(versionNamed('SSL 3.0').downgradeMark).toBe(0);
  expect(versionNamed('TLS 1.3').downgradeMark).toBeUndefined();
});

test('age is compared by history, not by number: DTLS counts downwards', () => {
  expect(isOlder('SSL 2.0', 'SSL 3.0')).toBe(true);
  expect(isOlder('TLS 1.2', 'TLS 1.3')).toBe(true);
  expect(isOlder('DTLS 1.0', 'DTLS 1.2')).toBe(true);
  expect(isOlder('DTLS 1.3', 'DTLS 1.2')).toBe(false);
  expect(isOlder('DTLS 1.2', 'TLS 1.2')).toBe(false);
  expect(isOlder('TLS 1.1', 'DTLS 1.2')).toBe(true);
});

test('numbers that nobody knows are shown as such', () => {
  expect(versionName(0x0303)).toBe('TLS 1.2');
  expect(versionName(0x0305)).toBe('Unknown (0x0305)');
  expect(versionName(0x7a7a)).toBe('GREASE (0x7a7a)');
  expect(versionByWire(0x0305)).toBeUndefined();
  expect(isVersionName('TLS 1.4')).toBe(false);
});
