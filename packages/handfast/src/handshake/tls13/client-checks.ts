/** What a client checks in the server's answers before it believes them. RFC 8446 §4.1.3, §4.1.4, §4.3.1 */

import { equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Extensions } from '../../wire/extensions/table.ts';
import type { Certificate13 } from '../../wire/messages/certificate13.ts';
import type { Message13 } from '../../wire/messages13.ts';
import type { Offer } from '../hello/offer.ts';
import { checkPlaces, checkRecordSizeLimit, checkSolicited } from '../negotiate/extensions.ts';

/** Fields that TLS 1.3 fixes in ServerHello and HelloRetryRequest, and extensions that nobody asked for. */
export function checkAnswer(
  { hello }: Offer,
  { name, body }: Message13<'ServerHello' | 'HelloRetryRequest'>,
  { helloVersion, disguise }: VersionRow,
): void {
  const { legacyVersion, legacySessionIdEcho } = body;
  if (legacyVersion !== helloVersion) throw new ProtocolError('bad_legacy_version', { version: legacyVersion });
  const echo = disguise ? hello.legacySessionId : new Uint8Array(0);
  if (!equalBytes(legacySessionIdEcho, echo)) throw new ProtocolError('bad_session_id');
  if (body.legacyCompressionMethod !== 0) throw new ProtocolError('bad_compression');
  const allowed = name === 'ServerHello' ? serverHelloExtensions : retryExtensions;
  // Only the cookie comes unasked. RFC 8446 §4.2
  checkSolicited({ ...hello.extensions, cookie: true }, body.extensions);
  checkPlaces(allowed, body.extensions, name);
}

/** Answers to extensions that were sent, with values that make sense. */
export function checkEncryptedExtensions({ hello }: Offer, extensions: Extensions<'EncryptedExtensions'>): void {
  const { encrypted_client_hello: hidden, ...asked } = hello.extensions ?? {};
  // Who has read what was hidden has no other keys to offer. RFC 9849 §5
  checkSolicited(hidden?.type === 'outer' ? hello.extensions : asked, extensions);
  checkRecordSizeLimit(extensions.record_size_limit, maxRecordSizeLimit);
}

/** What a certificate carries answers the extensions of a hello, or of the request for it. RFC 8446 §4.4.2 */
export function checkCertificateEntries(asked: object | undefined, { certificateList }: Certificate13): void {
  // RFC 9345 §4.1.1 has a rule of its own for delegations.
  for (const { extensions } of certificateList) checkSolicited({ ...asked, delegated_credential: true }, extensions);
}

/** Only after the handshake does a request have a context. RFC 8446 §4.3.2, §4.4.2 */
export function checkContext(body: { readonly certificateRequestContext: Uint8Array }): void {
  if (body.certificateRequestContext.length > 0) throw new ProtocolError('bad_certificate_context');
}

const serverHelloExtensions = ['supported_versions', 'connection_id', 'rrc', 'key_share', 'pre_shared_key'];
const retryExtensions = ['supported_versions', 'key_share', 'cookie', 'encrypted_client_hello'];
/** 2^14 bytes and the content type: no limit at all. */
export const maxRecordSizeLimit = 2 ** 14 + 1;
