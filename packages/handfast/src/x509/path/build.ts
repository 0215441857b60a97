/** The search for a path: from the leaf up, the likeliest issuers first, until one path holds (RFC 4158, RFC 5280 §6.1). */

import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from './anchors.ts';
import { reportDeadEnd } from './dead-end.ts';
import { anchorFaults, certificateFaults } from './faults.ts';
import { anchorsOf, Issuers } from './issuers.ts';
import { equalNames } from './name-key.ts';
import { keyText } from './public-keys.ts';
import type { PlacedFault, Verification } from './verification.ts';
import { makeVerifiedPath, type VerifiedPath } from './verified.ts';
import { walkPath } from './walk.ts';

/** What else a path must pass that holds otherwise. */
export type LastCheck = (path: readonly Certificate[], anchor: TrustAnchor) => Task<PlacedFault | undefined>;

/**
 * The first path that holds; `undefined` when none does, and why is in the verification. All paths of one length are
 * tried before any longer one: going deep first would get lost among CAs that all cross-signed each other.
 */
export function* findPath(verification: Verification, lastCheck: LastCheck): Task<VerifiedPath | undefined> {
  const { leaf, intermediates, anchors, time } = verification.request;
  const search: Search = { verification, lastCheck, issuers: new Issuers(intermediates, anchors, time), longer: true };
  for (let length = 1; search.longer && length <= verification.meter.limits.pathLength; length++) {
    search.longer = false;
    const found = yield* extend(search, [leaf], length);
    if (found !== undefined) return found;
  }
  if (verification.rejected.every(({ anchor }) => anchor === undefined)) reportDeadEnd(verification, search.issuers);
  return undefined;
}

interface Search {
  readonly verification: Verification;
  readonly lastCheck: LastCheck;
  readonly issuers: Issuers;
  /** Something was left out that a longer path would reach. */
  longer: boolean;
}

/** Tries everything that makes this path exactly so long. `path` goes from the leaf up. */
function* extend(search: Search, path: readonly Certificate[], length: number): Task<VerifiedPath | undefined> {
  const top = path.at(-1) as Certificate;
  if (path.length === length) {
    for (const anchor of anchorsOf(top, search.verification.request.anchors)) {
      const found = yield* complete(search, path, anchor);
      if (found !== undefined) return found;
    }
  }
  for (const { issuer, distance } of search.issuers.of(top)) {
    const shortest = path.length + 1 + distance;
    if (shortest > length) search.longer = true;
    else if (mayFollow(search, path, issuer, shortest === length)) {
      const found = yield* extend(search, [...path, issuer], length);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Whether a CA is worth following: it is new in this path, may sign, and is not known to have signed otherwise. */
function mayFollow(
  { verification }: Search,
  path: readonly Certificate[],
  issuer: Certificate,
  isFirst: boolean,
): boolean {
  verification.meter.spend('candidates');
  // The same name with the same key cannot bring a path closer to anything (RFC 4158 §5.2).
  if (path.some((earlier) => isSameEntity(earlier, issuer))) return false;
  if (verification.signatures.isWrong(path.at(-1) as Certificate, issuer.subjectPublicKeyInfo)) return false;
  const faults = certificateFaults(verification.request, issuer, 'intermediate');
  if (faults.length === 0) return true;
  if (isFirst)
    verification.reject([...path, issuer], undefined, ...faults.map((fault) => ({ place: path.length, fault })));
  return false;
}

/** Validates a path that has reached an anchor. */
function* complete(search: Search, path: readonly Certificate[], anchor: TrustAnchor): Task<VerifiedPath | undefined> {
  const { verification, lastCheck } = search;
  verification.meter.spend('paths');
  const faults = anchorFaults(verification.request, anchor);
  if (faults.length > 0) {
    verification.reject(path, anchor, ...faults.map((fault) => ({ place: 'root' as const, fault })));
    return undefined;
  }
  const outcome = yield* walkPath(verification, path, anchor);
  const fault = 'fault' in outcome ? outcome : yield* lastCheck(path, anchor);
  if (fault === undefined && !('fault' in outcome))
    return makeVerifiedPath({ certificates: path, anchor, policies: outcome });
  if (fault !== undefined) verification.reject(path, anchor, fault);
  return undefined;
}

const isSameEntity = (left: Certificate, right: Certificate): boolean =>
  equalNames(left.subject, right.subject) && keyText(left.subjectPublicKeyInfo) === keyText(right.subjectPublicKeyInfo);
