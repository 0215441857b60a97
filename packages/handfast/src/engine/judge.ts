/** Who decides whether a peer's chain is good enough: the path verifier, unless the caller insecurely overrules it. */

import type { Task } from '../base/awaitable.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Judgement, PeerRequest, Staples } from '../handshake/proofs.ts';
import type { Certificate } from '../x509/certificate.ts';
import { parseSignedCertificateTimestamp } from '../x509/extensions/certificate-transparency.ts';
import type { SignedCertificateTimestamp } from '../x509/extensions/types.ts';
import { type OCSPResponse, parseOcspResponse } from '../x509/ocsp/response.ts';
import { TrustAnchors } from '../x509/path/anchors.ts';
import { peerNameOf } from '../x509/path/peer-name.ts';
import type { ProfileName } from '../x509/path/profile.ts';
import { rejectionError } from '../x509/path/rejection.ts';
import type { SignatureMemory } from '../x509/path/signatures.ts';
import type { TimestampRequest } from '../x509/path/timestamps.ts';
import { verifyPath } from '../x509/path/verify.ts';
import type { RevocationRequest } from '../x509/revocation/request.ts';

/**
 * Judges chains by these roots. Throws the rejection as a `ProtocolError`; if `acceptsAny`, it becomes an objection
 * in the judgement instead.
 */
export function judgeWith(
  trust: TrustAnchors | undefined,
  acceptsAny: boolean,
  signatures: SignatureMemory,
  profile: ProfileName,
  timestamps?: Omit<TimestampRequest, 'delivered'>,
): (request: PeerRequest) => Task<Judgement> {
  const anchors = trust ?? new TrustAnchors([]);
  return function* judge({ crypto, chain, peer, serverName, now, keyUsage, staples }) {
    const [leaf, ...intermediates] = chain;
    const result = yield* verifyPath({
      leaf: leaf as Certificate,
      intermediates,
      anchors,
      provider: crypto,
      time: now,
      ...(serverName !== undefined && { name: peerNameOf(serverName) }),
      usage: peer,
      keyUsage: [keyUsage],
      profile,
      signatures,
      revocation: revocationRequest(staples),
      ...(timestamps !== undefined &&
        peer === 'server' && { timestamps: { ...timestamps, delivered: parsedTimestamps(staples) } }),
    });
    if (result.accepted) return { path: result.path, objection: undefined };
    const objection = rejectionError(result);
    if (!acceptsAny) throw objection;
    return { path: undefined, objection };
  };
}

/** A staple counts in every mode. What is no response says as little as one that reports an error. RFC 6066 §8 */
function revocationRequest({ ocspResponse, issuerResponses = [] }: Staples): RevocationRequest {
  const stapled =
    ocspResponse instanceof Uint8Array ? parsedOr(parseOcspResponse, ocspResponse, 'unreadable') : ocspResponse;
  if (issuerResponses.length === 0) return { mode: 'off', stapled };
  const ocspResponses = issuerResponses.map((bytes) => parsedOr(parseOcspResponse, bytes, mute));
  return { mode: 'prefer', scope: 'chain', ocspResponses, stapled };
}

/** Timestamps that nobody can read do not count. */
const parsedTimestamps = ({ timestamps }: Staples): readonly SignedCertificateTimestamp[] =>
  timestamps.flatMap((bytes) => parsedOr(parseSignedCertificateTimestamp, bytes, undefined) ?? []);

function parsedOr<T, U>(parse: (bytes: Uint8Array) => T, bytes: Uint8Array, otherwise: U): T | U {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return otherwise;
    throw error;
  }
}

const mute: OCSPResponse = { responseStatus: 'internalError', responseBytes: undefined };
