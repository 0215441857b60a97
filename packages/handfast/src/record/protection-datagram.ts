/** From a traffic secret to the protection of datagrams. RFC 9147 §4.2.3, §5.9 */

import { MisuseError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import { hkdf } from '../schedule/hkdf.ts';
import { sequenceNumberKey, trafficKeys } from '../schedule/tls13.ts';
import { datagram13 } from './datagram13.ts';
import { forgeryLimitOf, recordLimitOf } from './limits.ts';
import type { RecordProtector } from './protector.ts';

/**
 * The protector for one direction of DTLS 1.3; its key protects no more than `mostRecords`, and never more than is
 * safe. Throws `MisuseError` when the provider lacks the suite's AEAD, or what hides sequence numbers beside it.
 */
export function protectionInDatagrams(
  crypto: CryptoProvider,
  { aead: name, cipher, hash }: NegotiableSuite,
  trafficSecret: Secret,
  mostRecords: number,
  connectionId: () => Uint8Array,
): RecordProtector {
  const kdf = hkdf(crypto, hash, 'dtls13');
  const { key, iv } = trafficKeys(kdf, trafficSecret, cipher.keyLength);
  const numberKey = sequenceNumberKey(kdf, trafficSecret, cipher.keyLength);
  const aead = name && crypto.aead(name, key);
  const mask = name && crypto.sequenceMask?.(name, numberKey);
  key.fill(0);
  numberKey.fill(0);
  if (name === undefined || aead === undefined || mask === undefined) {
    throw new MisuseError(`the provider ${crypto.name} does not know ${name ?? 'this cipher'} in datagrams`);
  }
  const recordLimit = Math.min(mostRecords, recordLimitOf(name));
  return datagram13({ aead, iv, mask, recordLimit, forgeryLimit: forgeryLimitOf(name) }, connectionId);
}
