/** The matrix of conversations: one subject against other peers, in both directions. */

import type { Case, Skip } from './case.ts';
import { casesBetween } from './cases/all.ts';
import type { Certificates } from './certificates.ts';
import { type FoundPeer, Pair } from './pair.ts';
import { isMissing, type Peer } from './peer.ts';
import type { Progress } from './progress.ts';
import { type Named, type Result, runCase } from './run-case.ts';

export interface MatrixOptions {
  readonly subject: Peer;
  readonly others: readonly Peer[];
  readonly certificates: Certificates;
  /** Whether a case is to be tried. */
  readonly wanted: (named: Named) => boolean;
  /** How many cases run at a time. */
  readonly jobs: number;
  readonly progress: Progress;
}

/** Runs it. Throws where the subject itself is missing; of the others, those that are missing are left out. */
export async function runMatrix(options: MatrixOptions): Promise<Result[]> {
  const { subject, others, certificates, wanted, progress } = options;
  if (others.length === 0) return [];
  const found = await findPeers([subject, ...others], progress);
  try {
    const self = found.get(subject);
    if (self === undefined) throw new Error(`${subject.name} is not available`);
    const tried: (Case | Skip)[] = [];
    for (const other of others) {
      const peer = found.get(other);
      if (peer === undefined) continue;
      tried.push(
        ...casesBetween(new Pair(self, peer, certificates)),
        ...casesBetween(new Pair(peer, self, certificates)),
      );
    }
    const chosen = tried.filter((one) => wanted(namedIn(one)));
    return await runAll(chosen, options);
  } finally {
    await Promise.all([...found.keys()].map((peer) => peer.close()));
  }
}

function namedIn(one: Case | Skip): Named {
  const { topic, variant } = one;
  if ('reason' in one) return one;
  return { client: one.client.name, server: one.server.name, topic, variant };
}

/** Those that are here. */
export async function findPeers(peers: readonly Peer[], progress: Progress): Promise<Map<Peer, FoundPeer>> {
  const found = new Map<Peer, FoundPeer>();
  const look = async (peer: Peer): Promise<void> => {
    const abilities = await peer.prepare();
    const { name } = peer;
    progress.peer(isMissing(abilities) ? { name, ...abilities } : { name, version: abilities.version });
    if (!isMissing(abilities)) found.set(peer, { peer, abilities });
  };
  await Promise.all(peers.map(look));
  return found;
}

/** Takes the cases in order, `jobs` at a time. */
async function runAll(cases: readonly (Case | Skip)[], { jobs, progress }: MatrixOptions): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < cases.length) {
      const index = next;
      next += 1;
      const one = cases[index] as Case | Skip;
      const result: Result = 'reason' in one ? { ...one, status: 'skipped' } : await runCase(one);
      results[index] = result;
      progress.result(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}
