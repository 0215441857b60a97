/** Compression of records, where both sides were told to: never beside TLS 1.3. RFC 3749 §2, RFC 8446 §4.1.2 */

import { compressionMethods } from '../../registry/compression-methods.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { Settings } from '../settings.ts';

/** What a client offers, in order of preference. */
export function offeredMethods({ classic, versions }: Pick<Settings, 'classic' | 'versions'>): readonly number[] {
  const { DEFLATE, NULL } = compressionMethods;
  // Servers of TLS 1.3 refuse who offers any.
  const compresses = classic.compresses && versions.every(({ flow }) => flow === 'classic');
  return compresses ? [DEFLATE, NULL] : [NULL];
}

/** What a server chooses of it. */
export function chosenMethod({ classic }: Pick<Settings, 'classic'>, hello: ClientHello): number {
  const { DEFLATE, NULL } = compressionMethods;
  return classic.compresses && hello.legacyCompressionMethods.includes(DEFLATE) ? DEFLATE : NULL;
}
