/** Verification of a certificate: the whole of it, as a value that proves it or as the reasons why not (RFC 5280 §6.1). */

import { type Awaitable, run, type Task } from '../../base/awaitable.ts';
import { ProtocolError } from '../../base/errors.ts';
import type { Certificate } from '../certificate.ts';
import { findExtension } from '../extensions/extension.ts';
import { issuerOf, type TrustAnchor } from './anchors.ts';
import { findPath } from './build.ts';
import type { Fault } from './checks/check.ts';
import { certificateFaults } from './faults.ts';
import { nameMismatch } from './peer-name.ts';
import { looksLikePublicSuffix } from './public-suffix.ts';
import { type PathRejection, reject } from './rejection.ts';
import type { PathRequest } from './request.ts';
import { checkRevocation } from './revocation.ts';
import { timestampFault } from './timestamps.ts';
import { type PlacedFault, Verification } from './verification.ts';
import type { VerifiedPath } from './verified.ts';

export type PathResult = { readonly accepted: true; readonly path: VerifiedPath } | PathRejection;

/** Ready at once when the provider answers at once. Throws `MisuseError` for a request that makes no sense. */
export function verifyCertificate(request: PathRequest): Awaitable<PathResult> {
  return run(verifyPath(request));
}

/** Looks for a path from the leaf to an anchor on which every check holds. Never accepts when there is no anchor. */
export function* verifyPath(request: PathRequest): Task<PathResult> {
  return yield* verify(new Verification(request));
}

function* verify(verification: Verification): Task<PathResult> {
  const { leaf } = verification.request;
  const faults = leafFaults(verification);
  if (faults.length > 0) {
    verification.reject([leaf], undefined, ...faults.map((fault) => ({ place: 0, fault })));
    return reject(verification.rejected);
  }
  const path = yield* searchWithinBudget(verification);
  return path === undefined ? reject(verification.rejected) : { accepted: true, path };
}

function* searchWithinBudget(verification: Verification): Task<VerifiedPath | undefined> {
  try {
    return yield* findPath(verification, (path, anchor) => lastCheck(verification, path, anchor));
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'path_budget_exceeded') throw error;
    const why = `cannot be verified within the limits: it takes ${String(error.details['why'])}`;
    const fault: Fault = { code: error.code, rule: error.rule, why };
    verification.reject([verification.request.leaf], undefined, { place: 0, fault });
    return undefined;
  }
}

/** RFC 5280 §6.1.3 (a)(3), and the promises of logs. */
function* lastCheck(
  verification: Verification,
  path: readonly Certificate[],
  anchor: TrustAnchor,
): Task<PlacedFault | undefined> {
  const revocation = yield* checkRevocation(verification, verify, path, anchor);
  const { timestamps, leaf } = verification.request;
  if (revocation !== undefined || timestamps === undefined) return revocation;
  const issuer = path[1] === undefined ? anchor : issuerOf(path[1]);
  const fault = yield* timestampFault(verification, timestamps, leaf, issuer);
  return fault && { place: 0, fault };
}

/** Everything that is wrong with the leaf, whatever path leads to it. */
function leafFaults(verification: Verification): readonly Fault[] {
  const { request } = verification;
  if (request.anchors.size === 0) return [noAnchors];
  const own = [nameFault(verification), keyUsageFault(request)].filter((fault) => fault !== undefined);
  return [...certificateFaults(request, request.leaf, 'leaf'), ...own];
}

const noAnchors: Fault = {
  code: 'no_trust_anchors',
  rule: 'RFC 5280 §6.1.1 (d)',
  why: 'cannot be verified: the set of trusted roots is empty',
};

function nameFault({ request, name }: Verification): Fault | undefined {
  if (name === undefined) return undefined;
  const isPublicSuffix = request.profile === 'web' ? (request.isPublicSuffix ?? looksLikePublicSuffix) : () => false;
  const why = nameMismatch(request.leaf, name, isPublicSuffix);
  return why === undefined ? undefined : { code: 'name_mismatch', rule: 'RFC 9525 §6', why };
}

function keyUsageFault({ leaf, keyUsage = [] }: PathRequest): Fault | undefined {
  const allowed = findExtension(leaf.extensions, 'keyUsage')?.value;
  const missing = allowed === undefined ? [] : keyUsage.filter((bit) => !allowed.includes(bit));
  if (missing.length === 0) return undefined;
  const why = `may not be used like this: keyUsage lacks ${missing.join(', ')}`;
  return { code: 'wrong_usage', rule: 'RFC 5280 §4.2.1.3', why };
}
