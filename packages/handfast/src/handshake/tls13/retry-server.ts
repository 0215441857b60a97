/** HelloRetryRequest, sent: the client must offer a share for another group. RFC 8446 §4.1.4 */

import { equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { type GroupName, groupNamed } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Transcript } from '../../schedule/transcript.ts';
import { encode } from '../../wire/codec.ts';
import { ClientHello } from '../../wire/messages/client-hello.ts';
import { type HelloRetryRequest, helloRetryRandom } from '../../wire/messages/server-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import type { OpenedHello } from '../hello/encryption.ts';
import type { HandshakeIo } from '../io.ts';
import type { ServerSettings } from '../settings.ts';
import { expect13 } from './expect.ts';
import { missing } from './server-checks.ts';

/** What a retry asks for. */
export interface RetryTerms {
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  /** `undefined`: what the client sent a share for will do. */
  readonly group: GroupName | undefined;
}

/** A HelloRetryRequest of somebody who kept nothing, as far as the second ClientHello depends on it. RFC 9147 §5.1 */
export interface AnsweredHello {
  readonly terms: RetryTerms;
  /** The hash of the first ClientHello. */
  readonly firstHash: Uint8Array;
  /** What was answered: a whole message. */
  readonly request: Uint8Array;
  /** The first ClientHello was hidden: how the second is read; or it was, and this is declined. RFC 9849 §7.1.1 */
  readonly hidden?: Uint8Array | 'declined' | undefined;
}

/** The second ClientHello, and the transcript before it, which its binders cover. */
export interface SecondHello {
  readonly hello: ClientHello;
  readonly before: Transcript;
}

/** Asks for a share and returns the second ClientHello, which may differ from the first only where it must. */
export function* askAgain(
  io: HandshakeIo,
  settings: ServerSettings,
  first: ClientHello,
  terms: RetryTerms,
  opened: OpenedHello | undefined,
): Flow<SecondHello> {
  const { suite, group } = terms;
  const cookie = settings.retryCookie ? io.crypto.random(32) : undefined;
  io.transcript.restart(suite.hash);
  const request = retryRequest(terms, first.legacySessionId, cookie);
  const confirmed = opened?.confirmRetry(io, request) ?? unconfirmed(io, settings, first, request);
  io.send(messages13, 'HelloRetryRequest', confirmed);
  if (settings.middleboxCompatibility) io.sendChangeCipherSpec();
  if (first.extensions?.early_data !== undefined) io.skipEarlyData();
  const before = io.transcript.fork();
  const { body: outer } = yield* expect13('ClientHello');
  const second = opened === undefined ? outer : yield* opened.again(io, before, outer);
  checkSecondHello(first, second, group);
  const echoed = second.extensions?.cookie;
  if (!equalBytes(echoed ?? none, cookie ?? none)) throw new ProtocolError('bad_cookie');
  return { hello: second, before };
}

/** Where something was hidden that we could not read, eight bytes look as if we had. RFC 9849 §10.10.4 */
function unconfirmed(
  { crypto }: HandshakeIo,
  { encryptedClientHello }: ServerSettings,
  { extensions }: ClientHello,
  request: HelloRetryRequest,
): HelloRetryRequest {
  if (encryptedClientHello === undefined || extensions?.encrypted_client_hello === undefined) return request;
  return { ...request, extensions: { ...request.extensions, encrypted_client_hello: crypto.random(8) } };
}

/** A HelloRetryRequest. */
export const retryRequest = (
  { version, suite, group }: RetryTerms,
  sessionId: Uint8Array,
  cookie: Uint8Array | undefined,
): HelloRetryRequest => ({
  legacyVersion: version.helloVersion,
  random: helloRetryRandom,
  legacySessionIdEcho: version.disguise ? sessionId : none,
  cipherSuite: suite.id,
  legacyCompressionMethod: 0,
  extensions: {
    supported_versions: version.wire,
    ...(group !== undefined && { key_share: groupNamed(group).id }),
    ...(cookie !== undefined && { cookie }),
  },
});

/** Puts into the transcript what was said before anything was kept; call before the second ClientHello is heard. */
export function recall(io: HandshakeIo, { terms, firstHash, request }: AnsweredHello): Transcript {
  io.transcript.restartFrom(terms.suite.hash, firstHash);
  io.transcript.add(request);
  return io.transcript.fork();
}

function checkSecondHello(first: ClientHello, second: ClientHello, group: GroupName | undefined): void {
  const shares = second.extensions?.key_share ?? [];
  const [share, ...others] = shares;
  if (group !== undefined && (share?.group !== groupNamed(group).id || others.length > 0)) {
    throw new ProtocolError('bad_retry', { why: `it does not hold exactly one share, for ${group}` });
  }
  if (second.extensions?.early_data !== undefined)
    throw new ProtocolError('bad_retry', { why: 'it offers early data' });
  if (!equalBytes(unchangeable(first), unchangeable(second))) throw new ProtocolError('bad_retry');
}

/** Only keys that do not fit the suite may be taken away: throws when that which we would use is gone. RFC 8446 §4.1.2 */
export function checkStillOffered(identity: Uint8Array, { extensions }: Pick<ClientHello, 'extensions'>): void {
  if (extensions?.pre_shared_key === undefined) throw missing('pre_shared_key');
  if (!offers(extensions, identity)) throw new ProtocolError('bad_retry', { why: 'it lacks a key of the first' });
}

/** And none may be added. */
export function checkOfferedBefore(identity: Uint8Array, { extensions }: Pick<ClientHello, 'extensions'>): void {
  if (!offers(extensions, identity)) throw new ProtocolError('bad_retry', { why: 'it brings a key that is new' });
}

const offers = (extensions: ClientHello['extensions'], identity: Uint8Array): boolean =>
  extensions?.pre_shared_key?.identities.some((offered) => equalBytes(offered.identity, identity)) ?? false;

/** The parts of a ClientHello that a retry must leave alone. */
function unchangeable(hello: ClientHello): Uint8Array {
  const { key_share, early_data, cookie, pre_shared_key, padding, encrypted_client_hello, ...kept } =
    hello.extensions ?? {};
  return encode(ClientHello, { ...hello, extensions: kept });
}

const none = new Uint8Array(0);
