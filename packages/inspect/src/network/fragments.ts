/** Puts IP fragments together again (RFC 791 §3.2, RFC 8200 §4.5), within limits. */

import type { Fragment, IpPacket } from './ip-packet.ts';

/** Keeps what is incomplete, the newest few of it. */
export class FragmentTable {
  readonly #open = new Map<string, Pieces>();

  /** The whole packet when this fragment completes one, otherwise `undefined`. Packets that are no fragments pass. */
  join(packet: IpPacket): IpPacket | undefined {
    const { fragment } = packet;
    if (fragment === undefined) return packet;
    // What was cut when captured cannot be joined.
    if (packet.missing > 0 || fragment.offset + packet.payload.length > longestPayload) return undefined;
    const key = `${packet.source}|${packet.destination}|${packet.protocol}|${fragment.identification}`;
    const pieces = this.#piecesOf(key);
    const whole = pieces.add(packet, fragment);
    if (whole === undefined) return undefined;
    this.#open.delete(key);
    // Only the first fragment of IPv6 knows what the payload is.
    return { ...packet, protocol: pieces.protocol ?? packet.protocol, payload: whole, fragment: undefined };
  }

  #piecesOf(key: string): Pieces {
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    if (this.#open.size >= mostOpen) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) this.#open.delete(oldest);
    }
    const pieces = new Pieces();
    this.#open.set(key, pieces);
    return pieces;
  }
}

class Pieces {
  readonly #parts = new Map<number, Uint8Array>();
  #total: number | undefined;
  protocol: number | undefined;

  add({ payload, protocol }: IpPacket, { offset, moreFollow }: Fragment): Uint8Array | undefined {
    const known = this.#parts.get(offset);
    const isNew = known === undefined || known.length < payload.length;
    // Nobody cuts so small; whoever does wants to keep us busy.
    if (isNew && this.#parts.size < mostParts) this.#parts.set(offset, payload.slice());
    if (!moreFollow) this.#total = offset + payload.length;
    if (offset === 0) this.protocol = protocol;
    return this.#total === undefined ? undefined : this.#concat(this.#total);
  }

  /** Where pieces overlap, what comes first in the packet counts. */
  #concat(total: number): Uint8Array | undefined {
    const whole = new Uint8Array(total);
    let reached = 0;
    for (const [offset, part] of [...this.#parts].sort(([left], [right]) => left - right)) {
      if (offset > reached) return undefined;
      const fresh = part.subarray(reached - offset, total - offset);
      whole.set(fresh, reached);
      reached += fresh.length;
    }
    return reached < total ? undefined : whole;
  }
}

/** What 16 bits of length can say, and headers. */
const longestPayload = 65_535;
const mostOpen = 256;
const mostParts = 256;
