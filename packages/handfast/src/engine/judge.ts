/** Who decides whether a peer's chain is good enough: the path verifier, unless the caller insecurely overrules it. */

import type { Task } from '../base/awaitable.ts';
import type { Judgement, PeerRequest } from '../handshake/proofs.ts';
import type { Certificate } from '../x509/certificate.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import { peerNameOf } from '../x509/path/peer-name.ts';
import { rejectionError } from '../x509/path/rejection.ts';
import type { SignatureMemory } from '../x509/path/signatures.ts';
import { verifyPath } from '../x509/path/verify.ts';

/**
 * Judges chains by these roots. Throws the rejection as a `ProtocolError`; if `acceptsAny`, it becomes an objection
 * in the judgement instead.
 */
export function judgeWith(
  trust: TrustAnchors | undefined,
  acceptsAny: boolean,
  signatures: SignatureMemory,
): (request: PeerRequest) => Task<Judgement> {
  const anchors = trust ?? new TrustAnchors([]);
  return function* judge({ crypto, chain, peer, serverName, now }) {
    const [leaf, ...intermediates] = chain;
    const result = yield* verifyPath({
      leaf: leaf as Certificate,
      intermediates,
      anchors,
      provider: crypto,
      time: now,
      ...(serverName !== undefined && { name: peerNameOf(serverName) }),
      usage: peer,
      keyUsage: ['digitalSignature'],
      profile: 'rfc5280',
      signatures,
    });
    if (result.accepted) return { path: result.path, objection: undefined };
    const objection = rejectionError(result);
    if (!acceptsAny) throw objection;
    return { path: undefined, objection };
  };
}
