/** A server that could do better says so in its random, where nobody can take it away. RFC 8446 §4.1.3 */

import { equalBytes, utf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { isOlder, type VersionRow } from '../../registry/versions.ts';

/** A server's random for the version that it chose, marked when that is not the best it knows. */
export function serverRandom(crypto: CryptoProvider, chosen: VersionRow, ours: readonly VersionRow[]): Uint8Array {
  const random = crypto.random(32);
  if (chosen.downgradeMark === undefined || !couldMark(chosen, ours)) return random;
  random.set(marks[chosen.downgradeMark], 24);
  return random;
}

/** Throws `downgrade_detected` when the server's random says that it knows better, as we do. */
export function checkDowngrade(random: Uint8Array, chosen: VersionRow, ours: readonly VersionRow[]): void {
  if (!couldMark(chosen, ours)) return;
  const end = random.subarray(24);
  if (marks.some((mark) => equalBytes(end, mark))) {
    throw new ProtocolError('downgrade_detected', { version: chosen.name });
  }
}

/** Marks exist since TLS 1.2: the versions whose own mark is 0 know nothing of them. */
const couldMark = (chosen: VersionRow, ours: readonly VersionRow[]): boolean =>
  ours.some((version) => isOlder(chosen.name, version.name) && version.downgradeMark !== 0);

const marks = [utf8('DOWNGRD\0'), utf8('DOWNGRD\x01')] as const;
