/** The messages of TLS 1.3. RFC 8446 §4 */

import { type Dialect, type Message, message } from './handshake.ts';
import { CertificateRequest13 } from './messages/certificate-request13.ts';
import { CertificateVerify } from './messages/certificate-verify.ts';
import { Certificate13 } from './messages/certificate13.ts';
import { ClientHello } from './messages/client-hello.ts';
import { CompressedCertificate } from './messages/compressed-certificate.ts';
import { EncryptedExtensions } from './messages/encrypted-extensions.ts';
import { EndOfEarlyData } from './messages/end-of-early-data.ts';
import { Finished } from './messages/finished.ts';
import { KeyUpdate } from './messages/key-update.ts';
import { NewSessionTicket13 } from './messages/new-session-ticket13.ts';
import { HelloRetryRequest, ServerHello } from './messages/server-hello.ts';

export const messages13 = {
  ClientHello: message(1, ClientHello),
  ServerHello: message(2, ServerHello),
  HelloRetryRequest: message(2, HelloRetryRequest),
  NewSessionTicket: message(4, NewSessionTicket13),
  EndOfEarlyData: message(5, EndOfEarlyData),
  EncryptedExtensions: message(8, EncryptedExtensions),
  Certificate: message(11, Certificate13),
  CompressedCertificate: message(25, CompressedCertificate),
  CertificateRequest: message(13, CertificateRequest13),
  CertificateVerify: message(15, CertificateVerify),
  Finished: message(20, Finished),
  KeyUpdate: message(24, KeyUpdate),
} as const satisfies Dialect;

export type Messages13 = typeof messages13;
export type Message13<N extends keyof Messages13 = keyof Messages13> = Message<Messages13, N>;
