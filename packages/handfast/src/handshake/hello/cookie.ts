/** The client's part of a cookie exchange: over datagrams a server may ask for a second hello. RFC 6347 §4.2.1 */

import { ProtocolError } from '../../base/errors.ts';
import { messagesHello } from '../../wire/messages-hello.ts';
import type { Message13 } from '../../wire/messages13.ts';
import { expecting, type Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { sendHello } from '../psk/offer.ts';
import type { ClientSettings } from '../settings.ts';
import type { Offer } from './offer.ts';

const expectHello = expecting(messagesHello);

/** What the server answers to an offer that was sent, or to the same offer with its cookie. */
export interface Answer {
  readonly offer: Offer;
  readonly answer: Message13<'ServerHello' | 'HelloRetryRequest'>;
}

export function* expectAnswer(io: HandshakeIo, { carrier }: ClientSettings, offer: Offer): Flow<Answer> {
  if (carrier === 'stream') return { offer, answer: yield* expectHello('ServerHello', 'HelloRetryRequest') };
  const answer = yield* expectHello('ServerHello', 'HelloRetryRequest', 'HelloVerifyRequest');
  if (answer.name !== 'HelloVerifyRequest') return { offer, answer };
  if (offer.early !== undefined) throw new ProtocolError('early_data_downgrade', { answer: answer.name });
  // Neither the first hello nor the request is part of what Finished covers.
  io.startOver();
  const again: Offer = { ...offer, hello: { ...offer.hello, legacyCookie: answer.body.cookie } };
  yield* sendHello(io, again);
  const second = yield* expectHello('ServerHello');
  // Those who speak of versions in extensions have other cookies. RFC 9147 §5.1
  if (second.body.extensions?.supported_versions !== undefined) {
    throw new ProtocolError('unexpected_message', { got: answer.name, version: 'DTLS 1.3' });
  }
  return { offer: again, answer: second };
}
