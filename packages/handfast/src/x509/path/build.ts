/** The search for a path: from the leaf up, the likeliest issuers first, until one path holds (RFC 4158, RFC 5280 §6.1). */

import type { Task } from '../../base/awaitable.ts';
import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from './anchors.ts';
import type { Fault, Role } from './checks/check.ts';
import { showName, showTime } from './describe.ts';
import { anchorsOf, Issuers } from './issuers.ts';
import { equalNames, nameKey } from './name-key.ts';
import { standingFaults } from './profile.ts';
import { keyText } from './public-keys.ts';
import type { Verification } from './verification.ts';
import { makeVerifiedPath, type VerifiedPath } from './verified.ts';
import { walkPath } from './walk.ts';

/** The first path that holds; `undefined` when none does, and why is in the verification. */
export function* findPath(verification: Verification): Task<VerifiedPath | undefined> {
  const { leaf, intermediates, anchors } = verification.request;
  const issuers = new Issuers(intermediates, anchors);
  const found = yield* extend(verification, issuers, [leaf]);
  if (found === undefined && verification.rejected.every(({ anchor }) => anchor === undefined))
    reportDeadEnd(verification, issuers);
  return found;
}

/** Tries the anchors above a path, then every issuer that leads on. `path` goes from the leaf up. */
function* extend(
  verification: Verification,
  issuers: Issuers,
  path: readonly Certificate[],
): Task<VerifiedPath | undefined> {
  const { anchors, time } = verification.request;
  const top = path.at(-1) as Certificate;
  for (const anchor of anchorsOf(top, anchors)) {
    const found = yield* complete(verification, path, anchor);
    if (found !== undefined) return found;
  }
  for (const issuer of issuers.of(top, time)) {
    if (!mayFollow(verification, path, issuer)) continue;
    const found = yield* extend(verification, issuers, [...path, issuer]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a CA is worth following: it is new in this path, may sign, and is not known to have signed otherwise. */
function mayFollow(verification: Verification, path: readonly Certificate[], issuer: Certificate): boolean {
  verification.meter.spend('candidates');
  if (path.length >= verification.meter.limits.pathLength) return false;
  // The same name with the same key cannot bring a path closer to anything (RFC 4158 §5.2).
  if (path.some((earlier) => isSameEntity(earlier, issuer))) return false;
  if (verification.signatures.isWrong(path.at(-1) as Certificate, issuer.subjectPublicKeyInfo)) return false;
  const faults = certificateFaults(verification, issuer, 'intermediate');
  if (faults.length === 0) return true;
  verification.reject([...path, issuer], undefined, ...faults.map((fault) => ({ place: path.length, fault })));
  return false;
}

/** Validates a path that has reached an anchor. */
function* complete(
  verification: Verification,
  path: readonly Certificate[],
  anchor: TrustAnchor,
): Task<VerifiedPath | undefined> {
  verification.meter.spend('candidates');
  const faults = anchor.certificate === undefined ? [] : certificateFaults(verification, anchor.certificate, 'root');
  if (faults.length > 0) {
    verification.reject(path, anchor, ...faults.map((fault) => ({ place: 'root' as const, fault })));
    return undefined;
  }
  const outcome = yield* walkPath(verification, path, anchor);
  if (!('fault' in outcome)) return makeVerifiedPath({ certificates: path, anchor, policies: outcome });
  verification.reject(path, anchor, outcome);
  return undefined;
}

/** What is wrong with a certificate in its role now: §6.1.3 (a)(2), and everything that only concerns itself. */
export function certificateFaults({ request }: Verification, certificate: Certificate, role: Role): readonly Fault[] {
  const standing = standingFaults(certificate, request.profile, { role, usage: request.usage });
  // An anchor is a name and a key; only the stricter profiles look at the dates of its certificate.
  const outdated = role === 'root' && request.profile === 'path' ? undefined : validityFault(certificate, request.time);
  return outdated === undefined ? standing : [...standing, outdated];
}

function validityFault({ validity: { notBefore, notAfter } }: Certificate, time: number): Fault | undefined {
  if (time >= notBefore && time <= notAfter) return undefined;
  const why = time < notBefore ? `is not valid before ${showTime(notBefore)}` : `expired at ${showTime(notAfter)}`;
  return { code: 'certificate_expired', rule: 'RFC 5280 §6.1.3 (a)(2)', why: `${why}; the time is ${showTime(time)}` };
}

const isSameEntity = (left: Certificate, right: Certificate): boolean =>
  equalNames(left.subject, right.subject) && keyText(left.subjectPublicKeyInfo) === keyText(right.subjectPublicKeyInfo);

/** Follows names from the leaf to where they end, and says who is missing there. */
function reportDeadEnd(verification: Verification, issuers: Issuers): void {
  const path = [verification.request.leaf];
  const seen = new Set<string>();
  for (;;) {
    const top = path.at(-1) as Certificate;
    seen.add(nameKey(top.subject));
    const next = issuers.named(top.issuer).find(({ subject }) => !seen.has(nameKey(subject)));
    if (next === undefined || path.length >= verification.meter.limits.pathLength) break;
    path.push(next);
  }
  const top = path.at(-1) as Certificate;
  const fault: Fault = {
    code: 'unknown_issuer',
    rule: 'RFC 5280 §6.1',
    why: missingIssuer(verification, issuers, top),
  };
  verification.reject(path, undefined, { place: path.length - 1, fault });
}

function missingIssuer({ request }: Verification, issuers: Issuers, top: Certificate): string {
  const roots =
    request.anchors.size === 1 ? 'the one trusted root' : `one of the ${request.anchors.size} trusted roots`;
  if (equalNames(top.subject, top.issuer)) return `is self-signed and not ${roots}: trust it explicitly if you know it`;
  if (issuers.named(top.issuer).length > 0) return `leads round in a circle of CAs and never to ${roots}`;
  const issuer = showName(top.issuer);
  return `was issued by ${issuer}, which was not sent and is not ${roots}: the peer must send its intermediates, or ${issuer} must be trusted`;
}
