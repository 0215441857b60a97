/** One packet as it stands in a capture file. */

export interface CapturedPacket {
  /** Whole seconds since 1970. */
  readonly seconds: number;
  /** And the rest, 0 to 999 999 999. */
  readonly nanoseconds: number;
  /** What `bytes` begins with: a LINKTYPE number. */
  readonly linkType: number;
  /** What was captured: a view. */
  readonly bytes: Uint8Array;
  /** How long the packet was on the wire; more than was captured if it was cut. */
  readonly originalLength: number;
}

/** Hears what is in a capture file, in order. */
export interface CaptureSink {
  packet(packet: CapturedPacket): void;
  /** Lines of a key log that were stored in the file. */
  keyLog(text: string): void;
}

/** LINKTYPE numbers of the link layers that are understood. */
export const linkTypes = {
  null: 0,
  ethernet: 1,
  rawOld: 12,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

/** Longer packets or blocks are damage: no link layer carries so much. */
export const longestBlock = 16 * 1024 * 1024;
