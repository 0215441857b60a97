/** HelloRetryRequest, answered: the same ClientHello with what the server wants. RFC 8446 §4.1.2, §4.1.4 */

import { ProtocolError } from '../../base/errors.ts';
import type { Message13 } from '../../wire/messages13.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import { type Offer, offerKeys, sharesOf } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenGroup } from '../negotiate/group.ts';
import type { ClientSettings } from '../settings.ts';

/** Sends the second ClientHello: another share if a group was named, the cookie if there was one, nothing else new. */
export function* offerAgain(
  io: HandshakeIo,
  settings: ClientSettings,
  first: Offer,
  { extensions }: Message13<'HelloRetryRequest'>['body'],
): Flow<Offer> {
  const wanted = extensions?.key_share;
  const cookie = extensions?.cookie;
  if (wanted === undefined && cookie === undefined) throw new ProtocolError('needless_retry');
  const keyOffers =
    wanted === undefined ? first.keyOffers : yield* offerKeys(io, [wantedGroup(wanted, settings, first)]);
  const offer: Offer = {
    ...first,
    keyOffers,
    hello: {
      ...first.hello,
      extensions: {
        ...first.hello.extensions,
        ...(wanted !== undefined && { key_share: sharesOf(keyOffers) }),
        ...(cookie !== undefined && { cookie }),
      },
    },
  };
  if (settings.middleboxCompatibility) io.sendChangeCipherSpec();
  io.send(messages13, 'ClientHello', offer.hello);
  return offer;
}

function wantedGroup(id: number, settings: ClientSettings, first: Offer) {
  const group = chosenGroup(id, settings.groups);
  if (first.keyOffers.has(group)) throw new ProtocolError('needless_retry', { group });
  return group;
}
