/** Link layers: what surrounds an IP packet on the wire or in the kernel. */

import { linkTypes } from '../capture/captured-packet.ts';

/** What a frame carries. */
export interface LinkPayload {
  /** EtherType of the payload, such as 0x0800 for IPv4. */
  readonly etherType: number;
  readonly payload: Uint8Array;
  /** Name of the link layer, and its addresses where it has them. */
  readonly link: string;
  readonly source?: string;
  readonly destination?: string;
}

export const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd, vlan: 0x8100, serviceVlan: 0x88a8 } as const;

/** The payload of a frame; `undefined` when the link layer is unknown or the frame too short. */
export function linkPayload(linkType: number, frame: Uint8Array): LinkPayload | undefined {
  switch (linkType) {
    case linkTypes.ethernet:
      return ethernet(frame);
    case linkTypes.linuxCooked:
      return frame.length < 16 ? undefined : behindTags('Linux cooked', frame, uint16(frame, 14), 16);
    case linkTypes.linuxCooked2:
      return frame.length < 20 ? undefined : behindTags('Linux cooked v2', frame, uint16(frame, 0), 20);
    case linkTypes.null:
    case linkTypes.loop:
      return loopback(frame);
    case linkTypes.raw:
    case linkTypes.rawOld:
    case linkTypes.ipv4:
    case linkTypes.ipv6:
      return rawIp('Raw IP', frame);
    default:
      return undefined;
  }
}

function ethernet(frame: Uint8Array): LinkPayload | undefined {
  return frame.length < 14 ? undefined : new EthernetPayload(frame);
}

/** Its addresses are spelled when they are asked for: lists show those of IP. */
class EthernetPayload implements LinkPayload {
  readonly link = 'Ethernet II';
  readonly etherType: number;
  readonly payload: Uint8Array;
  readonly #frame: Uint8Array;

  constructor(frame: Uint8Array) {
    const { etherType, payload } = behindTags(this.link, frame, uint16(frame, 12), 14);
    this.etherType = etherType;
    this.payload = payload;
    this.#frame = frame;
  }

  get source(): string {
    return macAddress(this.#frame, 6);
  }

  get destination(): string {
    return macAddress(this.#frame, 0);
  }
}

/** Passes over VLAN tags (IEEE 802.1Q), of which there may be several (802.1ad, "QinQ"). */
function behindTags(link: string, frame: Uint8Array, type: number, at: number): LinkPayload {
  let etherType = type;
  let from = at;
  while (isTag(etherType) && frame.length >= from + 4) {
    etherType = uint16(frame, from + 2);
    from += 4;
  }
  return { link, etherType, payload: frame.subarray(from) };
}

const isTag = (etherType: number): boolean =>
  etherType === etherTypes.vlan || etherType === etherTypes.serviceVlan || etherType === oldServiceVlan;

/** BSD's loopback: an address family in the byte order of the machine that captured; IP says its version itself. */
const loopback = (frame: Uint8Array): LinkPayload | undefined =>
  frame.length < 4 ? undefined : rawIp('Null/Loopback', frame.subarray(4));

function rawIp(link: string, payload: Uint8Array): LinkPayload | undefined {
  const version = (payload[0] ?? 0) >> 4;
  if (version === 4) return { link, etherType: etherTypes.ipv4, payload };
  if (version === 6) return { link, etherType: etherTypes.ipv6, payload };
  return undefined;
}

function macAddress(frame: Uint8Array, at: number): string {
  let text = '';
  for (let i = at; i < at + 6; i++) text += `${i === at ? '' : ':'}${hexPairs[frame[i] as number]}`;
  return text;
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

const hexPairs = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** Used before 802.1ad gave it a number. */
const oldServiceVlan = 0x9100;
