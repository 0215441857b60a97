/** A client shows its certificate after the handshake, seen from both ends. RFC 8446 §4.6.2 */

import { equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import type { CertificateType } from '../../registry/certificate-types.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { hkdf } from '../../schedule/hkdf.ts';
import { verifyData } from '../../schedule/tls13.ts';
import type { CertificateRequest13 } from '../../wire/messages/certificate-request13.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { PeerVerified } from '../proofs.ts';
import type { Session } from '../psk/tickets.ts';
import type { ClientSettings, ServerSettings } from '../settings.ts';
import { verifyPeer } from './authentication.ts';
import { answerRequest } from './client-answer.ts';
import { checkCertificateEntries } from './client-checks.ts';
import { expectCertificate } from './compression.ts';
import { expect13 } from './expect.ts';
import { checkFinished } from './finished.ts';
import { certificateRequest } from './server-messages.ts';

/** Answers a request, which came in these bytes. `traffic` gives the client's application secret of the moment. */
export type AnswerLater = (request: CertificateRequest13, bytes: Uint8Array, traffic: () => Secret) => Flow<void>;

/** A server's means to ask. */
export interface RequestLater {
  readonly request: (context: Uint8Array) => CertificateRequest13;
  /** Waits for the answer to a request that was sent in these bytes; `undefined` when the client has no certificate. */
  readonly expectAnswer: (sent: SentRequest, traffic: () => Secret) => Flow<PeerVerified | undefined>;
}

export interface SentRequest {
  readonly context: Uint8Array;
  readonly bytes: Uint8Array;
  /** Whether an empty answer ends the connection. */
  readonly required: boolean;
}

/** Call when the transcript ends with the client's Finished: to it every request and its answer are added anew. §4.4 */
export function answerLater(
  io: HandshakeIo,
  settings: ClientSettings,
  suite: NegotiableSuite,
  type: CertificateType,
): AnswerLater {
  const handshake = io.transcript.fork();
  return function* answer(request, bytes, traffic) {
    io.transcript.rewind(handshake);
    io.transcript.add(bytes);
    yield* answerRequest(io, settings, request, type);
    io.send(messages13, 'Finished', { verifyData: finishedBy(io, suite, traffic()) });
  };
}

/** Call when the transcript ends with the client's Finished. Tickets that are issued later know who the client is. */
export function requestLater(
  io: HandshakeIo,
  settings: ServerSettings,
  suite: NegotiableSuite,
  session: Session,
  type: CertificateType,
): RequestLater {
  const handshake = io.transcript.fork();
  return {
    request: (context) => certificateRequest(settings, context),
    *expectAnswer({ context, bytes, required }, traffic) {
      io.transcript.rewind(handshake);
      io.transcript.add(bytes);
      const certificate = yield* expectCertificate(settings);
      if (!equalBytes(certificate.certificateRequestContext, context))
        throw new ProtocolError('bad_certificate_context');
      checkCertificateEntries(undefined, certificate);
      const shown = certificate.certificateList.length > 0;
      if (!shown && required) throw new ProtocolError('certificate_required');
      const peer = shown
        ? yield* verifyPeer(io, settings, 'client', undefined, type, certificate, undefined)
        : undefined;
      const expected = finishedBy(io, suite, traffic());
      checkFinished(expected, (yield* expect13('Finished')).body);
      if (peer !== undefined) Object.assign(session, { peer, authenticated: io.now });
      return peer;
    },
  };
}

const finishedBy = (io: HandshakeIo, suite: NegotiableSuite, traffic: Secret): Uint8Array =>
  verifyData(hkdf(io.crypto, suite.hash), traffic, io.transcript.digest());
