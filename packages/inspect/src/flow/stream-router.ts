/** Looks where in a stream TLS begins, and hands what follows to a dissector. */

import { concat } from '../concat.ts';
import type { RecordMap } from '../export/record-map.ts';
import type { Direction, FlowConsumer, FrameInfo } from '../model.ts';
import { recordIn } from '../record-header.ts';
import { directStart } from '../starttls/direct-starts.ts';
import { Prelude } from '../starttls/prelude.ts';
import { type Flow, opposite } from './flow.ts';
import { beginsWithHello, mayBecomeHello } from './sniff.ts';

/** Between the reassembly and the dissector of one TCP connection. */
export class StreamRouter implements FlowConsumer {
  readonly #flow: Flow;
  #prelude = new Prelude();
  /** Which directions have reached their first record. */
  readonly #isAligned: [boolean, boolean] = [false, false];
  /** A few bytes that may be the beginning of a hello. */
  readonly #held: [Uint8Array, Uint8Array] = [nothing, nothing];
  /** Chunks that may still be looked at before we believe that there is no TLS. */
  #patience = mostChunks;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  data(way: Direction, bytes: Uint8Array, frame: FrameInfo, source?: FrameInfo): void {
    const direction = this.#turned(way);
    const dissector = this.#flow.dissector;
    if (dissector !== undefined && this.#isAligned[direction]) {
      this.#map(direction)?.feed(bytes);
      dissector.data(direction, bytes, frame, source);
    } else if (this.#patience > 0) this.#look(direction, bytes, frame);
    else this.#plain(direction, bytes, frame);
  }

  gap(way: Direction, length: number, frame: FrameInfo): void {
    const direction = this.#turned(way);
    this.#map(direction)?.skip(length);
    if (this.#isAligned[direction]) this.#flow.dissector?.gap(direction, length, frame);
  }

  end(way: Direction, how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    const direction = this.#turned(way);
    const held = this.#held[direction];
    this.#held[direction] = nothing;
    if (held.length > 0) this.#plain(direction, held, frame);
    this.#prelude = new Prelude();
    this.#flow.dissector?.end(direction, how, frame);
  }

  #turned(way: Direction): Direction {
    return this.#flow.isTurned ? opposite(way) : way;
  }

  #map(direction: Direction): RecordMap | undefined {
    return this.#flow.recordMaps?.[this.#turned(direction)];
  }

  #plain(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    this.#map(direction)?.skip(bytes.length);
    this.#flow.plain(direction, bytes, frame);
  }

  #begin(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    this.#map(direction)?.align();
    this.#map(direction)?.feed(bytes);
    this.#flow.dissector?.data(direction, bytes, frame);
  }

  #look(direction: Direction, bytes: Uint8Array, frame: FrameInfo): void {
    this.#patience--;
    const held = this.#held[direction];
    const chunk = held.length === 0 ? bytes : concat(held, bytes);
    this.#held[direction] = nothing;
    if (this.#flow.dissector === undefined && beginsWithHello(chunk)) return this.#helloFrom(direction, chunk, frame);
    const start = this.#flow.startsInTheMiddle ? recordIn(chunk) : -1;
    if (start >= 0) return this.#recordFrom(direction, chunk, start, frame);
    if (this.#flow.dissector === undefined && mayBecomeHello(chunk)) {
      this.#held[direction] = chunk.slice();
      return;
    }
    this.#speaks(direction, chunk, frame);
  }

  /** Whoever says hello is the client, whatever was believed before. */
  #helloFrom(direction: Direction, chunk: Uint8Array, frame: FrameInfo): void {
    // Directions are turned with the flow; the prelude was heard before.
    if (direction === 1) this.#flow.turn();
    this.#startAt(this.#prelude.agreed, chunk, frame);
  }

  /** What stands before it is the end of another record. */
  #recordFrom(direction: Direction, chunk: Uint8Array, start: number, frame: FrameInfo): void {
    if (this.#flow.dissector === undefined) this.#flow.open();
    this.#isAligned[direction] = true;
    this.#map(direction)?.skip(start);
    this.#begin(direction, chunk.subarray(start), frame);
  }

  /** Something else than TLS, before or without it. */
  #speaks(direction: Direction, chunk: Uint8Array, frame: FrameInfo): void {
    const start = direction === 0 ? directStart(chunk, asText(chunk)) : undefined;
    if (start !== undefined && this.#flow.dissector === undefined) {
      this.#plain(direction, chunk.subarray(0, start.length), frame);
      const rest = chunk.subarray(start.length);
      if (rest.length === 0 || beginsWithHello(rest)) return this.#startAt(start.name, rest, frame);
      return;
    }
    this.#prelude.hear(direction, chunk);
    this.#plain(direction, chunk, frame);
  }

  #startAt(name: string | undefined, rest: Uint8Array, frame: FrameInfo): void {
    this.#flow.open(name);
    this.#isAligned[0] = true;
    this.#isAligned[1] = true;
    this.#map(1)?.align();
    this.#begin(0, rest, frame);
  }
}

const asText = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 128));

const nothing = new Uint8Array();
/** Enough for long greetings and negotiations before STARTTLS. */
const mostChunks = 256;
