/** Key exchanges that need not wait. */

import type { KeyExchange, KeyOffer } from '../../crypto/provider.ts';

/** A key exchange that answers at once. */
export interface DirectExchange extends KeyExchange {
  offer(): DirectOffer;
  answer(share: Uint8Array): { readonly share: Uint8Array; readonly secret: Uint8Array } | undefined;
}

export interface DirectOffer extends KeyOffer {
  complete(answer: Uint8Array): Uint8Array | undefined;
}
