/** Rejections: every path that was tried, with the check that failed, and the one sentence that matters most. */

import { ProtocolError } from '../../base/errors.ts';
import type { FailureCode } from '../../base/failures.ts';
import type { Certificate } from '../certificate.ts';
import type { TrustAnchor } from './anchors.ts';
import type { Fault } from './checks/check.ts';
import { showPlace } from './describe.ts';

export interface PathRejection {
  readonly accepted: false;
  /** The code of the most telling failure. */
  readonly code: FailureCode;
  /** The most telling failure in a sentence without capital and full stop. */
  readonly reason: string;
  /** Every path that was tried, up to a limit; at least one. */
  readonly candidates: readonly RejectedCandidate[];
}

/** One path, as far as it was followed. */
export interface RejectedCandidate {
  /** From the leaf up. */
  readonly certificates: readonly Certificate[];
  /** The root in which it ends, when it reached one. */
  readonly anchor: TrustAnchor | undefined;
  readonly failures: readonly PathFailure[];
}

/** A check that failed. */
export interface PathFailure {
  readonly code: FailureCode;
  /** Such as `RFC 5280 §6.1.4 (k)`. */
  readonly rule: string;
  /** 0 is the leaf, then the intermediates. */
  readonly place: number | 'root';
  /** Such as `intermediate 2 (CN=…) may not sign: basicConstraints says CA=FALSE`. */
  readonly sentence: string;
}

/** The failure that a fault is at this place of a path. */
export function failureAt(
  candidate: Omit<RejectedCandidate, 'failures'>,
  place: number | 'root',
  { code, rule, why }: Fault,
): PathFailure {
  const subject = place === 'root' ? candidate.anchor?.subject : candidate.certificates[place]?.subject;
  const who = subject === undefined ? 'the path' : showPlace(place, subject);
  return { code, rule, place, sentence: `${who} ${why}` };
}

/** Chooses what to tell: paths that reached a root before those that did not, then by what people should hear first. */
export function reject(candidates: readonly RejectedCandidate[]): PathRejection {
  const best = candidates.reduce((first, next) => (rank(next) < rank(first) ? next : first));
  const { code, sentence } = mostTelling(best.failures);
  return { accepted: false, code, reason: sentence, candidates };
}

/** The error that ends a handshake with the right alert. */
export function rejectionError({ code, reason, candidates }: PathRejection): ProtocolError {
  return new ProtocolError(code, { why: reason, ...(candidates.length > 1 && { 'paths tried': candidates.length }) });
}

function rank({ anchor, failures }: RejectedCandidate): number {
  const { code } = mostTelling(failures);
  const isComplete = anchor !== undefined || code === 'path_budget_exceeded';
  return (isComplete ? 0 : order.length) + order.indexOf(code);
}

const mostTelling = (failures: readonly PathFailure[]): PathFailure =>
  failures.reduce((first, next) => (order.indexOf(next.code) < order.indexOf(first.code) ? next : first));

/** What people should hear first. Codes that are not here come before all others. */
const order: readonly FailureCode[] = [
  'certificate_revoked',
  'certificate_expired',
  'name_mismatch',
  'wrong_usage',
  'weak_certificate',
  'missing_stapled_response',
  'bad_stapled_response',
  'revocation_unknown',
  'insufficient_timestamps',
  'certificate_rejected',
  'path_budget_exceeded',
  'bad_certificate_signature',
  'unknown_issuer',
];
