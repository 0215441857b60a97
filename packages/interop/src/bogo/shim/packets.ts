/** Datagrams over the runner's byte stream: each with its length, between commands about time and size. */

/** What the runner says. Times are in milliseconds, and need not be whole ones. */
export type Frame =
  | { readonly kind: 'datagram'; readonly bytes: Uint8Array }
  /** So much time passes; to be acknowledged. */
  | { readonly kind: 'time'; readonly milliseconds: number }
  /** The next timeout must be due then; infinity stands for none. */
  | { readonly kind: 'expect'; readonly milliseconds: number }
  | { readonly kind: 'mtu'; readonly bytes: number }
  /** How long the first timeout of each flight is from now on. */
  | { readonly kind: 'patience'; readonly milliseconds: number };

/** Cuts frames out of what arrives in any portions. */
export class Frames {
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): readonly Frame[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    const [opcode = 0] = this.#pending;
    const kind = kinds[String.fromCharCode(opcode)];
    if (kind === undefined || this.#pending.length < 1 + kind.header) return undefined;
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset + 1);
    const value = kind.header === 8 ? view.getBigUint64(0) : BigInt(view.getUint32(0));
    const length = kind.name === 'datagram' ? Number(value) : 0;
    const end = 1 + kind.header + length;
    if (this.#pending.length < end) return undefined;
    const body = this.#pending.slice(1 + kind.header, end);
    this.#pending = this.#pending.subarray(end);
    return frameOf(kind.name, value, body);
  }
}

/** A datagram for the runner. */
export function datagramFrame(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(5 + bytes.length);
  frame[0] = 'P'.charCodeAt(0);
  new DataView(frame.buffer).setUint32(1, bytes.length);
  frame.set(bytes, 5);
  return frame;
}

/** Says that time has passed. */
export const timeAcknowledged: Uint8Array = Uint8Array.of('t'.charCodeAt(0));

/** `header`: bytes after the opcode. */
const kinds: Readonly<Record<string, { readonly name: Frame['kind']; readonly header: 4 | 8 }>> = {
  P: { name: 'datagram', header: 4 },
  T: { name: 'time', header: 8 },
  E: { name: 'expect', header: 8 },
  M: { name: 'mtu', header: 4 },
  U: { name: 'patience', header: 4 },
};

function frameOf(kind: Frame['kind'], value: bigint, bytes: Uint8Array): Frame {
  switch (kind) {
    case 'datagram':
      return { kind, bytes };
    case 'mtu':
      return { kind, bytes: Number(value) };
    case 'patience':
      return { kind, milliseconds: Number(value) };
    case 'time':
      return { kind, milliseconds: Number(value) / nanoseconds };
    case 'expect':
      return { kind, milliseconds: value === never ? Number.POSITIVE_INFINITY : Number(value) / nanoseconds };
  }
}

const nanoseconds = 1_000_000;
const never = 2n ** 64n - 1n;
