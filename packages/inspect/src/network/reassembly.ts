/** One direction of a TCP connection put in order: retransmissions left out, holes waited for and then named. */

import type { Direction, FlowConsumer, FrameInfo } from '../model.ts';

/** Memory for bytes that came too early, shared by all connections. */
export interface WaitingRoom {
  /** Bytes that may still be kept. */
  free: number;
}

/** What a segment was, for the packet list. */
export type Arrival = 'next' | 'retransmission' | 'early' | 'filler' | 'empty';

/** Puts segments in order and tells the consumer. Sequence numbers wrap around; offsets in here do not. */
export class StreamReassembler {
  readonly #direction: Direction;
  readonly #consumer: FlowConsumer;
  readonly #room: WaitingRoom;
  /** Sequence number of offset 0. */
  #base: number | undefined;
  #next = 0;
  #waiting: Waiting[] = [];
  #kept = 0;
  #finAt: number | undefined;
  #hasEnded = false;

  constructor(direction: Direction, consumer: FlowConsumer, room: WaitingRoom) {
    this.#direction = direction;
    this.#consumer = consumer;
    this.#room = room;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The offset of the byte that comes next. */
  get expected(): number {
    return this.#next;
  }

  /** Whether bytes wait for others that have not come. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** The time of the packet that waits at the front. */
  get waitingSince(): number {
    return this.#waiting[0]?.frame.time ?? Number.POSITIVE_INFINITY;
  }

  /** How many segments wait. */
  get waitingSegments(): number {
    return this.#waiting.length;
  }

  /** The first byte of the stream has this sequence number. Only the first call counts. */
  begin(sequence: number): void {
    this.#base ??= sequence;
  }

  /** Where a sequence number lies in the stream: the offset nearest to what comes next. */
  offsetOf(sequence: number): number {
    const base = this.#base ?? sequence;
    return this.#next + ((sequence - base - this.#next) | 0);
  }

  /** Takes the bytes at a sequence number, `missing` more of which were on the wire but not captured. */
  segment(sequence: number, bytes: Uint8Array, missing: number, frame: FrameInfo): Arrival {
    this.begin(sequence);
    const length = bytes.length + missing;
    if (length === 0 || this.#hasEnded) return 'empty';
    const offset = this.offsetOf(sequence);
    if (offset + length <= this.#next) return 'retransmission';
    if (offset > this.#next) return this.#keep({ offset, bytes, missing, frame }, frame);
    const wasWaiting = this.isWaiting;
    this.#deliver({ offset, bytes, missing, frame }, frame);
    this.#drain(frame);
    return wasWaiting ? 'filler' : 'next';
  }

  /** The sender said that the stream ends at this sequence number. */
  fin(sequence: number, frame: FrameInfo): void {
    this.begin(sequence);
    this.#finAt ??= Math.max(this.#next, this.offsetOf(sequence));
    this.#drain(frame);
  }

  /** Names the first hole and goes on behind it. */
  giveUp(frame: FrameInfo): void {
    const first = this.#waiting[0];
    if (first === undefined) return;
    this.#gap(first.offset - this.#next, frame);
    this.#drain(frame);
  }

  /** No more comes: names all holes that are left. */
  end(how: 'fin' | 'rst' | 'capture', frame: FrameInfo): void {
    while (this.isWaiting) this.giveUp(frame);
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#consumer.end(this.#direction, how, frame);
  }

  #keep(segment: Waiting, frame: FrameInfo): Arrival {
    const { offset, bytes } = segment;
    const at = this.#waiting.findLastIndex((other) => other.offset <= offset) + 1;
    const before = this.#waiting[at - 1];
    if (before !== undefined && before.offset + lengthOf(before) >= offset + lengthOf(segment)) return 'retransmission';
    this.#waiting.splice(at, 0, { ...segment, bytes: bytes.slice() });
    this.#kept += bytes.length;
    this.#room.free -= bytes.length;
    while (this.#isTooMuch()) this.giveUp(frame);
    return 'early';
  }

  #isTooMuch(): boolean {
    return this.isWaiting && (this.#kept > mostKept || this.#room.free < 0 || this.#waiting.length > mostWaiting);
  }

  /** Hands on what is new in a segment that begins at or before the next byte. What came first counts where two overlap. */
  #deliver(segment: Waiting, frame: FrameInfo): void {
    const end = segment.offset + lengthOf(segment);
    while (this.#next < end && !this.#hasEnded) {
      const limit = this.#waiting[0]?.offset ?? end;
      if (limit > this.#next) this.#deliverUntil(Math.min(limit, end), segment, frame);
      this.#drain(frame);
    }
  }

  #deliverUntil(end: number, { offset, bytes, frame: source }: Waiting, frame: FrameInfo): void {
    const fresh = bytes.subarray(Math.min(bytes.length, this.#next - offset), end - offset);
    if (fresh.length > 0) {
      this.#next += fresh.length;
      this.#consumer.data(this.#direction, fresh, frame, source === frame ? undefined : source);
    }
    if (this.#next < end) this.#gap(end - this.#next, frame);
  }

  #gap(length: number, frame: FrameInfo): void {
    this.#next += length;
    this.#consumer.gap(this.#direction, length, frame);
  }

  /** Delivers what has waited for exactly this. */
  #drain(frame: FrameInfo): void {
    for (let first = this.#waiting[0]; first !== undefined && first.offset <= this.#next; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#kept -= first.bytes.length;
      this.#room.free += first.bytes.length;
      if (first.offset + lengthOf(first) > this.#next) this.#deliver(first, frame);
    }
    if (this.#finAt !== undefined && this.#next >= this.#finAt && !this.isWaiting) this.end('fin', frame);
  }
}

/** A segment that came too early. */
interface Waiting {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly missing: number;
  readonly frame: FrameInfo;
}

const lengthOf = ({ bytes, missing }: Waiting): number => bytes.length + missing;

/** Bytes and segments of one direction that may wait for a hole to be filled: a large receive window. */
const mostKept = 8 * 1024 * 1024;
const mostWaiting = 8192;
