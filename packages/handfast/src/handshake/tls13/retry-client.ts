/** HelloRetryRequest, answered: the same ClientHello with what the server wants. RFC 8446 §4.1.2, §4.1.4 */

import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { Message13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import { type Offer, offerKeys, sharesOf } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenGroup } from '../negotiate/group.ts';
import { pskExtension, sendHello } from '../psk/offer.ts';
import type { ClientSettings } from '../settings.ts';

/**
 * Sends the second ClientHello: another share if a group was named, the cookie if there was one, no early data, of keys
 * those that fit the suite, nothing else new.
 */
export function* offerAgain(
  io: HandshakeIo,
  settings: ClientSettings,
  first: Offer,
  suite: NegotiableSuite,
  { extensions }: Message13<'HelloRetryRequest'>['body'],
): Flow<Offer> {
  const wanted = extensions?.key_share;
  const cookie = extensions?.cookie;
  if (wanted === undefined && cookie === undefined) throw new ProtocolError('needless_retry');
  const keyOffers =
    wanted === undefined ? first.keyOffers : yield* offerKeys(io, [wantedGroup(wanted, settings, first)]);
  const psks = first.psks.filter(({ hash }) => hash === suite.hash);
  const { early_data, pre_shared_key, ...kept } = first.hello.extensions ?? {};
  const offer: Offer = {
    ...first,
    keyOffers,
    psks,
    early: undefined,
    hello: {
      ...first.hello,
      extensions: {
        ...kept,
        ...(wanted !== undefined && { key_share: sharesOf(keyOffers) }),
        ...(cookie !== undefined && { cookie }),
        ...(psks.length > 0 && { pre_shared_key: pskExtension(psks) }),
      },
    },
  };
  if (first.early !== undefined) io.writeOpenly();
  else if (settings.middleboxCompatibility) io.sendChangeCipherSpec();
  yield* sendHello(io, offer);
  return offer;
}

function wantedGroup(id: number, settings: ClientSettings, first: Offer) {
  const group = chosenGroup(id, settings.groups);
  if (first.keyOffers.has(group)) throw new ProtocolError('needless_retry', { group });
  return group;
}
