/** HelloRetryRequest, sent: the client must offer a share for another group. RFC 8446 §4.1.4 */

import { equalBytes } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import { type GroupName, groupNamed } from '../../registry/groups.ts';
import type { VersionRow } from '../../registry/versions.ts';
import type { Transcript } from '../../schedule/transcript.ts';
import { encode } from '../../wire/codec.ts';
import { ClientHello } from '../../wire/messages/client-hello.ts';
import { helloRetryRandom } from '../../wire/messages/server-hello.ts';
import { messages13 } from '../../wire/messages13.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import type { ServerSettings } from '../settings.ts';
import { expect13 } from './expect.ts';

/** What a retry asks for. */
export interface RetryTerms {
  readonly version: VersionRow;
  readonly suite: NegotiableSuite;
  readonly group: GroupName;
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
  { version, suite, group }: RetryTerms,
): Flow<SecondHello> {
  const cookie = settings.retryCookie ? io.crypto.random(32) : undefined;
  io.transcript.restart(suite.hash);
  io.send(messages13, 'HelloRetryRequest', {
    legacyVersion: version.helloVersion,
    random: helloRetryRandom,
    legacySessionIdEcho: version.disguise ? first.legacySessionId : none,
    cipherSuite: suite.id,
    legacyCompressionMethod: 0,
    extensions: {
      supported_versions: version.wire,
      key_share: groupNamed(group).id,
      ...(cookie !== undefined && { cookie }),
    },
  });
  if (settings.middleboxCompatibility && first.legacySessionId.length > 0) io.sendChangeCipherSpec();
  if (first.extensions?.early_data !== undefined) io.skipEarlyData();
  const before = io.transcript.fork();
  const { body: second } = yield* expect13('ClientHello');
  checkSecondHello(first, second, group);
  const echoed = second.extensions?.cookie;
  if (!equalBytes(echoed ?? none, cookie ?? none)) throw new ProtocolError('bad_cookie');
  return { hello: second, before };
}

function checkSecondHello(first: ClientHello, second: ClientHello, group: GroupName): void {
  const shares = second.extensions?.key_share ?? [];
  const [share, ...others] = shares;
  if (share?.group !== groupNamed(group).id || others.length > 0) {
    throw new ProtocolError('bad_retry', { why: `it does not hold exactly one share, for ${group}` });
  }
  if (second.extensions?.early_data !== undefined)
    throw new ProtocolError('bad_retry', { why: 'it offers early data' });
  if (!equalBytes(unchangeable(first), unchangeable(second))) throw new ProtocolError('bad_retry');
}

/** The parts of a ClientHello that a retry must leave alone. */
function unchangeable(hello: ClientHello): Uint8Array {
  const { key_share, early_data, cookie, pre_shared_key, padding, ...kept } = hello.extensions ?? {};
  return encode(ClientHello, { ...hello, extensions: kept });
}

const none = new Uint8Array(0);
