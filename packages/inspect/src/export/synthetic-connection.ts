/** The packets that a TCP connection would have had, made from what went over a socket. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import { type SyntheticEnd, syntheticLinkType, tcpPacket } from '../capture/synthetic.ts';
import type { Direction } from '../model.ts';
import { tcpFlags } from '../network/tcp-segment.ts';

/** Gives packets for what happens on one connection. Times are milliseconds since 1970. */
export class SyntheticConnection {
  readonly #ends: readonly [SyntheticEnd, SyntheticEnd];
  /** Sequence numbers of both sides' next bytes. */
  readonly #next: [number, number] = [0, 0];
  readonly #hasEnded: [boolean, boolean] = [false, false];

  /** Who opens it, and the other. */
  constructor(client: SyntheticEnd, server: SyntheticEnd) {
    this.#ends = [client, server];
  }

  /** The three packets with which it opens. */
  open(time: number): CapturedPacket[] {
    return [
      this.#packet(0, tcpFlags.syn, time),
      this.#packet(1, tcpFlags.syn | tcpFlags.ack, time),
      this.#packet(0, tcpFlags.ack, time),
    ];
  }

  /** Bytes of one side, in as many packets as they need. They may be reused afterwards. */
  data(direction: Direction, bytes: Uint8Array, time: number): CapturedPacket[] {
    const packets: CapturedPacket[] = [];
    for (let at = 0; at < bytes.length; at += longestPayload) {
      const payload = bytes.subarray(at, at + longestPayload);
      packets.push(this.#packet(direction, tcpFlags.psh | tcpFlags.ack, time, payload));
    }
    return packets;
  }

  /** One side ends its direction. */
  end(direction: Direction, time: number): CapturedPacket[] {
    if (this.#hasEnded[direction]) return [];
    this.#hasEnded[direction] = true;
    const fin = this.#packet(direction, tcpFlags.fin | tcpFlags.ack, time);
    const isOver = this.#hasEnded[0] && this.#hasEnded[1];
    return isOver ? [fin, this.#packet(direction === 0 ? 1 : 0, tcpFlags.ack, time)] : [fin];
  }

  /** One side tears it down. */
  reset(direction: Direction, time: number): CapturedPacket[] {
    if (this.#hasEnded[0] && this.#hasEnded[1]) return [];
    this.#hasEnded[0] = true;
    this.#hasEnded[1] = true;
    return [this.#packet(direction, tcpFlags.rst | tcpFlags.ack, time)];
  }

  #packet(direction: Direction, flags: number, time: number, payload: Uint8Array = nothing): CapturedPacket {
    const back = direction === 0 ? 1 : 0;
    const bytes = tcpPacket({
      from: this.#ends[direction],
      to: this.#ends[back],
      sequence: this.#next[direction],
      acknowledgment: this.#next[back],
      flags,
      payload,
    });
    const counted = payload.length + ((flags & (tcpFlags.syn | tcpFlags.fin)) === 0 ? 0 : 1);
    this.#next[direction] = (this.#next[direction] + counted) >>> 0;
    const seconds = Math.floor(time / 1000);
    const nanoseconds = Math.floor((time - 1000 * seconds) * 1000) * 1000;
    return { seconds, nanoseconds, linkType: syntheticLinkType, bytes, originalLength: bytes.length };
  }
}

const nothing = new Uint8Array();
/** Well below what the length of an IP packet can say. */
const longestPayload = 32 * 1024;
