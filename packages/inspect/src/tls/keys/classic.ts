/** From a master secret to everything that opens and proves a handshake up to TLS 1.2. RFC 5246 §6.3, §7.4.9 */

import type { CryptoProvider } from 'handfast/crypto';
import { keyLengths, protectionClassic, type RecordProtector } from 'handfast/record';
import type { CipherSuite, HashName, NegotiableSuite, VersionRow } from 'handfast/registry';
import { hashLength } from 'handfast/registry';
import {
  extendedMasterSecret,
  keyBlock,
  masterSecretClassic,
  type Prf,
  prfOf,
  type Randoms,
  Secret,
  verifyDataClassic,
} from 'handfast/schedule';
import type { Direction } from '../../model.ts';

/** What both hellos agreed on, as far as keys depend on it. */
export interface AgreedClassic {
  readonly version: VersionRow;
  readonly suite: CipherSuite;
  readonly randoms: Randoms;
  readonly encryptThenMac: boolean;
  readonly truncatedHmac: boolean;
}

/** The pseudorandom function of a connection; `undefined` where this version or suite has one that we do not know. */
export function prfFor(crypto: CryptoProvider, version: VersionRow, suite: CipherSuite): Prf | undefined {
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

/** What opens the records of one direction; `undefined` where the cipher is not known here. */
export function protectorClassic(
  crypto: CryptoProvider,
  prf: Prf,
  { version, suite, randoms }: AgreedClassic,
  master: Uint8Array,
  direction: Direction,
): RecordProtector | undefined {
  const { hash, cipher } = suite;
  if (!isHash(hash) || cipher.aead === undefined) return undefined;
  const negotiable = { ...suite, hash, aead: cipher.aead } as NegotiableSuite;
  try {
    const block = keyBlock(prf, new Secret(master.slice()), randoms, keyLengths(negotiable));
    return protectionClassic(crypto, version, negotiable, direction === 0 ? block.client : block.server);
  } catch {
    return undefined;
  }
}

/** What a Finished must hold. */
export const finishedClassic = (
  prf: Prf,
  master: Uint8Array,
  direction: Direction,
  transcriptHash: Uint8Array,
): Uint8Array =>
  verifyDataClassic(prf, new Secret(master.slice()), direction === 0 ? 'client' : 'server', transcriptHash, 12);

export const isHash = (name: string): name is HashName => Object.hasOwn(hashLength, name);
