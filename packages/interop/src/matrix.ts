/** The whole matrix: one subject against every other peer, in both directions. */

import { type Case, casesBetween, type FoundPeer, type Skip } from './cases.ts';
import { makeCertificates } from './certificates.ts';
import { isMissing, type Peer } from './peer.ts';
import { type Result, runCase } from './run-case.ts';

export interface MatrixOptions {
  readonly subject: Peer;
  readonly others: readonly Peer[];
  /** Only cases whose topic or variant contains this. */
  readonly only?: string;
  /** How many cases run at a time. */
  readonly jobs: number;
  /** Called as things become known: a peer found or not, a case done. */
  readonly progress: (line: string) => void;
}

/** Runs it. Throws where the subject itself, or openssl to make the certificates, is missing. */
export async function runMatrix(options: MatrixOptions): Promise<Result[]> {
  const { subject, others, progress } = options;
  const found = await findPeers([subject, ...others], progress);
  const self = found.get(subject);
  if (self === undefined) throw new Error(`${subject.name} is not available`);
  const certificates = await makeCertificates();
  try {
    const tried: (Case | Skip)[] = [];
    for (const other of others) {
      const peer = found.get(other);
      if (peer === undefined) continue;
      tried.push(...casesBetween(self, peer, certificates), ...casesBetween(peer, self, certificates));
    }
    const { only = '' } = options;
    const chosen = tried.filter(({ topic, variant }) => `${topic} ${variant}`.includes(only));
    return await runAll(chosen, options);
  } finally {
    await Promise.all([...found.keys()].map((peer) => peer.close()));
    await certificates.remove();
  }
}

async function findPeers(peers: readonly Peer[], progress: (line: string) => void): Promise<Map<Peer, FoundPeer>> {
  const found = new Map<Peer, FoundPeer>();
  const look = async (peer: Peer): Promise<void> => {
    const abilities = await peer.prepare();
    if (isMissing(abilities)) progress(`${peer.name}: skipped, ${abilities.missing}`);
    else {
      progress(`${peer.name}: ${abilities.version}`);
      found.set(peer, { peer, abilities });
    }
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
      if (result.status === 'failed')
        progress(`failed: ${result.client} → ${result.server}, ${result.topic}, ${result.variant}: ${result.reason}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}
