/** What the sequence numbers of a TCP connection tell of its troubles, in the words of the packet list. RFC 9293 §3.4, RFC 5681 §2 */

import type { Direction, FrameInfo } from '../model.ts';
import { tcpFlags } from './tcp-segment.ts';

/** A segment, with numbers that are relative to the first of its stream. */
export interface AnalysedSegment {
  readonly sequence: number;
  /** Absent where the flag is. */
  readonly acknowledgment: number | undefined;
  readonly flags: number;
  /** As it stands in the header. */
  readonly window: number;
  /** The same in bytes; absent while nobody has said how it is scaled. */
  readonly scaledWindow: number | undefined;
  /** Bytes of payload on the wire. */
  readonly length: number;
}

/** Both directions of one connection. */
export class TcpAnalysis {
  readonly #sides: readonly [Side, Side] = [newSide(), newSide()];
  #opened: number | undefined;
  #roundTrip: number | undefined;

  /** What there is to remark, the latest thought first, such as `TCP Retransmission`. */
  remarksOn(direction: Direction, wrapped: AnalysedSegment, frame: FrameInfo): readonly string[] {
    const own = this.#sides[direction];
    const other = this.#sides[direction === 0 ? 1 : 0];
    const { sequence, acknowledgment, flags, window, scaledWindow, length } = wrapped;
    // Every field in its place: there are many packets, and spreading costs.
    const segment: AnalysedSegment = {
      sequence: nearest(sequence, own.next),
      acknowledgment: acknowledgment === undefined ? undefined : nearest(acknowledgment, other.next),
      flags,
      window,
      scaledWindow,
      length,
    };
    this.#measure(direction, segment, frame);
    const idle = idleRemarks(own, other, segment);
    const remarks = idle === undefined ? this.#order(own, other, segment, frame) : idle;
    remember(own, segment, frame, idle?.[0]);
    const isUnseen = acknowledges(own, other, segment, frame);
    if (!remarks.includes(lost)) own.highest = Math.max(own.highest ?? 0, own.next ?? 0);
    return isUnseen ? ['TCP ACKed unseen segment', ...remarks] : remarks;
  }

  /** How long the handshake took tells what may come in another order. */
  #measure(direction: Direction, { flags }: AnalysedSegment, { time }: FrameInfo): void {
    if ((flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn) this.#opened ??= time;
    else if (direction === 0 && this.#opened !== undefined) this.#roundTrip ??= time - this.#opened;
  }

  #order(own: Side, other: Side, segment: AnalysedSegment, frame: FrameInfo): readonly string[] {
    const { sequence, flags, length } = segment;
    const hasContent = length > 0 || (flags & (tcpFlags.syn | tcpFlags.fin)) !== 0;
    const remarks: string[] = [];
    if (own.next !== undefined && sequence > own.next && (flags & tcpFlags.rst) === 0) remarks.push(lost);
    if (own.next !== undefined && hasContent && sequence < own.next) {
      remarks.push(this.#again(own, other, segment, frame, own.next));
    }
    if (length > 0 && other.limit !== undefined && sequence + length === other.limit) remarks.push('TCP Window Full');
    return remarks.length === 0 ? nothing : remarks;
  }

  /** Why a segment begins before the end of what was said. */
  #again(own: Side, other: Side, segment: AnalysedSegment, { time }: FrameInfo, next: number): string {
    const { sequence, length } = segment;
    const { acknowledged } = other;
    if (length > 0 && acknowledged !== undefined && sequence + length <= acknowledged) {
      return 'TCP Spurious Retransmission';
    }
    if (other.duplicates >= 2 && acknowledged === sequence && time - other.acknowledgedAt < soonAfter) {
      return 'TCP Fast Retransmission';
    }
    const isSoon = time - own.nextAt < (this.#roundTrip ?? usualDisorder);
    return isSoon && sequence + length !== next ? 'TCP Out-Of-Order' : 'TCP Retransmission';
  }
}

/** Numbers wrap around: the one that is nearest to what is expected. */
const nearest = (number: number, expected = number): number => expected + ((number - expected) | 0);

interface Side {
  /** Where it goes on. */
  next: number | undefined;
  nextAt: number;
  /** The end of what was captured without a hole before it. */
  highest: number | undefined;
  acknowledged: number | undefined;
  acknowledgedAt: number;
  window: number | undefined;
  /** Up to where it lets the other side send. */
  limit: number | undefined;
  /** How often it has said the same acknowledgment, and in which packet first. */
  duplicates: number;
  firstOfItsKind: number;
  /** What its last segment was. */
  last: string | undefined;
}

const newSide = (): Side => ({
  next: undefined,
  nextAt: 0,
  highest: undefined,
  acknowledged: undefined,
  acknowledgedAt: 0,
  window: undefined,
  limit: undefined,
  duplicates: 0,
  firstOfItsKind: 0,
  last: undefined,
});

/** Segments that carry next to nothing: they ask or say whether somebody is there, or has room. */
function idleRemarks(own: Side, other: Side, segment: AnalysedSegment): readonly string[] | undefined {
  const { sequence, acknowledgment, flags, window, length } = segment;
  if ((flags & endings) !== 0 || own.next === undefined) return undefined;
  if (length === 1 && sequence === own.next && other.window === 0) return [zeroWindowProbe];
  if (length <= 1 && sequence === own.next - 1) return [keepAlive];
  const saysNothingNew = length === 0 && sequence === own.next && acknowledgment === own.acknowledged;
  if (saysNothingNew && acknowledgment !== undefined) {
    if (window === 0 && own.window === 0 && other.last === zeroWindowProbe) return [probeAnswer, zeroWindow];
    if (window !== 0 && window !== own.window) return ['TCP Window Update'];
    if (window !== 0) return [other.last === keepAlive ? 'TCP Keep-Alive ACK' : duplicate(own)];
  }
  return window === 0 ? [zeroWindow] : undefined;
}

const duplicate = (own: Side): string => `TCP Dup ACK ${own.firstOfItsKind}#${++own.duplicates}`;

function remember(own: Side, segment: AnalysedSegment, frame: FrameInfo, idle: string | undefined): void {
  const { sequence, flags, length } = segment;
  const extra = (flags & (tcpFlags.syn | tcpFlags.fin)) === 0 ? 0 : 1;
  own.last = idle;
  if (idle === zeroWindowProbe) return;
  const end = sequence + length + extra;
  if (own.next !== undefined && end <= own.next) return;
  own.next = end;
  own.nextAt = frame.time;
}

/** Whether the other side never said, as far as was captured, what is acknowledged here. */
function acknowledges(own: Side, other: Side, segment: AnalysedSegment, frame: FrameInfo): boolean {
  const { acknowledgment, window, scaledWindow, flags } = segment;
  own.window = window;
  if (acknowledgment === undefined) return false;
  if (acknowledgment !== own.acknowledged) {
    own.duplicates = 0;
    own.firstOfItsKind = frame.number;
  }
  own.acknowledged = acknowledgment;
  own.acknowledgedAt = frame.time;
  const isScaled = scaledWindow !== undefined && (flags & tcpFlags.syn) === 0;
  own.limit = isScaled ? acknowledgment + scaledWindow : undefined;
  if (other.highest === undefined || acknowledgment <= other.highest) return false;
  other.highest = acknowledgment;
  return true;
}

const nothing: readonly string[] = [];
const endings = tcpFlags.syn | tcpFlags.fin | tcpFlags.rst;
const lost = 'TCP Previous segment not captured';
const keepAlive = 'TCP Keep-Alive';
const zeroWindow = 'TCP ZeroWindow';
const zeroWindowProbe = 'TCP ZeroWindowProbe';
const probeAnswer = 'TCP ZeroWindowProbeAck';
/** Seconds within which a retransmission answers acknowledgments that were repeated. */
const soonAfter = 0.02;
/** Seconds within which packets come in another order, where the round trip is not known. */
const usualDisorder = 0.003;
