/** A suite's name says everything about it: this reads it. */

import type { HashName } from '../algorithm-names.ts';
import type { VersionName } from '../versions.ts';
import { cipherNamed, type RecordCipher } from './ciphers.ts';
import { type AuthenticationName, type KeyExchangeName, suiteKeyExchanges } from './key-exchanges.ts';
import { type WeaknessName, weaknessesOf } from './weaknesses.ts';

/** Hashes of suites: those that providers know, and national ones that we only name. */
export type SuiteHash = HashName | 'sm3' | 'streebog-256';

/** What a name says. */
export interface SuiteDescription {
  readonly keyExchange: KeyExchangeName;
  readonly authentication: AuthenticationName;
  readonly preShared: boolean;
  readonly cipher: RecordCipher;
  /** What authenticates records: `aead`, a hash for HMAC, or a MAC of its own. */
  readonly mac: 'aead' | 'omac' | 'imit' | 'none' | SuiteHash;
  /** The hash of the key schedule where the version lets the suite choose it, from TLS 1.2 on. */
  readonly hash: SuiteHash;
  /** Deliberately weakened: 512 or 1,024 bits of key exchange and a cut-down cipher key. */
  readonly export: boolean;
  /** The oldest and the newest version that may use it, in names of the stream versions. */
  readonly oldest: VersionName;
  readonly newest: VersionName;
  /** Whether DTLS may use it: a stream cipher cannot skip what was lost. */
  readonly datagram: boolean;
  readonly weaknesses: readonly WeaknessName[];
}

/** Reads a name of any form that IANA or the drafts use. Throws `RangeError` on others: names are ours. */
export function describeSuite(name: string): SuiteDescription {
  const parts = split(name);
  const kx = parts.tls13 ? ({ keyExchange: 'tls13', authentication: 'any', preShared: false } as const) : undefined;
  const { keyExchange, authentication, preShared } = kx ?? given(suiteKeyExchanges.get(parts.keyExchange), name);
  const cipher = given(cipherNamed(parts.cipher), name);
  const mac = macOf(parts, cipher);
  const known = { keyExchange, authentication, preShared, cipher, mac, export: parts.export };
  return {
    ...known,
    hash: hashOf(parts),
    ...versionsOf(parts, known),
    datagram: cipher.kind !== 'stream' && !/sm4|mgm/.test(cipher.name) && !parts.ssl,
    weaknesses: weaknessesOf(known),
  };
}

/** The pieces of a name, before they mean anything. */
interface Parts {
  readonly tls13: boolean;
  readonly ssl: boolean;
  readonly keyExchange: string;
  readonly export: boolean;
  readonly cipher: string;
  readonly suffix: string;
}

const suffixes = /_(MD5|SHA|SHA256|SHA384|SHA512|SM3|OMAC|IMIT|GOSTR3411|NULL)$/;

function split(name: string): Parts {
  const [, left = '', right = ''] = /^(?:TLS|SSL)_(?:(\w+?)_WITH_)?(\w+)$/.exec(name) ?? [];
  const suffix = suffixes.exec(right)?.[1] ?? '';
  const bare = suffix === '' ? right : right.slice(0, -suffix.length - 1);
  // RFC 9150: integrity only, where the hash stands in the place of the cipher.
  const cipher = /^SHA\d+$/.test(bare) ? 'NULL' : bare;
  // RFC 9367 gave TLS 1.3 suites names of the older form.
  const tls13 = left === '' || /_MGM_/.test(cipher);
  // The drafts of RFC 7905 named no hash.
  const draft = cipher === 'CHACHA20_POLY1305' && suffix === '';
  return {
    tls13,
    ssl: name.startsWith('SSL'),
    keyExchange: left.replace(/_EXPORT(1024)?$|_(OLD)?FIPS$/, ''),
    export: /EXPORT/.test(left),
    cipher: draft ? 'CHACHA20_POLY1305_DRAFT' : cipher,
    suffix,
  };
}

const hashes: Readonly<Record<string, SuiteHash>> = {
  MD5: 'md5',
  SHA: 'sha1',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
  SM3: 'sm3',
  GOSTR3411: 'streebog-256',
};

function macOf({ suffix }: Parts, cipher: RecordCipher): SuiteDescription['mac'] {
  if (cipher.kind === 'aead') return 'aead';
  if (suffix === 'OMAC' || suffix === 'IMIT') return suffix === 'OMAC' ? 'omac' : 'imit';
  return hashes[suffix] ?? 'none';
}

/** RFC 5246 §5: SHA-256 unless the suite names something newer; MD5 and SHA-1 only ever name a MAC. */
function hashOf({ keyExchange, cipher, suffix }: Parts): SuiteHash {
  if (keyExchange.startsWith('GOST') || cipher.includes('_MGM_')) return 'streebog-256';
  const named = hashes[suffix];
  return named === undefined || named === 'md5' || named === 'sha1' ? 'sha256' : named;
}

type Known = Pick<SuiteDescription, 'keyExchange' | 'authentication' | 'preShared' | 'cipher' | 'mac' | 'export'>;

function versionsOf({ tls13, ssl }: Parts, suite: Known): { oldest: VersionName; newest: VersionName } {
  if (tls13) return { oldest: 'TLS 1.3', newest: 'TLS 1.3' };
  if (suite.keyExchange === 'fortezza') return { oldest: 'SSL 3.0', newest: 'SSL 3.0' };
  return { oldest: oldestOf(suite), newest: newestOf(suite, ssl) };
}

function oldestOf({ keyExchange, preShared, mac }: Known): VersionName {
  const older = mac === 'md5' || mac === 'sha1' || mac === 'none';
  // RFC 5487 §3 and RFC 5489 §3 let their CBC suites run below TLS 1.2, over the PRF of that version.
  if (!older) return preShared && mac !== 'aead' ? 'TLS 1.0' : 'TLS 1.2';
  const ssl3 = !preShared && ['null', 'rsa', 'dh', 'dhe'].includes(keyExchange);
  return ssl3 ? 'SSL 3.0' : 'TLS 1.0';
}

function newestOf({ cipher, ...suite }: Known, ssl: boolean): VersionName {
  if (ssl || suite.export) return 'TLS 1.0';
  // RFC 5469: TLS 1.2 took out single DES and IDEA.
  return cipher.name === 'des-cbc' || cipher.name === 'idea-cbc' ? 'TLS 1.1' : 'TLS 1.2';
}

function given<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new RangeError(`${name} does not have the form of a cipher suite`);
  return value;
}
