/** Captures with the secrets inside: whatever the file holds, there is a report, rows and trees, or a CaptureError. */

import { concat } from '../../../handfast/src/base/bytes.ts';
import { CaptureError } from '../../../inspect/src/capture/capture-error.ts';
import { syntheticLinkType, tcpPacket, udpPacket } from '../../../inspect/src/capture/synthetic.ts';
import { CaptureWriter } from '../../../inspect/src/capture/writer.ts';
import { inspect } from '../../../inspect/src/inspect.ts';
import { layersOf } from '../../../inspect/src/list/layers.ts';
import type { Packet } from '../../../inspect/src/list/packet.ts';
import { rowOf } from '../../../inspect/src/list/row.ts';
import type { TreeNode } from '../../../inspect/src/model.ts';
import { tcpFlags } from '../../../inspect/src/network/tcp-segment.ts';
import { byteMap } from '../../../inspect/src/tls/tree/byte-map.ts';
import type { Target } from '../target.ts';
import { claim } from './claims.ts';
import { type Conversation, conversations } from './flows/conversations.ts';
import { trust } from './flows/fixtures.ts';
import { datagramVersions, versions } from './flows/variants.ts';
import { toyProvider } from './toy-provider.ts';

const client = { address: '192.0.2.1', port: 50_000 };
const server = { address: '192.0.2.2', port: 443 };

/** All hellos of toy clients have this random, and any secret opens what they sent. */
const random = '52'.repeat(32);
const secretOf = (label: string): string => '42'.repeat(label === 'CLIENT_RANDOM' ? 48 : 32);
const keyLog = [
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
]
  .map((label) => `${label} ${random} ${secretOf(label)}\n`)
  .join('');

/** Records up to TLS 1.2 have hashes inside, which must fit whatever was changed. */
const provider = {
  ...toyProvider,
  hash: (name: Parameters<typeof toyProvider.hash>[0]) => toyProvider.hash(name).fixed(),
};

export const captureTarget: Target = {
  reaches: ['inspect/'],
  seeds: () => [
    ...versions.flatMap((version) => conversations(version).slice(0, 3).map(streamOf)),
    ...datagramVersions.flatMap((version) => conversations(version).slice(0, 2).map(datagramsOf)),
  ],
  longest: 8000,
  run(input) {
    try {
      const { packets, bytes } = inspect(input, { provider, secrets: { keyLog }, anchors: trust, packet: look });
      claim(packets >= 0 && bytes >= 0, 'a report without numbers');
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  },
};

/** Everything that a list with details asks of a packet. */
function look(packet: Packet): void {
  claim(rowOf(packet).number > 0, 'a row without a number');
  for (const layer of layersOf(packet)) claim(linesIn(layer) > 0, 'a layer without a line');
  for (const item of packet.items) {
    claim(Object.keys(item.fields).length > 0, 'an item that no filter finds');
    byteMap(item.tree());
  }
}

const linesIn = ({ children = [] }: TreeNode): number => children.reduce((sum, child) => sum + linesIn(child), 1);

type Bytes = readonly Uint8Array[];

/** Each portion in a segment, the two sides in turns, as they spoke. */
function streamOf(conversation: Conversation): Uint8Array {
  const next: [number, number] = [1, 1];
  return captureOf(
    inTurns(conversation, (payload, isFromClient) => {
      const [from, to] = isFromClient ? [client, server] : [server, client];
      const [own, other] = isFromClient ? ([0, 1] as const) : ([1, 0] as const);
      const [sequence, acknowledgment] = [next[own], next[other]];
      next[own] += payload.length;
      return tcpPacket({ from, to, sequence, acknowledgment, flags: tcpFlags.ack, payload });
    }),
  );
}

const datagramsOf = (conversation: Conversation): Uint8Array =>
  captureOf(
    inTurns(conversation, (payload, isFromClient) =>
      isFromClient ? udpPacket(client, server, payload) : udpPacket(server, client, payload),
    ),
  );

function inTurns(
  { portionsToServer, portionsToClient }: Conversation,
  packet: (payload: Uint8Array, isFromClient: boolean) => Uint8Array,
): Bytes {
  const turns = Math.max(portionsToServer.length, portionsToClient.length);
  return Array.from({ length: turns }, (_, turn) => [
    ...[portionsToServer[turn]].filter((one) => one !== undefined).map((payload) => packet(payload, true)),
    ...[portionsToClient[turn]].filter((one) => one !== undefined).map((payload) => packet(payload, false)),
  ]).flat();
}

function captureOf(packets: Bytes): Uint8Array {
  const writer = new CaptureWriter();
  const facts = { seconds: 0, linkType: syntheticLinkType };
  return concat(
    writer.header(),
    writer.keyLog(keyLog),
    ...packets.map((bytes, nanoseconds) =>
      writer.packet({ ...facts, nanoseconds, bytes, originalLength: bytes.length }),
    ),
  );
}
