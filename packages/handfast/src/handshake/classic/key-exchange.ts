/** ECDHE, seen from both ends: an ephemeral share that the server signs. RFC 8422 §5.4, §5.7 */

import { job } from '../../base/awaitable.ts';
import { concat } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { KeyOffer } from '../../crypto/provider.ts';
import { type GroupName, groupNamed } from '../../registry/groups.ts';
import type { Randoms } from '../../schedule/classic.ts';
import { encode } from '../../wire/codec.ts';
import { ecdhParams, ServerEcdhParams } from '../../wire/messages/server-key-exchange.ts';
import type { MessageEcdhe } from '../../wire/messages-classic.ts';
import { messagesEcdhe } from '../../wire/messages-classic.ts';
import { type JudgedChain, provePossession } from '../chain.ts';
import type { Flow } from '../flow.ts';
import { keyExchange } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { type ClassicChoice, chosenClassicScheme, chosenCurve } from '../negotiate/classic.ts';
import type { PeerVerified } from '../proofs.ts';
import type { Credential, Settings } from '../settings.ts';
import { expectEcdhe } from './expect.ts';

/** The server's share, with the proof that it comes from the owner of the certificate. */
export interface ServerShare {
  readonly group: GroupName;
  readonly share: Uint8Array;
  readonly peer: PeerVerified;
}

/** Checks ServerKeyExchange: a group that we offered, and a signature by the key that the certificate holds. */
export function* verifyServerShare(
  io: HandshakeIo,
  settings: Settings,
  judged: JudgedChain,
  randoms: Randoms,
  { body }: MessageEcdhe<'ServerKeyExchange'>,
): Flow<ServerShare> {
  const group = chosenCurve(body.params.namedCurve, settings.groups);
  const key = judged.leaf.subjectPublicKeyInfo.key;
  const scheme = chosenClassicScheme(body.algorithm, settings.signatureSchemes, key);
  const content = signedParams(randoms, body.params);
  const peer = yield* provePossession(io, judged, scheme, content, body.signature);
  return { group, share: body.params.public, peer };
}

/** Sends our share and gives the secret that both make, the premaster secret. Throws `bad_key_share`. */
export function* answerShare(io: HandshakeIo, { group, share }: ServerShare): Flow<Uint8Array> {
  const answer = yield* job(keyExchange(io, group).answer(share));
  if (answer === undefined) throw new ProtocolError('bad_key_share', { group });
  io.send(messagesEcdhe, 'ClientKeyExchange', { public: answer.share });
  return answer.secret;
}

/** Sends ServerKeyExchange and gives the private half of its share. */
export function* offerShare(
  io: HandshakeIo,
  { group, scheme }: ClassicChoice,
  { key }: Credential,
  randoms: Randoms,
): Flow<KeyOffer> {
  const offer = yield* job(keyExchange(io, group).offer());
  const params = ecdhParams(groupNamed(group).id, offer.share);
  const signature = yield* job(key.sign(scheme.algorithm, signedParams(randoms, params)));
  io.send(messagesEcdhe, 'ServerKeyExchange', { params, algorithm: scheme.id, signature });
  return offer;
}

/** Waits for the client's share and gives the premaster secret. Throws `bad_key_share`. */
export function* expectShare(offer: KeyOffer, group: GroupName): Flow<Uint8Array> {
  const { body } = yield* expectEcdhe('ClientKeyExchange');
  const secret = yield* job(offer.complete(body.public));
  if (secret === undefined) throw new ProtocolError('bad_key_share', { group });
  return secret;
}

/** `client_random + server_random + ServerECDHParams`: a signature that serves no other handshake. */
const signedParams = ({ client, server }: Randoms, params: ServerEcdhParams): Uint8Array =>
  concat(client, server, encode(ServerEcdhParams, params));
