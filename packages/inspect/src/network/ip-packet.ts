/** An IP packet of either version, as far as the carriers above it need it. */

export interface IpPacket {
  readonly version: 4 | 6;
  readonly source: string;
  readonly destination: string;
  /** What the payload is: 6 is TCP, 17 is UDP. */
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** Bytes of the payload that were on the wire but not captured. */
  readonly missing: number;
  /** Present when the payload is a piece of a larger one. */
  readonly fragment?: Fragment | undefined;
}

export interface Fragment {
  readonly identification: number;
  /** Where this piece begins in the whole payload, in bytes. */
  readonly offset: number;
  /** Whether it is not the last piece. */
  readonly moreFollow: boolean;
}

/** Protocol numbers. */
export const ipProtocols = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmp6: 58, sctp: 132 } as const;
