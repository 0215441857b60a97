/** What outlives one connection or comes after its handshake, as cases of the matrix: each is a story of its own. */

import type { Certificates } from '../certificates.ts';
import type { Progress } from '../progress.ts';
import type { Named, Result } from '../run-case.ts';
import { within } from '../scope.ts';

/** A program that comes back to us, or to which we come back. */
export interface SessionPeer {
  readonly name: string;
  /** Finds it: its version, or nothing where it is not here. */
  version(): Promise<string | undefined>;
  cases(certificates: Certificates): readonly (SessionCase | SessionSkip)[];
}

/** What cannot be tried with this peer, and why. */
export type SessionSkip = Pick<SessionCase, 'client' | 'server' | 'variant'> & { readonly reason: string };

export interface SessionCase {
  readonly client: string;
  readonly server: string;
  readonly variant: string;
  /** Nothing where all went as it must, else what did not. What it throws is a failure too. */
  attempt(): Promise<string | undefined>;
}

export interface SessionOptions {
  readonly peers: readonly SessionPeer[];
  readonly certificates: Certificates;
  /** Whether a case is to be tried. */
  readonly wanted: (named: Named) => boolean;
  readonly progress: Progress;
}

/** Runs the cases of the peers that are here, one after the other. */
export async function runSessions({ peers, certificates, wanted, progress }: SessionOptions): Promise<Result[]> {
  const results: Result[] = [];
  for (const peer of peers) {
    if ((await peer.version()) === undefined) continue;
    for (const one of peer.cases(certificates).filter((one) => wanted({ ...one, topic }))) {
      const result: Result = 'reason' in one ? { ...one, topic, status: 'skipped' } : await runSessionCase(one);
      results.push(result);
      progress.result(result);
    }
  }
  return results;
}

async function runSessionCase({ client, server, variant, attempt }: SessionCase): Promise<Result> {
  const begin = performance.now();
  const reason = await within(deadline, attempt).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const result = { client, server, topic, variant, seconds: Math.round(performance.now() - begin) / 1000 };
  if (reason === undefined) return { ...result, status: 'ok' };
  return { ...result, status: 'failed', reason: reason.replace(/\s+/g, ' ').slice(0, 500) };
}

const topic = 'session';
const deadline = 30_000;
