/** The peer of an earlier connection: its certificates are judged again before its session is resumed. RFC 8446 §4.6.1 */

import { ProtocolError } from '../../base/errors.ts';
import { schemeById } from '../../registry/signature-schemes.ts';
import { judgeChain } from '../chain.ts';
import type { Flow } from '../flow.ts';
import type { HandshakeIo } from '../io.ts';
import { PeerVerified, type Staples } from '../proofs.ts';
import type { Settings } from '../settings.ts';
import type { Role } from '../tls13/keys.ts';

export interface Remembered {
  /** `undefined` when it never showed a certificate. */
  readonly peer: PeerVerified | undefined;
}

/**
 * Who the peer was, if we would still believe it: certificates expire, and roots may be gone. `undefined` when we
 * would not, and when what was kept makes no sense.
 */
export function* rememberPeer(
  io: HandshakeIo,
  settings: Settings,
  side: Role,
  serverName: string | undefined,
  kept: { readonly chain: readonly Uint8Array[]; readonly scheme: number },
  staples?: Staples,
): Flow<Remembered | undefined> {
  if (kept.chain.length === 0) return { peer: undefined };
  const scheme = schemeById(kept.scheme);
  // 0: it signed nothing, up to TLS 1.2.
  if (scheme === undefined && kept.scheme !== 0) return undefined;
  try {
    const again: Settings = { ...settings, judge: (request) => settings.judge({ ...request, resumed: true }) };
    const judged = yield* judgeChain(io, again, side, serverName, kept.chain, staples);
    return { peer: PeerVerified.resumed(judged, scheme) };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
