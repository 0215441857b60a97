/** The messages up to TLS 1.2. RFC 5246 §7.4 */

import type { CertificateType } from '../registry/certificate-types.ts';
import { type Codec, rest } from './codec.ts';
import { type Dialect, type Message, message } from './handshake.ts';
import { CertificateClassic, certificateClassicOf } from './messages/certificate-classic.ts';
import { CertificateRequestClassic } from './messages/certificate-request-classic.ts';
import { CertificateStatusClassic } from './messages/certificate-status.ts';
import { CertificateURL } from './messages/certificate-url.ts';
import { CertificateVerify, type DigitallySigned } from './messages/certificate-verify.ts';
import { ClientHello } from './messages/client-hello.ts';
import { EcdheClientKeyExchange } from './messages/client-key-exchange.ts';
import { Finished } from './messages/finished.ts';
import { HelloRequest } from './messages/hello-request.ts';
import { NewSessionTicketClassic } from './messages/new-session-ticket-classic.ts';
import { ServerHello } from './messages/server-hello.ts';
import { ServerHelloDone } from './messages/server-hello-done.ts';
import { EcdheServerKeyExchange } from './messages/server-key-exchange.ts';
import { SupplementalData } from './messages/supplemental-data.ts';

/** What is common to all cipher suites; the two key exchange messages depend on the suite. */
export const messagesClassic = {
  HelloRequest: message(0, HelloRequest),
  ClientHello: message(1, ClientHello),
  ServerHello: message(2, ServerHello),
  NewSessionTicket: message(4, NewSessionTicketClassic),
  Certificate: message(11, CertificateClassic),
  ServerKeyExchange: message(12, rest),
  CertificateRequest: message(13, CertificateRequestClassic),
  ServerHelloDone: message(14, ServerHelloDone),
  CertificateVerify: message(15, CertificateVerify),
  ClientKeyExchange: message(16, rest),
  Finished: message(20, Finished),
  CertificateURL: message(21, CertificateURL),
  CertificateStatus: message(22, CertificateStatusClassic),
  SupplementalData: message(23, SupplementalData),
} as const satisfies Dialect;

/** The messages around a Certificate that holds what was agreed on. RFC 7250 §3 */
export const messagesShowing = (certificate: CertificateType): typeof messagesClassic => ({
  ...messagesClassic,
  Certificate: message(11, certificateClassicOf(certificate)),
});

/**
 * The messages of one handshake: two bodies depend on how keys are agreed on, and two more on how signatures are
 * written.
 */
export type ClassicDialect<S, C> = Omit<typeof messagesClassic, keyof VariedBodies<S, C>> & {
  readonly [N in keyof VariedBodies<S, C>]: { readonly type: number; readonly body: Codec<VariedBodies<S, C>[N]> };
};

/** What the messages hold that are not the same in every handshake. `S` and `C` are up to the key exchange. */
export interface VariedBodies<S, C> extends SignedBodies {
  readonly ServerKeyExchange: S;
  readonly ClientKeyExchange: C;
}

/** What the messages hold in which signatures are asked for and given, whatever their form. */
export interface SignedBodies {
  readonly CertificateRequest: CertificateRequestClassic;
  readonly CertificateVerify: DigitallySigned;
}

/** The codecs of some bodies. */
export type CodecsOf<B> = { readonly [N in keyof B]: Codec<B[N]> };

/** The messages with these bodies; `certificate` is the one of the side that will send its own next. */
export const classicDialect = <S, C>(
  bodies: CodecsOf<VariedBodies<S, C>>,
  certificate: CertificateType = 'X509',
): ClassicDialect<S, C> => ({
  ...messagesShowing(certificate),
  ServerKeyExchange: message(12, bodies.ServerKeyExchange),
  CertificateRequest: message(13, bodies.CertificateRequest),
  CertificateVerify: message(15, bodies.CertificateVerify),
  ClientKeyExchange: message(16, bodies.ClientKeyExchange),
});

/** The same with the key exchange messages of ECDHE suites. RFC 8422 §5.4, §5.7 */
export const messagesEcdhe = {
  ...messagesClassic,
  ServerKeyExchange: message(12, EcdheServerKeyExchange),
  ClientKeyExchange: message(16, EcdheClientKeyExchange),
} as const satisfies Dialect;

export type MessagesEcdhe = typeof messagesEcdhe;
export type MessageEcdhe<N extends keyof MessagesEcdhe = keyof MessagesEcdhe> = Message<MessagesEcdhe, N>;
