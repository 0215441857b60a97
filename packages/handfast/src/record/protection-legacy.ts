/** From a key block to the protection of records by any suite of SSL 3.0 to TLS 1.2. RFC 5246 §6.3, RFC 6101 §6.2.2 */

import { copyOf } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { type AeadName, blockCiphers, type HashName, hashLength } from '../crypto/algorithms.ts';
import type { BlockCipher, CryptoProvider, StreamCipher } from '../crypto/provider.ts';
import type { CipherSuite } from '../registry/cipher-suites.ts';
import type { RecordCipher } from '../registry/suites/ciphers.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { KeyLengths, WriteKeys } from '../schedule/classic.ts';
import { aeadDraft } from './aead-draft.ts';
import { aeadExplicit } from './aead-explicit.ts';
import { chainedIv, encryptThenMac, explicitIv, macThenEncrypt } from './cbc.ts';
import { compressing } from './deflate/compressing.ts';
import { type FragmentProtection, framed, mostRecords } from './fragment-protection.ts';
import { hmacOfRecords, noMac, type RecordMac, ssl3MacOfRecords, truncated } from './mac.ts';
import { maxPlaintext, type RecordProtector } from './protector.ts';
import { nullCipher, streamProtection } from './stream-cipher.ts';

/** What the hellos agreed about protection beside the suite. */
export interface LegacyProtection {
  /** RFC 7366; nothing for suites that are no block ciphers. */
  readonly encryptThenMac?: boolean;
  /** RFC 6066 §7; nothing for AEADs. */
  readonly truncatedHmac?: boolean;
  /** With DEFLATE. RFC 3749 */
  readonly compressed?: boolean;
}

/** The parts of a suite that protect records. */
export type ProtectingSuite = Pick<CipherSuite, 'name' | 'cipher' | 'mac'>;

/** How much of the key block each direction takes, before export suites stretch their keys. */
export const keyLengthsLegacy = (version: VersionRow, { cipher, mac }: ProtectingSuite): KeyLengths => ({
  mac: isHash(mac) ? hashLength[mac] : 0,
  key: cipher.keyLength,
  iv: cipher.kind === 'block' && version.iv === 'chained' ? cipher.blockLength : cipher.fixedIvLength,
});

/** How long the key is that the cipher itself takes. */
export const cipherKeyLength = ({ block, stream, keyLength }: RecordCipher): number =>
  block ? blockCiphers[block].keyLength : stream === 'rc4' ? 16 : keyLength;

/** Whether a provider has what a suite needs to protect records. */
export function canProtectLegacy(crypto: CryptoProvider, { cipher, mac }: ProtectingSuite): boolean {
  const key = new Uint8Array(cipherKeyLength(cipher));
  if (cipher.kind !== 'aead' && mac !== 'none' && !isHash(mac)) return false;
  if (cipher.kind === 'null') return true;
  if (cipher.aead) return crypto.aead(cipher.aead, key) !== undefined;
  if (cipher.block) return crypto.blockCipher?.(cipher.block, key) !== undefined;
  return cipher.stream !== undefined && crypto.streamCipher?.(cipher.stream, key) !== undefined;
}

/**
 * The protector for one direction, from its final keys, which are wiped. Throws `MisuseError` when the provider lacks
 * the cipher: ask `canProtectLegacy` before.
 */
export function protectionLegacy(
  crypto: CryptoProvider,
  version: VersionRow,
  suite: ProtectingSuite,
  keys: WriteKeys,
  agreed: LegacyProtection = {},
): RecordProtector {
  // What is compressed may become longer. RFC 5246 §6.2.2
  const mostContent = maxPlaintext + (agreed.compressed ? 1024 : 0);
  const protector = suite.cipher.aead
    ? aeadProtector(crypto, version, suite.cipher.aead, keys, mostContent)
    : framed(fragmentProtection(crypto, version, suite, keys, agreed), {
        version: version.wire,
        mostContent,
        splitsFirst: suite.cipher.kind === 'block' && version.iv === 'chained',
      });
  keys.key.fill(0);
  keys.mac.fill(0);
  return agreed.compressed ? compressing(protector) : protector;
}

/** The same without the headers of TLS. */
export function fragmentProtection(
  crypto: CryptoProvider,
  version: VersionRow,
  suite: ProtectingSuite,
  keys: WriteKeys,
  agreed: LegacyProtection,
): FragmentProtection {
  const mac = macOf(crypto, version, suite, keys.mac, agreed);
  if (suite.cipher.kind !== 'block') return streamProtection(streamOf(crypto, suite, keys.key), mac);
  const cipher = blockOf(crypto, suite, keys.key);
  const ivs =
    version.iv === 'chained' ? chainedIv(keys.iv) : explicitIv(cipher.blockLength, (length) => crypto.random(length));
  if (agreed.encryptThenMac) return encryptThenMac(cipher, ivs, mac);
  return macThenEncrypt(cipher, ivs, mac, version.padding === 'unchecked' ? 'unchecked' : 'checked');
}

function aeadProtector(
  crypto: CryptoProvider,
  version: VersionRow,
  name: AeadName,
  { key, iv }: WriteKeys,
  mostContent: number,
): RecordProtector {
  const aead = crypto.aead(name, key);
  if (aead === undefined) throw lacks(crypto, name);
  if (name === 'chacha20-poly1305-draft') return aeadDraft(aead, version.wire, mostContent);
  return aeadExplicit(aead, copyOf(iv), version.wire, mostRecords, mostContent);
}

function macOf(
  crypto: CryptoProvider,
  version: VersionRow,
  { name, mac }: ProtectingSuite,
  key: Uint8Array,
  { truncatedHmac }: LegacyProtection,
): RecordMac {
  if (mac === 'none') return noMac;
  if (version.mac === 'ssl3' && (mac === 'md5' || mac === 'sha1')) return ssl3MacOfRecords(crypto, mac, key);
  if (version.mac !== 'hmac' || !isHash(mac)) throw new MisuseError(`${version.name} has no MAC for ${name}`);
  const whole = hmacOfRecords(crypto, mac, key, version.wire);
  return truncatedHmac ? truncated(whole) : whole;
}

function blockOf(crypto: CryptoProvider, { name, cipher }: ProtectingSuite, key: Uint8Array): BlockCipher {
  const found = cipher.block && crypto.blockCipher?.(cipher.block, key);
  if (!found) throw lacks(crypto, name);
  return found;
}

function streamOf(crypto: CryptoProvider, { name, cipher }: ProtectingSuite, key: Uint8Array): StreamCipher {
  if (cipher.kind === 'null') return nullCipher;
  const found = cipher.stream && crypto.streamCipher?.(cipher.stream, key);
  if (!found) throw lacks(crypto, name);
  return found;
}

const lacks = (crypto: CryptoProvider, name: string): MisuseError =>
  new MisuseError(`the provider ${crypto.name} does not know ${name}`);

const isHash = (mac: string): mac is HashName => Object.hasOwn(hashLength, mac);
