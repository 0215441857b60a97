/** Connections over TCP to record: cases of the matrix, spread evenly over all pairs of peers. */

import type { Case } from '../case.ts';
import { casesBetween } from '../cases/all.ts';
import type { Certificates } from '../certificates.ts';
import { findPeers } from '../matrix.ts';
import { type FoundPeer, Pair } from '../pair.ts';
import { gnutls } from '../peers/gnutls.ts';
import { handfast } from '../peers/handfast.ts';
import { openssl } from '../peers/openssl.ts';
import type { PeerNote } from '../progress.ts';
import { runCase } from '../run-case.ts';
import type { Portion, Recording } from './recording.ts';

/** Holds about so many conversations, two at a time. At least one side of each writes its secrets down. */
export async function recordStreams(
  count: number,
  certificates: Certificates,
  note: (peer: PeerNote) => void,
): Promise<Recording[]> {
  const found = await findPeers([handfast, openssl, gnutls], { peer: note, result: () => {} });
  try {
    const pairs = pairsOf(found.values(), certificates);
    const cases = [...new Set([...spread(pairs.map(possibleCases), count), ...(count < many ? [] : families(pairs))])];
    const recordings: (Recording | undefined)[] = cases.map(() => undefined);
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < cases.length) {
        const index = next++;
        recordings[index] = await record(cases[index] as Case);
      }
    };
    await Promise.all([work(), work()]);
    return recordings.filter((one) => one !== undefined).filter(({ portions }) => portions.length > 0);
  } finally {
    await Promise.all([...found.keys()].map((peer) => peer.close()));
  }
}

/** Every peer with every other and with itself, but for OpenSSL with OpenSSL, whose secrets nobody writes down. */
function pairsOf(peers: Iterable<FoundPeer>, certificates: Certificates): Pair[] {
  const all = [...peers];
  return all
    .flatMap((client) => all.map((server) => new Pair(client, server, certificates)))
    .filter(({ client, server }) => client.peer !== openssl || server.peer !== openssl);
}

/** Every suite in every version that we speak at all, with ourselves. */
const families = (pairs: readonly Pair[]): readonly Case[] =>
  pairs
    .filter(({ client, server }) => client.peer === handfast && server.peer === handfast)
    .flatMap(possibleCases)
    .filter(({ serverOptions: { suites } }) => suites !== undefined);

/** From so many on a run is meant to be thorough. */
const many = 200;

const possibleCases = (pair: Pair): readonly Case[] =>
  casesBetween(pair).filter((one): one is Case => !('reason' in one));

/** Takes about as many of each list, from all over it. */
function spread(lists: readonly (readonly Case[])[], count: number): Case[] {
  const each = Math.ceil(count / Math.max(1, lists.length));
  return lists.flatMap((list) => {
    const step = Math.max(1, list.length / each);
    return Array.from({ length: Math.min(each, list.length) }, (_, i) => list[Math.floor(i * step)] as Case);
  });
}

async function record({ excuse: _, ...tried }: Case): Promise<Recording> {
  const portions: Portion[] = [];
  const { status } = await runCase({
    ...tried,
    record: (_connection, direction, bytes) => portions.push({ direction, bytes: new Uint8Array(bytes) }),
  });
  const { client, server, topic, variant, clientOptions, expected } = tried;
  const title = `${client.name} → ${server.name}: ${topic}, ${variant}`;
  const isSaid = status === 'ok' && expected.outcome === 'done';
  return { title, carrier: 'stream', portions, ...(isSaid && { said: `${clientOptions.line}\n` }) };
}
