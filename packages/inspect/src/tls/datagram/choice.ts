/** DTLS or QUIC: the first datagram tells. */

import type { Connection, Direction, DissectionSink, FlowDissector, FrameInfo, TlsReport } from '../../model.ts';
import { QuicDissector } from '../quic/dissector.ts';
import { isInitial } from '../quic/packet.ts';
import type { Shared } from '../shared.ts';
import { DatagramDissector } from './dissector.ts';

export class DatagramChoice implements FlowDissector {
  readonly #make: (isQuic: boolean) => FlowDissector;
  #chosen: FlowDissector | undefined;

  constructor(connection: Connection, sink: DissectionSink, shared: Shared) {
    this.#make = (isQuic) =>
      isQuic ? new QuicDissector(connection, sink, shared) : new DatagramDissector(connection, sink, shared);
  }

  get clientRandoms(): readonly string[] {
    return this.#chosen?.clientRandoms ?? [];
  }

  data(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    this.#chosen ??= this.#make(isInitial(bytes));
    this.#chosen.data(direction, bytes, frame);
  }

  gap(direction: Direction, length: number, frame: FrameInfo): void {
    this.#chosen?.gap(direction, length, frame);
  }

  end(direction: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    this.#chosen?.end(direction, how, frame);
  }

  finish(): TlsReport {
    this.#chosen ??= this.#make(false);
    return this.#chosen.finish();
  }
}
