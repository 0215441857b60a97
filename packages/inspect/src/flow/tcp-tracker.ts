/** From TCP segments to connections, dissected and counted. */

import { RecordMap } from '../export/record-map.ts';
import type { Direction, Dissection, FlowConsumer, FrameInfo } from '../model.ts';
import type { IpPacket } from '../network/ip-packet.ts';
import type { WaitingRoom } from '../network/reassembly.ts';
import { type SegmentFacts, TcpConversation } from '../network/tcp-conversation.ts';
import { type TcpSegment, tcpFlags } from '../network/tcp-segment.ts';
import { Traffic } from '../network/traffic.ts';
import { Flow, type FlowSink } from './flow.ts';
import { FlowTable } from './flow-table.ts';
import { StreamRouter } from './stream-router.ts';

/** Hears in addition when a connection is over. */
export interface TrackerSink extends FlowSink {
  over(flow: Flow, traffic: Traffic): void;
}

/** A segment with the connection it belongs to. */
export interface TrackedSegment {
  readonly facts: SegmentFacts;
  readonly flow: Flow;
  readonly segment: TcpSegment;
  /** 0 when it comes from who opened the connection. */
  readonly way: Direction;
}

export class TcpTracker {
  readonly #dissection: Dissection;
  readonly #sink: TrackerSink;
  readonly #table: FlowTable<Tracked>;
  readonly #room: WaitingRoom = { free: mostWaiting };
  readonly #mapsRecords: boolean;
  #streams = 0;
  #frame: FrameInfo = { number: 0, time: 0 };

  constructor(dissection: Dissection, sink: TrackerSink, mapsRecords = false) {
    this.#mapsRecords = mapsRecords;
    this.#dissection = dissection;
    this.#sink = sink;
    this.#table = new FlowTable(mostConnections, (tracked) => this.#close(tracked, this.#frame));
  }

  take(packet: IpPacket, segment: TcpSegment, frame: FrameInfo): TrackedSegment {
    this.#frame = frame;
    const { tracked, direction, isReused } = this.#find(packet, segment, frame);
    tracked.lastSeen = frame.number;
    tracked.traffic.packet(direction, frame);
    if ((segment.flags & tcpFlags.rst) !== 0) tracked.traffic.ended ??= 'rst';
    const facts = tracked.conversation.take(direction, segment, packet.missing, frame);
    // The last packet of a connection confirms the last FIN.
    if (tracked.conversation.isOver && (segment.flags & tcpFlags.fin) === 0) this.#close(tracked, frame);
    const known = isReused ? { ...facts, remarks: ['TCP Port numbers reused', ...facts.remarks] } : facts;
    return { facts: known, segment, way: direction, flow: tracked.flow };
  }

  /** The capture ends. */
  finish(): void {
    for (const tracked of this.#table.entries()) this.#close(tracked, this.#frame);
  }

  #find(packet: IpPacket, segment: TcpSegment, frame: FrameInfo) {
    const { source, destination } = packet;
    const { sourcePort, destinationPort } = segment;
    const found = this.#table.find(source, sourcePort, destination, destinationPort);
    if (found !== undefined && !found.entry.conversation.isAnother(found.direction, segment)) {
      return { tracked: found.entry, direction: found.direction, isReused: false };
    }
    const isFromServer = found === undefined && comesFromServer(segment);
    const tracked = this.#track(packet, segment, isFromServer, frame);
    const there = [source, sourcePort, destination, destinationPort] as const;
    const back = [destination, destinationPort, source, sourcePort] as const;
    this.#table.add(...(isFromServer ? back : there), tracked);
    return { tracked, direction: isFromServer ? (1 as const) : (0 as const), isReused: found !== undefined };
  }

  #track(packet: IpPacket, segment: TcpSegment, isFromServer: boolean, frame: FrameInfo): Tracked {
    const from = { address: packet.source, port: segment.sourcePort };
    const to = { address: packet.destination, port: segment.destinationPort };
    const flow = new Flow(
      {
        stream: this.#streams++,
        carrier: 'stream',
        startsInTheMiddle: (segment.flags & tcpFlags.syn) === 0,
        endpoints: isFromServer ? [to, from] : [from, to],
      },
      this.#dissection,
      this.#sink,
    );
    if (this.#mapsRecords) flow.recordMaps = [new RecordMap(), new RecordMap()];
    const traffic = new Traffic(frame);
    const conversation = new TcpConversation(counted(new StreamRouter(flow), traffic), this.#room);
    return { flow, traffic, conversation, lastSeen: frame.number, isClosed: false };
  }

  #close(tracked: Tracked, frame: FrameInfo): void {
    if (tracked.isClosed) return;
    tracked.isClosed = true;
    tracked.conversation.finish('capture', frame);
    this.#sink.over(tracked.flow, tracked.traffic);
    this.#table.close(tracked);
  }
}

interface Tracked {
  readonly flow: Flow;
  readonly traffic: Traffic;
  readonly conversation: TcpConversation;
  lastSeen: number;
  /** Its report was made; a few packets may still follow. */
  isClosed: boolean;
}

/** Without the SYN of the client: the SYN of the server, or the lower of the ports, tells. */
function comesFromServer({ flags, sourcePort, destinationPort }: TcpSegment): boolean {
  const isSyn = (flags & tcpFlags.syn) !== 0;
  if (isSyn) return (flags & tcpFlags.ack) !== 0;
  return sourcePort < destinationPort && (sourcePort < 1024 || destinationPort >= firstEphemeral);
}

/** Where systems begin to number the ports of clients: Linux; others begin higher. */
const firstEphemeral = 32_768;

/** The same consumer, while bytes and holes are counted. */
function counted(router: FlowConsumer, traffic: Traffic): FlowConsumer {
  return {
    data(direction, bytes, frame, source) {
      traffic.bytes[direction] += bytes.length;
      router.data(direction, bytes, frame, source);
    },
    gap(direction, length, frame) {
      traffic.gap(direction, length, frame);
      router.gap(direction, length, frame);
    },
    end(direction, how, frame) {
      if (how === 'fin') traffic.ended ??= 'fin';
      router.end(direction, how, frame);
    },
  };
}

/** Connections that may be open at the same time. */
const mostConnections = 65_536;
/** Bytes of all connections together that may wait for earlier ones. */
const mostWaiting = 64 * 1024 * 1024;
