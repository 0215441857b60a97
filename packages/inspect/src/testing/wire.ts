/** A TCP connection whose packets tests write one by one. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import { linkTypes } from '../capture/captured-packet.ts';
import { type SyntheticEnd, tcpPacket } from '../capture/synthetic.ts';
import { concat } from '../concat.ts';
import type { Direction } from '../model.ts';
import { tcpFlags } from '../network/tcp-segment.ts';
import { captured } from './files.ts';

/** What is special about one packet. */
export interface PacketOptions {
  readonly flags?: number;
  /** Sequence number, when not the next one of that side. */
  readonly sequence?: number;
  readonly options?: Uint8Array;
}

/** Keeps count of both sides' sequence numbers and the time. */
export class Wire {
  readonly packets: CapturedPacket[] = [];
  readonly ends: readonly [SyntheticEnd, SyntheticEnd];
  readonly sequences: [number, number];
  #time = 0;

  constructor(
    client: SyntheticEnd = { address: '192.168.0.16', port: 51_178 },
    server: SyntheticEnd = { address: '173.194.42.232', port: 443 },
    sequences: readonly [number, number] = [1000, 5000],
  ) {
    this.ends = [client, server];
    this.sequences = [...sequences];
  }

  /** Milliseconds later. */
  wait(milliseconds: number): this {
    this.#time += milliseconds;
    return this;
  }

  /** SYN, SYN and ACK, ACK. */
  open(): this {
    this.send(0, new Uint8Array(), { flags: tcpFlags.syn });
    this.send(1, new Uint8Array(), { flags: tcpFlags.syn | tcpFlags.ack });
    return this.send(0, new Uint8Array(), { flags: tcpFlags.ack });
  }

  /** FIN both ways. */
  close(): this {
    this.send(0, new Uint8Array(), { flags: tcpFlags.fin | tcpFlags.ack });
    this.send(1, new Uint8Array(), { flags: tcpFlags.fin | tcpFlags.ack });
    return this.send(0, new Uint8Array(), { flags: tcpFlags.ack });
  }

  send(direction: Direction, payload: Uint8Array, special: PacketOptions = {}): this {
    const { flags = tcpFlags.psh | tcpFlags.ack } = special;
    const back = direction === 0 ? 1 : 0;
    const sequence = special.sequence ?? this.sequences[direction];
    const packet = tcpPacket({
      from: this.ends[direction],
      to: this.ends[back],
      sequence: sequence >>> 0,
      acknowledgment: this.sequences[back] >>> 0,
      flags,
      payload,
      ...(special.options === undefined ? {} : { options: special.options }),
    });
    this.packets.push(captured(ethernetFrame(packet), linkTypes.ethernet, this.#time));
    this.#time += 1;
    if (special.sequence === undefined) {
      const extra = (flags & (tcpFlags.syn | tcpFlags.fin)) === 0 ? 0 : 1;
      this.sequences[direction] = (sequence + payload.length + extra) >>> 0;
    }
    return this;
  }

  /** A stream in segments of at most so many bytes. */
  stream(direction: Direction, bytes: Uint8Array, segment = 1430): this {
    for (let at = 0; at < bytes.length; at += segment) this.send(direction, bytes.subarray(at, at + segment));
    return this;
  }
}

/** An IP packet in an Ethernet frame between two cards. */
export function ethernetFrame(packet: Uint8Array): Uint8Array {
  const etherType = (packet[0] as number) >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00];
  return concat(
    Uint8Array.of(0x00, 0x1f, 0x6c, 0xd2, 0x49, 0x3f, 0x00, 0x1e, 0xc9, 0x2b, 0x76, 0x54, ...etherType),
    packet,
  );
}
