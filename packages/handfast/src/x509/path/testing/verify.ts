/** The verifier in one line, for tests. */

import type { Certificate } from '../../certificate.ts';
import { TrustAnchors } from '../anchors.ts';
import type { PathRequest } from '../request.ts';
import { type PathResult, verifyCertificate } from '../verify.ts';
import { testProvider, testTime } from './certificates.ts';

/** A chain from the leaf up, the last of which is trusted. */
export function verifyChain(chain: readonly Certificate[], more: Partial<PathRequest> = {}): PathResult {
  return verifyCertificate({
    leaf: chain[0] as Certificate,
    intermediates: chain.slice(1, -1),
    anchors: new TrustAnchors(chain.slice(-1)),
    provider: testProvider(),
    time: testTime,
    usage: 'server',
    profile: 'path',
    ...more,
  }) as PathResult;
}

/** `accepted`, or `code: reason`. */
export function outcome(chain: readonly Certificate[], more: Partial<PathRequest> = {}): string {
  const result = verifyChain(chain, more);
  return result.accepted ? 'accepted' : `${result.code}: ${result.reason}`;
}

/** Milliseconds of processor time, the best of three runs: a busy machine must not fail a test. */
export function processorTime(work: () => unknown): number {
  const runs = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...runs);
}
