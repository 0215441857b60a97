/** The key that the server selected, and the secret that both sides agreed on beside it. RFC 8446 §4.2.8, §4.2.11 */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { GroupName } from '../../registry/groups.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import type { Flow } from '../flow.ts';
import type { Offer } from '../hello/offer.ts';
import { chosenGroup } from '../negotiate/group.ts';
import type { ClientSettings } from '../settings.ts';
import type { OfferedPsk } from './offer.ts';

/**
 * `undefined`: the server declines them all. Throws `unoffered_psk` for one that was not offered, or not for this suite,
 * and `missing_extension` where it may not decline.
 */
export function selectedPsk(
  { keysOnly }: ClientSettings,
  { psks }: Offer,
  hello: ServerHello,
  suite: NegotiableSuite,
): OfferedPsk | undefined {
  const index = hello.extensions?.pre_shared_key;
  if (index === undefined && keysOnly) throw new ProtocolError('missing_extension', { extension: 'pre_shared_key' });
  if (index === undefined) return undefined;
  const psk = psks[index];
  if (psk?.hash !== suite.hash) throw new ProtocolError('unoffered_psk', { index, suite: suite.name });
  return psk;
}

/** What key shares made; both absent where a PSK is used alone. */
export interface Agreement {
  readonly group: GroupName | undefined;
  readonly secret: Uint8Array | undefined;
}

/** The group of the server's share, and the secret that both shares make. */
export function* agree(
  { pskModes }: ClientSettings,
  offer: Offer,
  hello: ServerHello,
  psk: OfferedPsk | undefined,
): Flow<Agreement> {
  const share = hello.extensions?.key_share;
  if (share === undefined) {
    if (psk !== undefined && pskModes.includes('psk_ke')) return { group: undefined, secret: undefined };
    throw new ProtocolError('missing_extension', { extension: 'key_share' });
  }
  if (psk !== undefined && !pskModes.includes('psk_dhe_ke'))
    throw new ProtocolError('unoffered_psk', { mode: 'psk_dhe_ke' });
  const group = chosenGroup(share.group, [...offer.keyOffers.keys()]);
  const secret = yield* job(offer.keyOffers.get(group)?.complete(share.keyExchange));
  if (secret === undefined) throw new ProtocolError('bad_key_share', { group });
  return { group, secret };
}
