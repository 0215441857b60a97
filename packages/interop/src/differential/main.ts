/** `npm run interop -- --differential`: what Go and OpenSSL say about the same chains; exit code 1 if a disagreement is not explained. */

import { differentialRun } from './differential.ts';
import { differentialReport } from './differential-report.ts';
import { goJudge } from './judge-go.ts';
import { opensslJudge } from './judge-openssl.ts';

export async function differential(seed: number, count: number): Promise<void> {
  const begin = performance.now();
  const outcome = await differentialRun([goJudge, opensslJudge], seed, count);
  console.log(differentialReport(outcome));
  console.log(`seed ${seed}, ${Math.round((performance.now() - begin) / 1000)} s`);
  if (outcome.judges.some(({ unexplained }) => unexplained.length > 0)) process.exitCode = 1;
}
