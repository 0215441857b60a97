/** `handfast cert verify`: accepted, or every path that was tried and the check that failed on it. */

import { type PathRejection, type PathRequest, type PathResult, verifyCertificate } from 'handfast/x509';
import { exitCodes } from '../../exit-codes.ts';
import { documentText } from '../../json-document.ts';
import { withoutMisuse } from '../../misuse.ts';
import type { Surroundings } from '../../surroundings.ts';
import { screenOn } from '../../terminal/screen.ts';
import type { VerifyFlags } from './flags.ts';
import { showResult, verifyDocument } from './report.ts';
import { requestOf, UnreadableCertificate } from './request.ts';

/** Returns the exit code: 0 accepted, 1 not accepted. Throws `CommandError` for files and flags that are no use. */
export async function verifyCommand(leaf: string, flags: VerifyFlags, around: Surroundings): Promise<number> {
  const { request, result } = await judge(leaf, flags, around.env);
  if (flags.json) around.stdout.write(documentText(verifyDocument(request, result)));
  else showResult(screenOn(around.stdout, around.env, flags.color), request, result, flags);
  return result.accepted ? exitCodes.success : exitCodes.negative;
}

interface Judgement {
  /** Absent when a certificate is too malformed to ask anything about it. */
  readonly request: PathRequest | undefined;
  readonly result: PathResult;
}

async function judge(leaf: string, flags: VerifyFlags, env: Surroundings['env']): Promise<Judgement> {
  try {
    const request = requestOf(leaf, flags, env);
    return { request, result: await withoutMisuse(() => verifyCertificate(request)) };
  } catch (error) {
    if (error instanceof UnreadableCertificate) return { request: undefined, result: unreadable(error) };
    throw error;
  }
}

/** Whether a malformed certificate is to be accepted is a question with an answer. */
function unreadable({ error, message }: UnreadableCertificate): PathRejection {
  const failure = { code: error.code, rule: error.rule, place: 0, sentence: message };
  const candidate = { certificates: [], anchor: undefined, failures: [failure] };
  return { accepted: false, code: error.code, reason: message, candidates: [candidate] };
}
