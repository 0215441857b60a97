/** Both directions of one TCP connection: from segments to two ordered streams. */

import type { Direction, FlowConsumer, FrameInfo } from '../model.ts';
import { type Arrival, StreamReassembler, type WaitingRoom } from './reassembly.ts';
import { TcpAnalysis } from './tcp-analysis.ts';
import { optionsIn, type TcpSegment, tcpFlags, tcpOptions } from './tcp-segment.ts';

/** What the packet list says about a segment beyond its header. Numbers are relative to the first of the stream. */
export interface SegmentFacts {
  readonly arrival: Arrival;
  /** Where its payload begins in the stream. */
  readonly offset: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Scaled, where both said how. */
  readonly window: number;
  /** Such as `TCP Dup ACK 9#1`. */
  readonly remarks: readonly string[];
}

export class TcpConversation {
  readonly #reassemblers: readonly [StreamReassembler, StreamReassembler];
  readonly #sides: readonly [Side, Side] = [newSide(), newSide()];
  readonly #analysis = new TcpAnalysis();
  #hasEnded = false;

  constructor(consumer: FlowConsumer, room: WaitingRoom) {
    this.#reassemblers = [new StreamReassembler(0, consumer, room), new StreamReassembler(1, consumer, room)];
  }

  /** Whether both directions are over, so that nothing more can come. */
  get isOver(): boolean {
    return this.#hasEnded || this.#reassemblers.every((one) => one.hasEnded);
  }

  /** Whether a SYN with this sequence number begins another connection between the same ports. */
  isAnother(direction: Direction, { flags, sequence }: TcpSegment): boolean {
    if ((flags & (tcpFlags.syn | tcpFlags.ack)) !== tcpFlags.syn) return false;
    const { first } = this.#sides[direction];
    if (first !== undefined) return first !== sequence;
    // A connection that was found in its middle is over; one whose answer to this SYN was captured first is this one.
    return this.#sides[direction === 0 ? 1 : 0].first === undefined;
  }

  /** Takes a segment, `missing` bytes of which were not captured. */
  take(direction: Direction, segment: TcpSegment, missing: number, frame: FrameInfo): SegmentFacts {
    const { flags, payload } = segment;
    const stream = this.#reassemblers[direction];
    const back = this.#reassemblers[direction === 0 ? 1 : 0];
    const before = this.#numbers(direction, segment);
    const isSyn = (flags & tcpFlags.syn) !== 0;
    const sequence = (segment.sequence + (isSyn ? 1 : 0)) >>> 0;
    stream.begin(sequence);
    const offset = stream.offsetOf(sequence);
    const length = payload.length + missing;
    const remarks = this.#analysis.remarksOn(
      direction,
      {
        sequence: before.sequence,
        acknowledgment: (flags & tcpFlags.ack) === 0 ? undefined : before.acknowledgment,
        flags,
        window: segment.window,
        scaledWindow: before.isScaled ? before.window : undefined,
        length,
      },
      frame,
    );
    const arrival = stream.segment(sequence, payload, missing, frame);
    if ((flags & tcpFlags.fin) !== 0) stream.fin((sequence + length) >>> 0, frame);
    if ((flags & tcpFlags.ack) !== 0) this.#confirm(direction, segment.acknowledgment, back, frame);
    if ((flags & tcpFlags.rst) !== 0) this.finish('rst', frame);
    this.#impatience(stream, direction, frame);
    return {
      arrival,
      offset,
      sequence: before.sequence,
      acknowledgment: before.acknowledgment,
      window: before.window,
      remarks,
    };
  }

  /** No more comes: whatever waits is handed on, with its holes named. */
  finish(how: 'rst' | 'capture', frame: FrameInfo): void {
    this.#hasEnded = true;
    for (const one of this.#reassemblers) one.end(how, frame);
  }

  #numbers(direction: Direction, segment: TcpSegment) {
    const { sequence, acknowledgment, flags, window } = segment;
    const side = this.#sides[direction];
    const other = this.#sides[direction === 0 ? 1 : 0];
    const isSyn = (flags & tcpFlags.syn) !== 0;
    if (isSyn) side.first ??= sequence;
    // Without the SYN the first byte that was seen counts as the first of the stream.
    side.origin ??= isSyn ? sequence : (sequence - 1) >>> 0;
    if (isSyn) side.scale = scaleIn(segment.options);
    const hasAck = (flags & tcpFlags.ack) !== 0;
    if (hasAck) other.origin ??= (acknowledgment - 1) >>> 0;
    const isScaled = !isSyn && side.scale !== undefined && other.scale !== undefined;
    return {
      sequence: (sequence - side.origin) >>> 0,
      acknowledgment: hasAck ? (acknowledgment - (other.origin ?? 0)) >>> 0 : 0,
      isScaled,
      window: isScaled ? window * 2 ** (side.scale as number) : window,
    };
  }

  /** The receiver confirms bytes that are missing in the capture: after some patience we believe that they are lost. */
  #confirm(direction: Direction, acknowledgment: number, back: StreamReassembler, frame: FrameInfo): void {
    const other = this.#sides[direction === 0 ? 1 : 0];
    const offset = back.offsetOf(acknowledgment);
    other.isHeard = true;
    if (!back.isWaiting || offset <= back.expected) other.overdue = 0;
    else if (++other.overdue > patience || frame.time - back.waitingSince >= patientSeconds) {
      other.overdue = 0;
      back.giveUp(frame);
    }
  }

  /** When only one direction was captured nobody confirms anything. */
  #impatience(stream: StreamReassembler, direction: Direction, frame: FrameInfo): void {
    if (!this.#sides[direction].isHeard && stream.waitingSegments > mostUnconfirmed) stream.giveUp(frame);
  }
}

interface Side {
  /** Sequence number of its SYN. */
  first: number | undefined;
  /** What its relative sequence numbers are counted from. */
  origin: number | undefined;
  scale: number | undefined;
  /** Confirmations of bytes that are still missing here. */
  overdue: number;
  /** Whether the other side ever confirmed anything. */
  isHeard: boolean;
}

const newSide = (): Side => ({
  first: undefined,
  origin: undefined,
  scale: undefined,
  overdue: 0,
  isHeard: false,
});

/** The shift of the window that a SYN announces (RFC 7323 §2). */
function scaleIn(options: Uint8Array): number | undefined {
  for (const { kind, value } of optionsIn(options)) {
    if (kind === tcpOptions.windowScale && value.length === 1) return Math.min(14, value[0] as number);
  }
  return undefined;
}

/** Captures may hold packets of both directions in another order than the wire, but not for long. */
const patience = 3;
const patientSeconds = 0.0005;
const mostUnconfirmed = 64;
