/** From UDP datagrams to flows, dissected and counted. */

import type { Dissection, FrameInfo } from '../model.ts';
import type { IpPacket } from '../network/ip-packet.ts';
import { Traffic } from '../network/traffic.ts';
import type { UdpDatagram } from '../network/udp-datagram.ts';
import { DatagramRouter } from './datagram-router.ts';
import { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';
import type { TrackerSink } from './tcp-tracker.ts';

/** A datagram with the flow it belongs to. */
export interface TrackedDatagram {
  readonly flow: Flow;
  readonly datagram: UdpDatagram;
}

export class UdpTracker {
  readonly #dissection: Dissection;
  readonly #sink: TrackerSink;
  readonly #table: FlowTable<Tracked>;
  #streams = 0;
  #nextSweep = 0;
  #frame: FrameInfo = { number: 0, time: 0 };

  constructor(dissection: Dissection, sink: TrackerSink) {
    this.#dissection = dissection;
    this.#sink = sink;
    this.#table = new FlowTable(mostFlows, (tracked) => this.#close(tracked));
  }

  take({ source, destination, missing }: IpPacket, datagram: UdpDatagram, frame: FrameInfo): TrackedDatagram {
    this.#frame = frame;
    if (frame.time >= this.#nextSweep) this.#sweep(frame.time);
    const { sourcePort, destinationPort, payload } = datagram;
    const place = [source, sourcePort, destination, destinationPort] as const;
    const found = this.#table.find(...place);
    const tracked = found?.entry ?? this.#track(...place, frame);
    const direction = found?.direction ?? 0;
    if (found === undefined) this.#table.add(...place, tracked);
    tracked.lastSeen = frame.number;
    tracked.traffic.packet(direction, frame);
    tracked.traffic.bytes[direction] += payload.length;
    if (missing > 0) tracked.traffic.gap(direction, missing, frame);
    tracked.router.data(direction, payload, frame);
    return { flow: tracked.flow, datagram };
  }

  /** The capture ends. */
  finish(): void {
    for (const tracked of this.#table.entries()) this.#close(tracked);
  }

  /** Nothing tells the end of a flow but silence. */
  #sweep(time: number): void {
    this.#nextSweep = time + mostSilence / 10;
    for (const tracked of this.#table.entries()) {
      if (time - tracked.traffic.end > mostSilence) this.#table.remove(tracked);
    }
  }

  #track(address: string, port: number, toAddress: string, toPort: number, frame: FrameInfo): Tracked {
    const flow = new Flow(
      {
        stream: this.#streams++,
        carrier: 'datagram',
        startsInTheMiddle: false,
        endpoints: [
          { address, port },
          { address: toAddress, port: toPort },
        ],
      },
      this.#dissection,
      this.#sink,
    );
    return { flow, router: new DatagramRouter(flow), traffic: new Traffic(frame), lastSeen: frame.number };
  }

  #close({ flow, router, traffic }: Tracked): void {
    router.end(this.#frame);
    this.#sink.over(flow, traffic);
  }
}

interface Tracked {
  readonly flow: Flow;
  readonly router: DatagramRouter;
  readonly traffic: Traffic;
  lastSeen: number;
}

const mostFlows = 65_536;
/** Seconds, as devices on the way remember flows. RFC 4787 §4.3 */
const mostSilence = 300;
