/** The client's part of every handshake: offer, then follow the flow of the version that the server chose. */

import { ProtocolError } from '../../base/errors.ts';
import type { VersionRow } from '../../registry/versions.ts';
import { clientClassic } from '../classic/client.ts';
import type { Established } from '../established.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { chosenVersion } from '../negotiate/version.ts';
import { sendEarlyData } from '../psk/early-data-client.ts';
import { forgetTickets, sendHello } from '../psk/offer.ts';
import type { ClientPurpose, ClientSettings } from '../settings.ts';
import { client13 } from '../tls13/client.ts';
import { type Answer, expectAnswer } from './cookie.ts';
import { makeOffer, type Offer } from './offer.ts';

export function* clientHandshake(io: HandshakeIo, settings: ClientSettings, purpose: ClientPurpose): Flow<Established> {
  const encryption = purpose.encryptedClientHello ?? settings.encryptedClientHello;
  const offer = yield* (encryption?.offer ?? makeOffer)(io, settings, purpose);
  try {
    return yield* negotiate(io, settings, purpose, offer);
  } finally {
    forgetTickets(offer.psks);
    offer.cover?.[Symbol.dispose]();
  }
}

function* negotiate(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  first: Offer,
): Flow<Established> {
  yield* sendHello(io, first);
  if (first.early !== undefined) sendEarlyData(io, settings, first.early, first.hello.random);
  const { offer, answer } = yield* expectAnswer(io, settings, first);
  const version = chosenVersion(answer.body, settings.versions);
  io.speak(version);
  const { cover } = offer;
  if (cover === undefined || cover.isConfirmedBy(io, answer)) {
    return yield* follow(io, settings, purpose, offer, answer, version);
  }
  const open = cover.lift(io, settings, purpose);
  return open.end(yield* follow(io, open.settings, open.purpose, open.offer, answer, version));
}

/** The flow of the version that was chosen. */
function* follow(
  io: HandshakeIo,
  settings: ClientSettings,
  purpose: ClientPurpose,
  offer: Offer,
  answer: Answer['answer'],
  version: VersionRow,
): Flow<Established> {
  if (version.flow === 'tls13') return yield* client13(io, settings, purpose, offer, answer, version);
  if (offer.early !== undefined) throw new ProtocolError('early_data_downgrade', { version: version.name });
  if (answer.name !== 'ServerHello') throw new ProtocolError('missing_extension', { extension: 'supported_versions' });
  const established = yield* clientClassic(io, settings, purpose, offer, answer.body, version);
  return { unsent: purpose.earlyData, ...established };
}
