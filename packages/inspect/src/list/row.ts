/** The packet list: one row for each packet, with the columns that everybody knows. */

import { ipProtocols } from '../network/ip-packet.ts';
import { etherTypes } from '../network/link.ts';
import type { Packet } from './packet.ts';
import { serviceName } from './services.ts';
import { tcpInfo } from './tcp-info.ts';

export interface PacketRow {
  readonly number: number;
  /** Seconds since the first packet, with six digits. */
  readonly time: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  /** The service of a well-known port by its name: `https`; otherwise the number. Empty without ports. */
  readonly sourcePort: string;
  /** Bytes on the wire. */
  readonly length: number;
  readonly info: string;
}

/** How the list is written. */
export interface ListStyle {
  /**
   * As in 2014: of what a packet completes, the list names only the record or message that began in an earlier packet.
   */
  readonly namesFirstOnly?: boolean;
}

/** The row of a packet. */
export function rowOf(packet: Packet, style: ListStyle = {}): PacketRow {
  const { frame, relativeTime, captured, link, ip } = packet;
  return {
    number: frame.number,
    time: relativeTime.toFixed(6),
    source: ip?.source ?? link?.source ?? '',
    destination: ip?.destination ?? link?.destination ?? '',
    sourcePort: sourcePortOf(packet),
    length: captured.originalLength,
    ...contentOf(packet, style),
  };
}

function contentOf(packet: Packet, { namesFirstOnly = false }: ListStyle): Pick<PacketRow, 'protocol' | 'info'> {
  const { items, tcp, udp } = packet;
  const isOld = namesFirstOnly && items[0]?.began !== undefined;
  const info = (isOld ? items.slice(0, 1) : items)
    .map((item) => item.info)
    .filter((text) => text !== '')
    .join(', ');
  const last = items.at(-1);
  if (last !== undefined) return { protocol: last.protocol, info };
  if (tcp !== undefined) return { protocol: 'TCP', info: tcpInfo(tcp, payloadLength(packet)) };
  if (udp !== undefined) {
    const { sourcePort, destinationPort, length } = udp.datagram;
    return { protocol: 'UDP', info: `${sourcePort} → ${destinationPort} Len=${length}` };
  }
  return below(packet);
}

/** Packets that carry neither TCP nor UDP, or only pieces of them. */
function below({ ip, link, captured }: Packet): Pick<PacketRow, 'protocol' | 'info'> {
  if (ip?.fragment !== undefined) {
    const { offset, identification } = ip.fragment;
    const id = identification.toString(16).padStart(4, '0');
    return {
      protocol: `IPv${ip.version}`,
      info: `Fragmented IP protocol (proto=${ip.protocol}, off=${offset}, ID=${id})`,
    };
  }
  if (ip !== undefined) {
    const name = protocolNames[ip.protocol];
    return { protocol: name ?? `IPv${ip.version}`, info: name === undefined ? `IP protocol ${ip.protocol}` : '' };
  }
  if (link?.etherType === etherTypes.arp) return { protocol: 'ARP', info: '' };
  if (link !== undefined) return { protocol: `0x${link.etherType.toString(16).padStart(4, '0')}`, info: link.link };
  return { protocol: 'Unknown', info: `link type ${captured.linkType}` };
}

/** Bytes of payload on the wire, whether captured or not. */
export function payloadLength({ tcp, ip }: Packet): number {
  return tcp === undefined ? 0 : tcp.segment.payload.length + (ip?.missing ?? 0);
}

function sourcePortOf({ tcp, udp }: Packet): string {
  const port = tcp?.segment.sourcePort ?? udp?.datagram.sourcePort;
  return port === undefined ? '' : (serviceName(port) ?? String(port));
}

const protocolNames: Readonly<Record<number, string>> = {
  [ipProtocols.icmp]: 'ICMP',
  [ipProtocols.igmp]: 'IGMP',
  [ipProtocols.icmp6]: 'ICMPv6',
  [ipProtocols.sctp]: 'SCTP',
  [ipProtocols.tcp]: 'TCP',
  [ipProtocols.udp]: 'UDP',
};
