/** A capture from its first byte to its report: packets, connections, and what was found in them. */

import { CaptureError } from './capture/capture-error.ts';
import type { CapturedPacket } from './capture/captured-packet.ts';
import { CaptureReader } from './capture/reader.ts';
import { type Filter, filterOf } from './filter/filter.ts';
import type { Content, Flow } from './flow/flow.ts';
import { reportOf } from './flow/report.ts';
import { TcpTracker } from './flow/tcp-tracker.ts';
import { UdpTracker } from './flow/udp-tracker.ts';
import type { Packet } from './list/packet.ts';
import type { ConnectionReport, Dissected, Dissection, DissectionOptions, FrameInfo } from './model.ts';
import { FragmentTable } from './network/fragments.ts';
import { type IpPacket, ipProtocols } from './network/ip-packet.ts';
import { parseIpv4 } from './network/ipv4.ts';
import { parseIpv6 } from './network/ipv6.ts';
import { etherTypes, linkPayload } from './network/link.ts';
import { parseTcp } from './network/tcp-segment.ts';
import type { Traffic } from './network/traffic.ts';
import { parseUdp } from './network/udp-datagram.ts';
import { createDissection } from './tls/dissection.ts';

export interface InspectionOptions extends DissectionOptions {
  /** Which packets, and connections that have such packets, are told. Throws `FilterError` when it makes no sense. */
  readonly filter?: string;
  /** Whether packets will be given to strangers, so that `CaptureExport` must know what to take out. */
  readonly redacts?: boolean;
  /** Whether connections are reported; if not, everything is faster. True when absent. */
  readonly reports?: boolean;
  /** Hears of every packet, in order. It is valid during the call. */
  packet?(packet: Packet): void;
  /** Hears of every connection as soon as it is over; then the report does not list them. */
  connection?(report: ConnectionReport): void;
  /** Hears what applications said, decrypted or never protected. */
  content?(content: Content, flow: Flow): void;
  /** Hears of secrets that are stored in the capture. */
  keyLog?(text: string): void;
}

/** What there is to say about a capture. */
export interface Report {
  /** Packets read, and bytes that they had on the wire. */
  readonly packets: number;
  readonly bytes: number;
  /** By carrier and number, unless each was told when it was over. */
  readonly connections: readonly ConnectionReport[];
  /** What is wrong with the file; the rest of it was not read. */
  readonly problem: { readonly message: string; readonly offset: number; readonly isCutOff: boolean } | null;
}

/** The report of a whole capture. Throws `CaptureError` when the bytes are none, `FilterError` for the filter. */
export function inspect(bytes: Uint8Array, options: InspectionOptions = {}): Report {
  const inspection = new Inspection(options);
  inspection.push(bytes);
  return inspection.end();
}

/** Inspects a capture that comes in chunks of any size. */
export class Inspection {
  readonly #options: InspectionOptions;
  readonly #filter: Filter | undefined;
  readonly #dissection: Dissection;
  readonly #reader: CaptureReader;
  readonly #fragments = new FragmentTable();
  readonly #tcp: TcpTracker;
  readonly #udp: UdpTracker;
  readonly #connections: ConnectionReport[] = [];
  /** Connections that have a packet which the filter wants. */
  readonly #wanted = new WeakSet<Flow>();
  #items: Dissected[] = [];
  #packets = 0;
  #bytes = 0;
  #first: CapturedPacket | undefined;
  /** Connections that ended with the packet that is looked at. */
  #over: { readonly flow: Flow; readonly traffic: Traffic }[] = [];
  #problem: CaptureError | undefined;

  constructor(options: InspectionOptions = {}) {
    this.#options = options;
    this.#filter = options.filter?.trim() ? filterOf(options.filter) : undefined;
    this.#dissection = createDissection(options);
    this.#reader = new CaptureReader({
      packet: (packet) => this.#take(packet),
      keyLog: (text) => {
        this.#dissection.addKeyLog(text);
        options.keyLog?.(text);
      },
    });
    const sink = {
      item: (_flow: Flow, item: Dissected) => this.#items.push(item),
      content: (flow: Flow, content: Content) => options.content?.(content, flow),
      over: (flow: Flow, traffic: Traffic) => this.#over.push({ flow, traffic }),
    };
    this.#tcp = new TcpTracker(this.#dissection, sink, options.redacts);
    this.#udp = new UdpTracker(this.#dissection, sink);
  }

  /** Reads on. The chunk must not be changed any more. Throws `CaptureError` when this is no capture at all. */
  push(chunk: Uint8Array): void {
    if (this.#problem === undefined) this.#guarded(() => this.#reader.push(chunk));
  }

  /** The capture ends here. */
  end(): Report {
    if (this.#problem === undefined) this.#guarded(() => this.#reader.end());
    this.#tcp.finish();
    this.#udp.finish();
    this.#tellOver();
    const order = (report: ConnectionReport) => `${report.carrier} ${String(report.stream).padStart(10, '0')}`;
    const problem = this.#problem;
    return {
      packets: this.#packets,
      bytes: this.#bytes,
      connections: this.#connections.sort((left, right) => (order(left) < order(right) ? -1 : 1)),
      problem: problem ? { message: problem.message, offset: problem.offset, isCutOff: problem.isCutOff } : null,
    };
  }

  /** Damage behind the first packet leaves a partial result. */
  #guarded(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof CaptureError) || this.#packets === 0) throw error;
      this.#problem = error;
    }
  }

  #take(captured: CapturedPacket): void {
    this.#first ??= captured;
    this.#packets++;
    this.#bytes += captured.originalLength;
    if (this.#items.length > 0) this.#items = [];
    const packet = this.#dissect(captured, {
      number: this.#packets,
      time: captured.seconds + captured.nanoseconds / 1e9,
    });
    if (this.#filter === undefined || this.#filter(packet)) {
      const flow = packet.tcp?.flow ?? packet.udp?.flow;
      if (flow !== undefined && this.#filter !== undefined) this.#wanted.add(flow);
      this.#options.packet?.(packet);
    }
    if (this.#over.length > 0) this.#tellOver();
  }

  #dissect(captured: CapturedPacket, frame: FrameInfo): Packet {
    const link = linkPayload(captured.linkType, captured.bytes);
    const ip = link === undefined ? undefined : ipIn(link.etherType, link.payload);
    const whole = ip === undefined ? undefined : this.#fragments.join(ip);
    const tcp = whole?.protocol === ipProtocols.tcp ? parseTcp(whole.payload) : undefined;
    const udp = whole?.protocol === ipProtocols.udp ? parseUdp(whole.payload) : undefined;
    return {
      frame,
      relativeTime: secondsBetween(this.#first ?? captured, captured),
      captured,
      link,
      ip: whole ?? ip,
      tcp: whole !== undefined && tcp !== undefined ? this.#tcp.take(whole, tcp, frame) : undefined,
      udp: whole !== undefined && udp !== undefined ? this.#udp.take(whole, udp, frame) : undefined,
      items: this.#items,
    };
  }

  /** Whether the filter wants a connection is known after its last packet. */
  #tellOver(): void {
    const { connection = (report) => this.#connections.push(report), reports = true } = this.#options;
    for (const { flow, traffic } of this.#over) {
      if (reports && (this.#filter === undefined || this.#wanted.has(flow))) connection(reportOf(flow, traffic));
      flow.release();
    }
    this.#over = [];
  }
}

const secondsBetween = (from: CapturedPacket, to: CapturedPacket): number =>
  to.seconds - from.seconds + (to.nanoseconds - from.nanoseconds) / 1e9;

function ipIn(etherType: number, payload: Uint8Array): IpPacket | undefined {
  if (etherType === etherTypes.ipv4) return parseIpv4(payload);
  return etherType === etherTypes.ipv6 ? parseIpv6(payload) : undefined;
}
