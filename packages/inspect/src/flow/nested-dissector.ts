/** TLS inside of TLS: what was decrypted may be another connection, as behind a proxy that is reached by TLS. RFC 9110 §9.3.6 */

import type {
  Connection,
  Direction,
  Dissected,
  Dissection,
  DissectionSink,
  FlowDissector,
  FrameInfo,
  TlsReport,
} from '../model.ts';
import { beginsWithHello } from './sniff.ts';

/** What one record held. */
interface Portion {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly frame: FrameInfo;
}

export class NestedDissector implements FlowDissector {
  readonly #outer: FlowDissector;
  readonly #sink: DissectionSink;
  readonly #makeInner: () => FlowDissector;
  #inner: FlowDissector | undefined;
  /** Decrypted records of the client that are looked at before we believe that there is nothing. */
  #patience: number;
  /** Told when the record is told that it came in. */
  #waiting: Portion[] = [];

  constructor(dissection: Dissection, connection: Connection, sink: DissectionSink, depth = 0) {
    this.#sink = sink;
    this.#patience = depth < mostDepth ? mostRecords : 0;
    const inside: Connection = { ...connection, startTls: 'TLS' };
    this.#makeInner = () => new NestedDissector(dissection, inside, sink, depth + 1);
    this.#outer = dissection.open(connection, {
      item: (item) => this.#item(item),
      plaintext: (direction, bytes, frame) => this.#plaintext({ direction, bytes, frame }),
    });
  }

  get clientRandoms(): readonly string[] {
    return [...this.#outer.clientRandoms, ...(this.#inner?.clientRandoms ?? [])];
  }

  data(direction: Direction, bytes: Uint8Array, frame: FrameInfo, source?: FrameInfo): void {
    this.#outer.data(direction, bytes, frame, source);
  }

  gap(direction: Direction, length: number, frame: FrameInfo): void {
    this.#outer.gap(direction, length, frame);
    // How much of the inner stream is missing, nobody knows.
    this.#inner?.gap(direction, 0, frame);
  }

  end(direction: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    this.#outer.end(direction, how, frame);
    this.#flush();
    this.#inner?.end(direction, how, frame);
  }

  finish(): TlsReport {
    return { ...this.#outer.finish(), inner: this.#inner?.finish() ?? null };
  }

  #item(item: Dissected): void {
    this.#sink.item(item);
    if (this.#waiting.length > 0) this.#flush();
  }

  #plaintext(portion: Portion): void {
    const { direction, bytes, frame } = portion;
    if (this.#inner === undefined && direction === 0 && this.#patience > 0) {
      this.#patience--;
      if (beginsWithHello(bytes)) this.#inner = this.#makeInner();
    }
    if (this.#inner === undefined) this.#sink.plaintext(direction, bytes, frame);
    else this.#waiting.push(portion);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { direction, bytes, frame } of waiting) this.#inner?.data(direction, bytes, frame);
  }
}

/** CONNECT, and what some protocols say before. */
const mostRecords = 8;
/** Connections one in another. */
const mostDepth = 3;
