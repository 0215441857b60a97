/** What every flow has in common: who talks, what was counted, and the dissector once TLS was recognised. */

import type { RecordMap } from '../export/record-map.ts';
import type {
  Connection,
  Direction,
  Dissected,
  Dissection,
  DissectionSink,
  Endpoint,
  FlowDissector,
  FrameInfo,
  TlsReport,
} from '../model.ts';
import { NestedDissector } from './nested-dissector.ts';

/** Hears what happens in flows. */
export interface FlowSink {
  item(flow: Flow, item: Dissected): void;
  /** What the application said: decrypted, or in the clear before or without TLS. */
  content(flow: Flow, content: Content): void;
}

export interface Content {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly frame: FrameInfo;
  readonly isDecrypted: boolean;
}

/** A connection with its dissector. Directions are those of the connection: 0 comes from the client. */
export class Flow {
  readonly stream: number;
  readonly carrier: 'stream' | 'datagram';
  readonly startsInTheMiddle: boolean;
  /** Who opened the connection, then the other; turned round if it is the other who says ClientHello. */
  endpoints: readonly [Endpoint, Endpoint];
  startTls: string | undefined;
  /** Which bytes may be shown to strangers, for each direction by who opened the connection; only if asked for. */
  recordMaps: readonly [RecordMap, RecordMap] | undefined;
  /** Whether the client is not who opened the connection. */
  isTurned = false;
  readonly #dissection: Dissection;
  readonly #sink: FlowSink;
  #dissector: FlowDissector | undefined;

  constructor(
    facts: Pick<Connection, 'stream' | 'carrier' | 'startsInTheMiddle' | 'endpoints'>,
    dissection: Dissection,
    sink: FlowSink,
  ) {
    this.stream = facts.stream;
    this.carrier = facts.carrier;
    this.startsInTheMiddle = facts.startsInTheMiddle;
    this.endpoints = facts.endpoints;
    this.#dissection = dissection;
    this.#sink = sink;
  }

  get dissector(): FlowDissector | undefined {
    return this.#dissector;
  }

  /** The client is the other one. */
  turn(): void {
    const [first, second] = this.endpoints;
    this.endpoints = [second, first];
    this.isTurned = !this.isTurned;
  }

  /** TLS was recognised: what follows goes to a dissector. */
  open(startTls?: string): FlowDissector {
    this.startTls = startTls;
    const { stream, carrier, startsInTheMiddle, endpoints } = this;
    const connection: Connection = { stream, carrier, startsInTheMiddle, endpoints, startTls };
    const sink: DissectionSink = {
      item: (item) => this.#sink.item(this, item),
      plaintext: (direction, bytes, frame) => this.#sink.content(this, { direction, bytes, frame, isDecrypted: true }),
    };
    this.#dissector =
      carrier === 'stream'
        ? new NestedDissector(this.#dissection, connection, sink)
        : this.#dissection.open(connection, sink);
    return this.#dissector;
  }

  /** Content that nobody protected. */
  plain(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    this.#sink.content(this, { direction, bytes, frame, isDecrypted: false });
  }

  /** Lets go of the dissector and of all that it keeps. */
  release(): void {
    this.#dissector = undefined;
  }

  /** What the dissector has to say in the end; `null` when there was nothing to dissect. */
  finish(): TlsReport | null {
    return this.#dissector?.finish() ?? null;
  }
}

/** The other direction. */
export const opposite = (direction: Direction): Direction => (direction === 0 ? 1 : 0);
