/** From a key block to the protection of records, up to TLS 1.2. RFC 5246 §6.3 */

import { copyOf } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { VersionRow } from '../registry/versions.ts';
import type { KeyLengths, WriteKeys } from '../schedule/classic.ts';
import { aeadExplicit } from './aead-explicit.ts';
import type { RecordProtector } from './protector.ts';

/** How much of the key block each direction takes. */
export const keyLengths = ({ cipher }: NegotiableSuite): KeyLengths => ({
  mac: 0,
  key: cipher.keyLength,
  iv: cipher.fixedIvLength,
});

/** The protector for one direction. Wipes the key. Throws `MisuseError` when the provider lacks the suite's AEAD. */
export function protectionClassic(
  crypto: CryptoProvider,
  version: VersionRow,
  suite: NegotiableSuite,
  { key, iv }: WriteKeys,
): RecordProtector {
  const aead = suite.aead && crypto.aead(suite.aead, key);
  key.fill(0);
  if (aead === undefined) throw new MisuseError(`the provider ${crypto.name} does not know ${suite.cipher.name}`);
  return aeadExplicit(aead, copyOf(iv), version.wire, mostRecords);
}

/**
 * There is no KeyUpdate before TLS 1.3, so a limit like that of RFC 8446 §5.5 would end connections that run long;
 * what remains is that sequence numbers must not wrap. RFC 5246 §6.1
 */
const mostRecords = 2 ** 48 - 1;
