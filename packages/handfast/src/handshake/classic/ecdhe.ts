/** ECDHE, seen from both ends: an ephemeral share that the server signs. RFC 8422 §5.4, §5.7 */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import { groupName, groupNamed } from '../../registry/groups.ts';
import { EcdheClientKeyExchange } from '../../wire/messages/client-key-exchange.ts';
import { ecdhParams, ServerEcdhParams } from '../../wire/messages/server-key-exchange.ts';
import type { Flow } from '../flow.ts';
import { keyExchange } from '../hello/offer.ts';
import { agreeable, chosenCurve, signerServes } from '../negotiate/classic.ts';
import {
  type ClientContext,
  type ClientHalf,
  mechanism,
  type Negotiation,
  type ServerContext,
  type ServerHalf,
  type Terms,
} from './mechanism.ts';
import type { Signed } from './signatures.ts';
import { negotiateSignature, signParams, verifyParams } from './signed-params.ts';

type ServerBody = Signed<ServerEcdhParams>;

export const ecdhe = mechanism<ServerBody, EcdheClientKeyExchange>({
  serves: ({ keyExchange: exchange, authentication }) =>
    exchange === 'ecdhe' && (authentication === 'ecdsa' || authentication === 'rsa'),
  keyServes: signerServes,
  bodies: ({ signatures }) => ({
    ServerKeyExchange: signatures.signed(ServerEcdhParams),
    ClientKeyExchange: EcdheClientKeyExchange,
  }),
  announces: () => 'always',
  negotiate,
  client,
  server,
});

function negotiate(negotiation: Negotiation): Terms | ProtocolError {
  const { settings, offer } = negotiation;
  const group = agreeable(settings.groups).find((name) => offer.groups.includes(groupNamed(name).id));
  if (group === undefined) {
    return new ProtocolError('no_common_group', { offered: offer.groups.map(groupName).join(' ') });
  }
  const scheme = negotiateSignature(negotiation);
  return scheme instanceof ProtocolError ? scheme : { group, scheme };
}

/** Checks ServerKeyExchange: a group that we offered, and a signature by the key that the certificate holds. */
export function* client(
  context: ClientContext,
  said: ServerBody | undefined,
): Flow<ClientHalf<EcdheClientKeyExchange>> {
  const { params } = said as ServerBody;
  const group = chosenCurve(params.namedCurve, context.settings.groups);
  const peer = yield* verifyParams(context, ServerEcdhParams, said as ServerBody);
  return {
    group,
    peer,
    *answer() {
      const answer = yield* job(keyExchange(context.io, group).answer(params.public));
      if (answer === undefined) throw new ProtocolError('bad_key_share', { group });
      return { body: { public: answer.share }, preMasterSecret: answer.secret };
    },
  };
}

/** Makes a share and signs it. */
function* server(context: ServerContext): Flow<ServerHalf<ServerBody, EcdheClientKeyExchange>> {
  const { io, terms } = context;
  const { group } = terms;
  if (group === undefined) throw new ProtocolError('no_common_group');
  const offer = yield* job(keyExchange(io, group).offer());
  const body = yield* signParams(context, ServerEcdhParams, ecdhParams(groupNamed(group).id, offer.share));
  return {
    body,
    *conclude({ public: share }) {
      const secret = yield* job(offer.complete(share));
      if (secret === undefined) throw new ProtocolError('bad_key_share', { group });
      return secret;
    },
  };
}
