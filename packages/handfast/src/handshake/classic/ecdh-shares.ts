/** Shares on elliptic curves. RFC 8422 §5.4, §5.7 */

import { type Awaitable, job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import { type GroupName, groupName, groupNamed } from '../../registry/groups.ts';
import { EcdheClientKeyExchange } from '../../wire/messages/client-key-exchange.ts';
import { ecdhParams, ServerEcdhParams } from '../../wire/messages/server-key-exchange.ts';
import type { Flow } from '../flow.ts';
import { keyExchange } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { agreeable, chosenCurve } from '../negotiate/classic.ts';
import type { Shares } from './shares.ts';

export const ecdhShares: Shares<ServerEcdhParams, EcdheClientKeyExchange> = {
  serves: (suite) => suite.keyExchange === 'ecdhe',
  params: ServerEcdhParams,
  answer: EcdheClientKeyExchange,
  groupFor({ settings, offer }) {
    const group = agreeable(settings.groups).find((name) => offer.groups.includes(groupNamed(name).id));
    return group === undefined
      ? new ProtocolError('no_common_group', { offered: offer.groups.map(groupName).join(' ') })
      : { group };
  },
  *offer({ io, terms: { group } }) {
    if (group === undefined) throw new ProtocolError('no_common_group');
    const offer = yield* job(keyExchange(io, group).offer());
    return {
      params: ecdhParams(groupNamed(group).id, offer.share),
      complete: ({ public: share }) => complete(group, offer.complete(share)),
    };
  },
  accept({ io, settings }, { namedCurve, public: share }) {
    const group = chosenCurve(namedCurve, settings.groups);
    return {
      group,
      make: () => make(io, group, share),
    };
  },
};

function* complete(group: GroupName, agreeing: Awaitable<Uint8Array | undefined>): Flow<Uint8Array> {
  const secret = yield* job(agreeing);
  if (secret === undefined) throw new ProtocolError('bad_key_share', { group });
  return secret;
}

function* make(
  io: HandshakeIo,
  group: GroupName,
  share: Uint8Array,
): Flow<{ readonly answer: EcdheClientKeyExchange; readonly secret: Uint8Array }> {
  const made = yield* job(keyExchange(io, group).answer(share));
  if (made === undefined) throw new ProtocolError('bad_key_share', { group });
  return { answer: { public: made.share }, secret: made.secret };
}
