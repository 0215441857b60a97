/** Compares what tshark and the inspector say of the same capture, packet by packet and stream by stream. */

import { type ConnectionReport, inspect, type TreeNode } from '@handfast/inspect';
import { compose } from 'handfast/crypto';
import { legacyProvider } from 'handfast/providers/legacy';
import { nodeProvider } from 'handfast/providers/node';
import { explained } from './differences.ts';
import type { Recording } from './recording.ts';
import { compareTrees } from './trees.ts';
import { type Fields, fieldsOf, plaintextsOf } from './tshark.ts';

/** What was compared, and what does not agree and has no explanation. */
export interface Comparison {
  readonly packets: number;
  readonly values: number;
  /** Lines of detail trees that both print. */
  readonly lines: number;
  /** How often each explanation was needed. */
  readonly explained: ReadonlyMap<string, number>;
  readonly disagreements: readonly string[];
  readonly reports: readonly ConnectionReport[];
}

const names = [
  'record.version',
  'record.length',
  'handshake.type',
  'handshake.length',
  'handshake.version',
  'handshake.random',
  'handshake.session_id',
  'handshake.ciphersuite',
  'handshake.extension.type',
  'handshake.extensions_server_name',
  'handshake.extensions_alpn_str',
  'handshake.extensions.supported_version',
  'handshake.comp_method',
  'handshake.extensions_supported_group',
  'handshake.extensions_key_share_group',
  'handshake.sig_hash_alg',
  'handshake.session_ticket_lifetime_hint',
  'extension.psk_ke_mode',
  'alert_message.level',
  'alert_message.desc',
].flatMap((name) => [`tls.${name}`, `dtls.${name}`]);

export async function compare(file: string, bytes: Uint8Array, recordings: readonly Recording[]): Promise<Comparison> {
  const ours = ownReading(bytes);
  const disagreements: string[] = [];
  const excuses = new Map<string, number>();
  let values = 0;
  const theirs = await fieldsOf(file, names);
  for (const [frame, row] of ours.fields) {
    const stream = ours.streams.get(frame);
    const title = titleOf(recordings, stream);
    const agreed = agreedOn(ours.reports, stream);
    for (const name of names) {
      const [mine, other] = [row[name] ?? [], theirs.get(frame)?.[name] ?? []];
      values += mine.length;
      if (mine.join() === other.join()) continue;
      const excuse = explained({ name, title, ours: mine, theirs: other, ...agreed });
      if (excuse !== undefined) excuses.set(excuse, (excuses.get(excuse) ?? 0) + 1);
      else disagreements.push(`${title}, packet ${frame}: ${name} is ${mine.join()}; tshark says ${other.join()}`);
    }
  }
  const streams = recordings.filter(({ carrier }) => carrier === 'stream');
  for (const [stream, theirText] of (await plaintextsOf(file, streams.length)).entries()) {
    const own = ours.plaintexts.get(`stream ${stream}`) ?? ['', ''];
    if (own.join() === theirText.join()) continue;
    // What we read is compared with what was said as well.
    const agreed = agreedOn(ours.reports, `stream ${stream}`);
    const isLess = theirText.every((said, side) => said === '' || said === own[side]);
    const difference = { name: 'plaintext', title: streams[stream]?.title ?? '', ours: own, theirs: [], ...agreed };
    const isUnread = isLess && explained(difference) !== undefined;
    if (!isUnread) disagreements.push(`${streams[stream]?.title}: the plaintexts differ`);
  }
  const trees = await compareTrees(file, ours.trees, (frame) => titleOf(recordings, ours.streams.get(frame)));
  for (const [reason, times] of trees.explained) excuses.set(reason, times);
  disagreements.push(...trees.disagreements);
  disagreements.push(...unsaid(recordings, ours.plaintexts), ...unproved(recordings, ours.reports));
  const lines = trees.agreed;
  return { packets: ours.fields.size, values, lines, explained: excuses, disagreements, reports: ours.reports };
}

function agreedOn(reports: readonly ConnectionReport[], stream: string | undefined) {
  const tls = reports.find((report) => streamOf(report) === stream)?.tls;
  return { version: tls?.version ?? '', suite: tls?.cipherSuite?.name ?? '' };
}

interface Reading {
  readonly fields: Fields;
  /** By packet. */
  readonly trees: ReadonlyMap<number, readonly TreeNode[]>;
  /** By packet: the connection, as `stream 3`. */
  readonly streams: ReadonlyMap<number, string>;
  /** By connection: what client and server said, in hexadecimal. */
  readonly plaintexts: ReadonlyMap<string, readonly [string, string]>;
  readonly reports: readonly ConnectionReport[];
}

function ownReading(bytes: Uint8Array): Reading {
  const fields = new Map<number, Record<string, string[]>>();
  const trees = new Map<number, readonly TreeNode[]>();
  const streams = new Map<number, string>();
  const plaintexts = new Map<string, [string, string]>();
  const { connections } = inspect(bytes, {
    provider: compose(nodeProvider, legacyProvider),
    packet({ frame, items, tcp, udp }) {
      if (items.length === 0) return;
      const flow = tcp?.flow ?? udp?.flow;
      trees.set(
        frame.number,
        items.map((item) => item.tree()),
      );
      streams.set(frame.number, `${flow?.carrier} ${flow?.stream}`);
      const row: Record<string, string[]> = {};
      for (const { fields: found } of items) {
        for (const [name, all] of Object.entries(found)) {
          row[name] = [...(row[name] ?? []), ...all.map(String)];
        }
      }
      fields.set(frame.number, row);
    },
    content({ direction, bytes: said, isDecrypted }, { carrier, stream }) {
      if (!isDecrypted) return;
      const own = plaintexts.get(`${carrier} ${stream}`) ?? ['', ''];
      own[direction] += Buffer.from(said).toString('hex');
      plaintexts.set(`${carrier} ${stream}`, own);
    },
  });
  return { fields, trees, streams, plaintexts, reports: connections };
}

/** What was said, and came back, but was not read. */
function unsaid(recordings: readonly Recording[], plaintexts: Reading['plaintexts']): string[] {
  return recordings.flatMap((recording) => {
    if (recording.said === undefined) return [];
    const wanted = Buffer.from(recording.said).toString('hex');
    const read = plaintexts.get(keyOf(recordings, recording)) ?? ['', ''];
    const missing = ['client', 'server'].filter((_, side) => !read[side]?.includes(wanted));
    return missing.map((who) => `${recording.title}: what the ${who} said was not read`);
  });
}

/** Records that stayed closed, and proofs that failed. */
function unproved(recordings: readonly Recording[], reports: readonly ConnectionReport[]): string[] {
  return reports.flatMap((report) => {
    const { tls } = report;
    const key = streamOf(report);
    const title = titleOf(recordings, key);
    const isWhole = recordings.find((one) => keyOf(recordings, one) === key)?.said !== undefined;
    const { failed = 0, withoutKey = 0 } = tls?.records ?? {};
    const closed = isWhole && failed + withoutKey > 0 ? [`${title}: ${failed + withoutKey} records stay closed`] : [];
    const wrong = (tls?.checks ?? []).filter(({ result }) => result === 'wrong').map(({ what }) => `${title}: ${what}`);
    return [...closed, ...wrong];
  });
}

const streamOf = ({ carrier, stream }: ConnectionReport): string =>
  `${carrier === 'tcp' ? 'stream' : 'datagram'} ${stream}`;

const keyOf = (recordings: readonly Recording[], { carrier, title: _, ...one }: Recording): string => {
  const same = recordings.filter((other) => other.carrier === carrier);
  return `${carrier} ${same.findIndex(({ portions }) => portions === one.portions)}`;
};

const titleOf = (recordings: readonly Recording[], key = ''): string =>
  recordings.find((one) => keyOf(recordings, one) === key)?.title ?? key;
