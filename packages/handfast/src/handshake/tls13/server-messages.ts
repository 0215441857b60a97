/** What a server says from ServerHello to CertificateRequest. RFC 8446 §4.1.3, §4.3 */

import { job } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import { groupNamed } from '../../registry/groups.ts';
import type { CertificateRequest13 } from '../../wire/messages/certificate-request13.ts';
import type { ServerHello } from '../../wire/messages/server-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import { someGrease } from '../hello/grease.ts';
import { keyExchange } from '../hello/offer.ts';
import type { HandshakeIo } from '../io.ts';
import { answeredTypes, type ShownTypes, shownBefore } from '../negotiate/certificate-types.ts';
import { answeredId } from '../negotiate/connection-id.ts';
import type { GroupChoice } from '../negotiate/group.ts';
import { protocolBytes } from '../negotiate/protocol.ts';
import { acceptedSchemes } from '../negotiate/scheme.ts';
import { answeredSrtp } from '../negotiate/srtp.ts';
import type { EarlyDataFate } from '../psk/early-data-server.ts';
import type { ServerSettings } from '../settings.ts';
import { maxRecordSizeLimit } from './client-checks.ts';
import { offeredCompression } from './compression.ts';
import type { Offered13 } from './server-checks.ts';
import type { Settled } from './server-hello.ts';

/** Answers the client's share, or says that none is needed; gives the secret that both shares make. */
export function* sendServerHello(
  io: HandshakeIo,
  settings: ServerSettings,
  { hello, version, suite, choice, psk, opened, retried }: Settled,
): Flow<Uint8Array | undefined> {
  const answer = choice && (yield* answerShare(io, choice));
  const serverHello: ServerHello = {
    legacyVersion: version.helloVersion,
    random: io.crypto.random(32),
    legacySessionIdEcho: version.disguise ? hello.legacySessionId : new Uint8Array(0),
    cipherSuite: suite.id,
    legacyCompressionMethod: 0,
    extensions: {
      ...(psk !== undefined && { pre_shared_key: psk.index }),
      ...(choice && answer && { key_share: { group: groupNamed(choice.group).id, keyExchange: answer.share } }),
      supported_versions: version.wire,
      ...answeredId(io, settings, hello.extensions ?? {}, suite),
    },
  };
  io.send(messages13, 'ServerHello', opened?.confirm(io, serverHello) ?? serverHello);
  if (settings.middleboxCompatibility && !retried) io.sendChangeCipherSpec();
  return answer?.secret;
}

function* answerShare(io: HandshakeIo, { group, share }: GroupChoice) {
  const answer = yield* job(share === undefined ? undefined : keyExchange(io, group).answer(share));
  if (answer === undefined) throw new ProtocolError('bad_key_share', { group });
  return answer;
}

/** What the server has made of the offer. */
export interface Decisions {
  readonly psk: Settled['psk'];
  readonly protocol: string | undefined;
  readonly earlyData: EarlyDataFate;
  /** How many tickets will follow; `undefined` when the client has no use for any. */
  readonly tickets: number | undefined;
  readonly certificateTypes: ShownTypes;
}

export function sendEncryptedExtensions(
  io: HandshakeIo,
  settings: ServerSettings,
  { extensions }: Offered13,
  { psk, protocol, earlyData, tickets, certificateTypes }: Decisions,
): void {
  const { record_size_limit: theirLimit } = extensions;
  const ourLimit = settings.recordSizeLimit ?? maxRecordSizeLimit;
  if (theirLimit !== undefined) io.limitRecords({ sent: theirLimit, received: ourLimit });
  io.send(messages13, 'EncryptedExtensions', {
    extensions: {
      // A session keeps its name: only a new one says that it took note of it. RFC 6066 §3
      ...(extensions.server_name !== undefined &&
        psk?.session === undefined &&
        settings.acknowledgesName && { server_name: {} }),
      ...(protocol !== undefined && { application_layer_protocol_negotiation: [protocolBytes(protocol)] }),
      ...answeredTypes(extensions, certificateTypes),
      ...shownBefore(extensions, psk?.session?.state.ownCertificateType),
      ...(theirLimit !== undefined && { record_size_limit: ourLimit }),
      ...answeredSrtp(io, settings, extensions),
      ...(earlyData === 'accepted' && { early_data: {} }),
      ...(extensions.ticket_request !== undefined &&
        tickets !== undefined && { ticket_request: { expectedCount: tickets } }),
      ...retryConfigs(settings, extensions),
    },
  });
}

/** The open ClientHello counted, although something was hidden in it. RFC 9849 §7.1 */
function retryConfigs({ encryptedClientHello }: ServerSettings, { encrypted_client_hello }: Offered13['extensions']) {
  const { retryConfigs: configs = [] } = encryptedClientHello ?? {};
  return encrypted_client_hello?.type === 'outer' && configs.length > 0 && { encrypted_client_hello: configs };
}

/** `context` is empty in the handshake. RFC 8446 §4.3.2 */
export function certificateRequest(settings: ServerSettings, context: Uint8Array): CertificateRequest13 {
  const { signatureSchemes, certificateSchemes, clientAuthorities } = settings;
  return {
    certificateRequestContext: context,
    extensions: {
      ...acceptedSchemes(signatureSchemes, certificateSchemes),
      ...offeredCompression(settings),
      ...(clientAuthorities.length > 0 && { certificate_authorities: clientAuthorities }),
      ...(settings.grease && someGrease(settings.crypto).first),
    },
  };
}
