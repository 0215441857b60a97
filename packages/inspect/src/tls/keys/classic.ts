/** From a master secret to everything that opens and proves a handshake up to TLS 1.2. RFC 5246 §6.3, §7.4.9 */

import type { CryptoProvider } from 'handfast/crypto';
import { cipherKeyLength, keyLengthsLegacy, protectionLegacy, type RecordProtector } from 'handfast/record';
import type { CipherSuite, HashName, VersionRow } from 'handfast/registry';
import { hashLength } from 'handfast/registry';
import {
  exportKeys,
  extendedMasterSecret,
  keyBlock,
  masterSecretClassic,
  type Prf,
  prfOf,
  prfSsl3,
  type Randoms,
  Secret,
  type Transcript,
  verifyDataClassic,
  verifyDataSsl3,
} from 'handfast/schedule';
import type { Direction } from '../../model.ts';

/** What both hellos agreed on, as far as keys depend on it. */
export interface AgreedClassic {
  readonly version: VersionRow;
  readonly suite: CipherSuite;
  readonly randoms: Randoms;
  readonly encryptThenMac: boolean;
  readonly truncatedHmac: boolean;
  /** By DEFLATE. RFC 3749 §2 */
  readonly compressed: boolean;
  readonly extendedMasterSecret: boolean;
}

/** The pseudorandom function of a connection; `undefined` where this version or suite has one that we do not know. */
export function prfFor(crypto: CryptoProvider, version: VersionRow, suite: CipherSuite): Prf | undefined {
  if (version.prf === 'ssl3') return prfSsl3(crypto);
  if (version.prf !== 'suite' && version.prf !== 'md5-sha1') return undefined;
  return isHash(suite.hash) ? prfOf(crypto, version, suite.hash) : undefined;
}

/** The master secret from a premaster secret; with `sessionHash` the one that is bound to the whole handshake. */
export function masterFrom(
  prf: Prf,
  premaster: Uint8Array,
  randoms: Randoms,
  sessionHash: Uint8Array | undefined,
): Uint8Array {
  const master =
    sessionHash === undefined
      ? masterSecretClassic(prf, premaster, randoms)
      : extendedMasterSecret(prf, premaster, sessionHash);
  return master.expose();
}

/** What opens the records of one direction; `undefined` where the provider lacks the cipher. */
export function protectorClassic(
  crypto: CryptoProvider,
  prf: Prf,
  { version, suite, randoms, encryptThenMac, truncatedHmac, compressed }: AgreedClassic,
  master: Uint8Array,
  direction: Direction,
): RecordProtector | undefined {
  try {
    const block = keyBlock(prf, new Secret(master.slice()), randoms, keyLengthsLegacy(version, suite));
    const lengths = { key: cipherKeyLength(suite.cipher), iv: suite.cipher.blockLength };
    const keys = suite.export ? exportKeys(crypto, version, prf, block, randoms, lengths) : block;
    const own = direction === 0 ? keys.client : keys.server;
    return protectionLegacy(crypto, version, suite, own, { encryptThenMac, truncatedHmac, compressed });
  } catch {
    return undefined;
  }
}

/** What a Finished must hold. */
export function finishedClassic(
  crypto: CryptoProvider,
  prf: Prf,
  version: VersionRow,
  master: Uint8Array,
  direction: Direction,
  transcript: Transcript,
): Uint8Array {
  const side = direction === 0 ? 'client' : 'server';
  const secret = new Secret(master.slice());
  if (version.prf === 'ssl3') return verifyDataSsl3(crypto, secret, side, transcript);
  return verifyDataClassic(prf, secret, side, transcript.digest(), 12);
}

export const isHash = (name: string): name is HashName => Object.hasOwn(hashLength, name);
