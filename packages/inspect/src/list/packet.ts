/** One packet of the capture with all that was found in it. Valid until the next packet is read. */

import type { CapturedPacket } from '../capture/captured-packet.ts';
import type { TrackedSegment } from '../flow/tcp-tracker.ts';
import type { TrackedDatagram } from '../flow/udp-tracker.ts';
import type { Dissected, FrameInfo } from '../model.ts';
import type { IpPacket } from '../network/ip-packet.ts';
import type { LinkPayload } from '../network/link.ts';

export interface Packet {
  readonly frame: FrameInfo;
  /** Seconds since the first packet of the capture. */
  readonly relativeTime: number;
  readonly captured: CapturedPacket;
  readonly link: LinkPayload | undefined;
  readonly ip: IpPacket | undefined;
  readonly tcp: TrackedSegment | undefined;
  readonly udp: TrackedDatagram | undefined;
  /** The records and messages that this packet completed. */
  readonly items: readonly Dissected[];
}
