/** Which version both sides speak. RFC 8446 §4.2.1 */

import { ProtocolError } from '../../base/errors.ts';
import { signallingSuites } from '../../registry/cipher-suites.ts';
import { isOlder, type VersionRow, versionByWire, versionName, versionsUpTo } from '../../registry/versions.ts';
import type { ClientHello } from '../../wire/messages/client-hello.ts';
import type { HelloRetryRequest, ServerHello } from '../../wire/messages/server-hello.ts';

/** The server's choice: the newest version that the client offers and we know. Throws `unsupported_version`. */
export function chooseVersion(hello: ClientHello, ours: readonly VersionRow[]): VersionRow {
  refuseAncient(hello.legacyVersion, ours);
  const offered = offeredBy(hello);
  const shared = ours.filter((version) => offered.includes(version.wire));
  const [first, ...others] = shared;
  if (first === undefined) {
    throw new ProtocolError('unsupported_version', { offered: offered.map(versionName).join(' ') });
  }
  return others.reduce((newest, version) => (isOlder(newest.name, version.name) ? version : newest), first);
}

/** A client that says it fell back must have had a reason: not that we know better than its best. RFC 7507 §3 */
export function checkFallback(hello: ClientHello, ours: readonly VersionRow[]): void {
  if (!hello.cipherSuites.includes(signallingSuites.TLS_FALLBACK_SCSV)) return;
  const offered = offeredBy(hello).flatMap((wire) => versionByWire(wire) ?? []);
  const better = ours.find((version) => offered.every(({ name }) => isOlder(name, version.name)));
  if (better === undefined) return;
  throw new ProtocolError('inappropriate_fallback', { offered: offered.map(({ name }) => name).join(' ') });
}

/** The version a server chose, if it is one of ours. Throws `unsupported_version` or `unoffered_version`. */
export function chosenVersion(hello: ServerHello | HelloRetryRequest, ours: readonly VersionRow[]): VersionRow {
  refuseAncient(hello.legacyVersion, ours);
  const extension = hello.extensions?.supported_versions;
  const wire = extension ?? hello.legacyVersion;
  const version = versionByWire(wire);
  const chosen = ours.find((candidate) => candidate === version);
  if (chosen !== undefined && (extension !== undefined) === (chosen.flow === 'tls13')) return chosen;
  // Without the extension an old server speaks; with it, a new one that answers what nobody offered.
  throw new ProtocolError(extension === undefined ? 'unsupported_version' : 'unoffered_version', {
    chosen: versionName(wire),
  });
}

/** Whoever names SSL 3.0 or something older means it, unless we mean it too. RFC 8446 Appendix D.5 */
function refuseAncient(legacyVersion: number, ours: readonly VersionRow[]): void {
  if (legacyVersion > 0x0300 || ours.some(({ wire }) => wire === legacyVersion)) return;
  throw new ProtocolError('unsupported_version', { named: versionName(legacyVersion) });
}

/** The versions that a client accepts. */
const offeredBy = ({ extensions, legacyVersion }: ClientHello): readonly number[] =>
  extensions?.supported_versions ?? versionsUpTo(legacyVersion).map(({ wire }) => wire);
