/** From a traffic secret to the protection of what carries it. RFC 8446 §7.3, RFC 9147 §4.2.3 */

import type { Secret } from '../base/secret.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { NegotiableSuite } from '../registry/cipher-suites.ts';
import type { Version } from '../registry/versions.ts';
import { protectionOf } from './protection.ts';
import { protectionInDatagrams } from './protection-datagram.ts';
import type { RecordProtector } from './protector.ts';

export type ProtectWith = (suite: NegotiableSuite, trafficSecret: Secret) => RecordProtector;

/** Keys protect no more than `mostRecords`; `connectionId` is what the peer wants to be called in datagrams. */
export const protectWith = (
  carrier: Version['carrier'],
  crypto: CryptoProvider,
  mostRecords: number,
  connectionId: () => Uint8Array,
): ProtectWith =>
  carrier === 'datagram'
    ? (suite, secret) => protectionInDatagrams(crypto, suite, secret, mostRecords, connectionId)
    : (suite, secret) => protectionOf(crypto, suite, secret, mostRecords);
