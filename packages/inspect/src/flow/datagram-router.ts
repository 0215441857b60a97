/** Looks whether the datagrams of a flow are DTLS or QUIC, and hands them to a dissector. */

import type { Direction, FrameInfo } from '../model.ts';
import { type Flow, opposite } from './flow.ts';
import { isDtlsOrQuic } from './sniff.ts';

export class DatagramRouter {
  readonly #flow: Flow;
  #patience = mostDatagrams;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** One datagram. */
  data(way: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    const direction = this.#flow.isTurned ? opposite(way) : way;
    if (this.#flow.dissector === undefined && this.#patience-- > 0 && isDtlsOrQuic(bytes)) this.#flow.open();
    if (this.#flow.dissector === undefined) this.#flow.plain(direction, bytes, frame);
    else this.#flow.dissector.data(direction, bytes, frame);
  }

  /** The capture ends, or nothing was heard for long. */
  end(frame: FrameInfo): void {
    this.#flow.dissector?.end(0, 'capture', frame);
    this.#flow.dissector?.end(1, 'capture', frame);
  }
}

const mostDatagrams = 64;
