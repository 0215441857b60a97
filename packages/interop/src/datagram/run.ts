/** DTLS with every peer that is here, in both directions, as cases of the matrix. */

import type { Certificates } from '../certificates.ts';
import type { Progress } from '../progress.ts';
import type { Named, Result } from '../run-case.ts';
import { within } from '../scope.ts';
import { type Failure, type Plot, withTheirClient, withTheirServer } from './conversations.ts';
import { extras } from './extras.ts';
import type { DatagramPeer } from './peers.ts';

export interface DatagramRun {
  readonly peers: readonly DatagramPeer[];
  readonly certificates: Certificates;
  /** Whether a case is to be tried. */
  readonly wanted: (named: Named) => boolean;
  readonly progress: Progress;
}

/** Runs them, one after the other; peers that must be built are built at the same time. */
export async function runDatagrams({ peers, certificates, wanted, progress }: DatagramRun): Promise<Result[]> {
  const asked = peers.map((peer) => ({
    peer,
    stories: storiesWith(peer, certificates).filter(({ names }) => wanted(names)),
  }));
  const found = await Promise.all(
    asked
      .filter(({ stories }) => stories.length > 0)
      .map(async (one) => ({ ...one, missing: await one.peer.prepare() })),
  );
  const results: Result[] = [];
  for (const { peer, stories, missing } of found) {
    progress.peer({ name: `${peer.name} (DTLS)`, ...(missing ?? { version: peer.versions.join(', ') }) });
    if (missing !== undefined) continue;
    for (const { names, converse } of stories) {
      const result: Result =
        typeof converse === 'string' ? { ...names, status: 'skipped', reason: converse } : await timed(names, converse);
      results.push(result);
      progress.result(result);
    }
  }
  return results;
}

/** A conversation, or why there is none. */
interface Story {
  readonly names: Named;
  readonly converse: (() => Promise<Failure>) | string;
}

/** Each version in both directions; then what only some can do, renegotiations in each version up to DTLS 1.2. */
function storiesWith(peer: DatagramPeer, certificates: Certificates): readonly Story[] {
  const { versions, no13, renegotiates } = peer;
  const plain = { peer, identity: certificates.server['ecdsa-secp256r1'] };
  const tried = versions.flatMap((version) => {
    const plot = { ...plain, version };
    if (renegotiates === undefined || version === 'DTLS 1.3') return bothWays(version, plot);
    return [
      ...bothWays(version, plot),
      ...bothWays(`${version} renegotiated by us`, { ...plot, renegotiates: 'we' }),
      ...bothWays(`${version} renegotiated by them`, { ...plot, renegotiates: 'they' }),
      ...(version === 'DTLS 1.2' ? extras : []).flatMap((what) =>
        bothWays(`${version} ${what.variant}`, { ...plot, extra: { what, certificates } }),
      ),
    ];
  });
  if (no13 === undefined) return tried;
  const skipped = bothWays('DTLS 1.3', { ...plain, version: 'DTLS 1.3' });
  return [...tried, ...skipped.map(({ names }) => ({ names, converse: no13 }))];
}

function bothWays(variant: string, plot: Plot): readonly Story[] {
  const { name, renegotiates, noServer } = plot.peer;
  const lacking = (role: 'client' | 'server'): string | undefined =>
    plot.renegotiates === 'they' && renegotiates?.[role] === undefined ? `its ${role} cannot begin one` : undefined;
  return [
    {
      names: { client: name, server: 'handfast', topic, variant },
      converse: lacking('client') ?? (() => withTheirClient(plot)),
    },
    {
      names: { client: 'handfast', server: name, topic, variant },
      converse: noServer ?? lacking('server') ?? (() => withTheirServer(plot)),
    },
  ];
}

async function timed(names: Named, converse: () => Promise<Failure>): Promise<Result> {
  const begin = performance.now();
  const reason = await within(deadline, converse).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const seconds = Math.round(performance.now() - begin) / 1000;
  if (reason === undefined) return { ...names, status: 'ok', seconds };
  return { ...names, status: 'failed', reason: reason.replace(/\s+/g, ' ').slice(0, 500), seconds };
}

const topic = 'datagrams';
/** Milliseconds. */
const deadline = 30_000;
