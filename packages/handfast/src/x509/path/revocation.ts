/** Revocation as part of path validation: what the checks of revocation need to know about the path (RFC 5280 §6.3). */

import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import { revocationFault } from '../revocation/check.ts';
import { type TrustAnchor, TrustAnchors } from './anchors.ts';
import type { PathRequest } from './request.ts';
import { type PlacedFault, Verification } from './verification.ts';

/** Verifies a leaf; handed in because it comes back here for the paths of CRL issuers. */
export type Verify = (verification: Verification) => Task<{ readonly accepted: boolean }>;

/** The first certificate of a path that is revoked, or whose status must be known and is not. */
export function* checkRevocation(
  verification: Verification,
  verify: Verify,
  path: readonly Certificate[],
  anchor: TrustAnchor,
): Task<PlacedFault | undefined> {
  const { request, signatures, underway } = verification;
  if (request.revocation === undefined) return undefined;
  const { provider, time, profile, intermediates, revocation } = request;
  const candidates = [...path, ...intermediates];
  const verifyCrlIssuer = (certificate: Certificate): Task<boolean> =>
    verifyIssuer(verification, verify, certificate, anchor);
  const context = {
    evidence: revocation,
    provider,
    signatures,
    time,
    profile,
    candidates,
    anchor,
    verifyCrlIssuer,
    underway,
  };
  return yield* revocationFault(context, path, anchor);
}

/** §6.3.3 (f): by a path below the same anchor, itself checked for revocation. */
function* verifyIssuer(
  verification: Verification,
  verify: Verify,
  leaf: Certificate,
  anchor: TrustAnchor,
): Task<boolean> {
  const { request, underway } = verification;
  if (underway.length >= mostUnderway) return false;
  const own: PathRequest = {
    ...request,
    leaf,
    anchors: new TrustAnchors([anchor]),
    usage: 'any',
    keyUsage: ['cRLSign'],
    name: undefined,
    maxDepth: undefined,
    policy: undefined,
    timestamps: undefined,
    revocation: request.revocation && { ...request.revocation, scope: 'chain', stapled: undefined },
  };
  return (yield* verify(new Verification(own, verification, [...underway, leaf]))).accepted;
}

/** CRL issuers that vouch for each other in a row. */
const mostUnderway = 3;
