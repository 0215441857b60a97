/** DTLS with every peer that is here, in both directions, as cases of the matrix. */

import type { Certificates } from '../certificates.ts';
import type { Progress } from '../progress.ts';
import type { Result } from '../run-case.ts';
import { type Failure, withTheirClient, withTheirServer } from './conversations.ts';
import type { DatagramPeer } from './peers.ts';

export interface DatagramRun {
  readonly peers: readonly DatagramPeer[];
  readonly certificates: Certificates;
  /** Only cases whose topic and variant contain this. */
  readonly only: string;
  readonly progress: Progress;
}

/** Runs them, one after the other; peers that must be built are built at the same time. */
export async function runDatagrams({ peers, certificates, only, progress }: DatagramRun): Promise<Result[]> {
  const identity = certificates.server['ecdsa-secp256r1'];
  const wanted = peers.filter(({ versions }) => versions.some((version) => `${topic} ${version}`.includes(only)));
  const found = await Promise.all(wanted.map(async (peer) => ({ peer, missing: await peer.prepare() })));
  const results: Result[] = [];
  const tell = (result: Result): void => {
    results.push(result);
    progress.result(result);
  };
  for (const { peer, missing } of found) {
    const { name } = peer;
    progress.peer({ name: `${name} (DTLS)`, ...(missing ?? { version: peer.versions.join(', ') }) });
    if (missing !== undefined) continue;
    for (const variant of peer.versions.filter((version) => `${topic} ${version}`.includes(only))) {
      const [theirClient, theirServer] = [
        { client: name, server: 'handfast', topic, variant },
        { client: 'handfast', server: name, topic, variant },
      ];
      tell(await timed(theirClient, () => withTheirClient(peer, variant, identity)));
      if (peer.noServer !== undefined) tell({ ...theirServer, status: 'skipped', reason: peer.noServer });
      else tell(await timed(theirServer, () => withTheirServer(peer, variant, identity)));
    }
  }
  return results;
}

type Names = Pick<Result, 'client' | 'server' | 'topic' | 'variant'>;

async function timed(names: Names, converse: () => Promise<Failure>): Promise<Result> {
  const begin = performance.now();
  const reason = await converse().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const seconds = Math.round(performance.now() - begin) / 1000;
  if (reason === undefined) return { ...names, status: 'ok', seconds };
  return { ...names, status: 'failed', reason: reason.replace(/\s+/g, ' ').slice(0, 500), seconds };
}

const topic = 'datagrams';
