/** From a traffic secret to the protection of records. RFC 8446 §7.3 */

import { MisuseError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import { hkdf } from '../schedule/hkdf.ts';
import { trafficKeys } from '../schedule/tls13.ts';
import { aeadXor } from './aead-xor.ts';
import { recordLimitOf } from './limits.ts';
import type { RecordProtector } from './protector.ts';

/**
 * The protector for one direction of TLS 1.3; its key protects no more than `mostRecords`, and never more than is safe.
 * Throws `MisuseError` when the provider lacks the suite's AEAD.
 */
export function protectionOf(
  crypto: CryptoProvider,
  suite: NegotiableSuite,
  trafficSecret: Secret,
  mostRecords: number,
): RecordProtector {
  const { key, iv } = trafficKeys(hkdf(crypto, suite.hash), trafficSecret, suite.cipher.keyLength);
  const aead = suite.aead && crypto.aead(suite.aead, key);
  key.fill(0);
  if (suite.aead === undefined || aead === undefined) {
    throw new MisuseError(`the provider ${crypto.name} does not know ${suite.cipher.name}`);
  }
  return aeadXor(aead, iv, Math.min(mostRecords, recordLimitOf(suite.aead)));
}
