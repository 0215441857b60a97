/** The outcome of a verification: as JSON, and for people. */

import {
  type Certificate,
  nameText,
  objectName,
  type PathFailure,
  type PathRejection,
  type PathRequest,
  type PathResult,
  type RejectedCandidate,
  type TrustAnchor,
} from 'handfast/x509';
import { documentHead } from '../../json-document.ts';
import { certificateFacts, timeText } from '../../show/certificate-facts.ts';
import type { Screen } from '../../terminal/screen.ts';
import { certificateDocument } from '../certificate-document.ts';
import { subjectText } from '../extension-text.ts';
import type { VerifyFlags } from './flags.ts';

/** `accepted`, the `path` from the leaf to the root, and `reasons` when there is none. */
export function verifyDocument(request: PathRequest | undefined, result: PathResult): object {
  const head = { ...documentHead('cert-verify', Date.now()), complete: true };
  const time = request === undefined ? null : timeText(request.time);
  if (result.accepted) {
    const { certificates, anchor, policies } = result.path;
    const now = request?.time ?? 0;
    return {
      ...head,
      accepted: true,
      time,
      path: [...certificates, ...anchorCertificate(anchor)].map((certificate) => certificateDocument(certificate, now)),
      policies: [...policies].map((policy) => ({ oid: policy, name: objectName(policy) ?? null })),
      reasons: [],
    };
  }
  return {
    ...head,
    accepted: false,
    time,
    path: [],
    code: result.code,
    reason: result.reason,
    reasons: result.candidates.flatMap(({ failures }) => failures.map(failureDocument)),
    candidates: result.candidates.map(({ certificates, anchor, failures }) => ({
      path: certificates.map(certificateFacts),
      anchor: anchor === undefined ? null : nameText(anchor.subject),
      reasons: failures.map(failureDocument),
    })),
  };
}

/** A verdict in one line, then the path, or each path that was tried with what is wrong at which place. */
export function showResult(
  screen: Screen,
  request: PathRequest | undefined,
  result: PathResult,
  { name, usage, profile }: VerifyFlags,
): void {
  const { paint } = screen;
  if (result.accepted) {
    const time = timeText(request?.time ?? 0);
    const purpose = usage === 'any' ? 'for any use' : `as a ${usage} certificate`;
    screen.line(`${paint('green', 'OK')}  accepted ${purpose}${name ? ` for ${name}` : ''} at ${time} (${profile})`);
    const { certificates, anchor } = result.path;
    for (const [place, certificate] of certificates.entries()) showPlace(screen, place, certificate);
    screen.line(`  root  ${subjectText(anchor.subject)}`);
    return;
  }
  screen.line(`${paint('red', 'FAIL')}  ${result.reason}`);
  for (const [number, candidate] of result.candidates.entries()) showCandidate(screen, number + 1, candidate);
  if (isOfTheWebAlone(result)) screen.line('Only the public web forbids that: --profile rfc5280 is for private CAs.');
}

/** Whether some path would do but for the rules of the CA/Browser Forum. */
const isOfTheWebAlone = ({ candidates }: PathRejection): boolean =>
  candidates.some(({ failures }) => failures.every(({ rule }) => rule.startsWith('CA/Browser Forum')));

function showCandidate(screen: Screen, number: number, { certificates, anchor, failures }: RejectedCandidate): void {
  const { paint } = screen;
  const end = anchor === undefined ? 'as far as it was followed' : `which ends in ${subjectText(anchor.subject)}`;
  screen.line(`  ${paint('bold', `path ${number}`)}, ${end}`);
  for (const [place, certificate] of certificates.entries()) {
    showPlace(screen, place, certificate);
    showFailures(
      screen,
      failures.filter((failure) => failure.place === place),
    );
  }
  showFailures(
    screen,
    failures.filter(({ place }) => place === 'root' || place >= certificates.length),
  );
}

function showPlace({ paint, line }: Screen, place: number, { subject }: Certificate): void {
  line(`  ${paint('dim', String(place).padStart(4))}  ${subjectText(subject)}`);
}

function showFailures({ paint, line }: Screen, failures: readonly PathFailure[]): void {
  for (const { sentence, rule, code } of failures) {
    line(`        ${paint('red', 'FAIL')} ${sentence}`);
    line(`             ${paint('dim', `${rule}, ${code}`)}`);
  }
}

const failureDocument = ({ code, rule, place, sentence }: PathFailure) => ({ code, rule, place, message: sentence });

/** The root's own certificate, when it is more than a name and a key. */
const anchorCertificate = ({ certificate }: TrustAnchor): readonly Certificate[] =>
  certificate === undefined ? [] : [certificate];
