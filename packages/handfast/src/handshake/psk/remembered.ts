/** The peer of an earlier connection: what it showed is judged again before its session is resumed. RFC 8446 §4.6.1 */

import { ProtocolError } from '../../base/errors.ts';
import { schemeById } from '../../registry/signature-schemes.ts';
import { judgePeer } from '../chain.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { PeerVerified, type Staples } from '../proofs.ts';
import type { Settings } from '../settings.ts';
import type { Role } from '../tls13/keys.ts';
import { isAnonymous, type KeptPeer } from './kept.ts';

export interface Remembered {
  /** `undefined` when it never showed who it is. */
  readonly peer: PeerVerified | undefined;
}

/**
 * Who the peer was, if we would still believe it: certificates expire, roots and keys may be gone. `undefined` when we
 * would not, and when what was kept makes no sense.
 */
export function* rememberPeer(
  io: HandshakeIo,
  settings: Settings,
  side: Role,
  serverName: string | undefined,
  kept: KeptPeer,
  staples?: Staples,
): Flow<Remembered | undefined> {
  if (isAnonymous(kept)) return { peer: undefined };
  const scheme = schemeById(kept.scheme);
  // 0: it signed nothing, up to TLS 1.2.
  if (scheme === undefined && kept.scheme !== 0) return undefined;
  try {
    const shown =
      kept.rawKey.length === 0
        ? ({ type: 'X509', certificates: kept.chain, staples } as const)
        : ({ type: 'RawPublicKey', certificates: [kept.rawKey] } as const);
    const judged = yield* judgePeer(io, asAgain(settings), side, serverName, shown);
    return { peer: PeerVerified.resumed(judged, scheme) };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Judges hear that what they believed before is asked about again. */
const asAgain = (settings: Settings): Settings => ({
  ...settings,
  judge: (request) => settings.judge({ ...request, resumed: true }),
  judgeKey: (request) => settings.judgeKey({ ...request, resumed: true }),
});
