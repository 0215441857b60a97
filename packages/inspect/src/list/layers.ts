/** The summary lines above the details: frame, link, network, transport. */

import type { TreeNode } from '../model.ts';
import type { Packet } from './packet.ts';
import { payloadLength } from './row.ts';
import { serviceName } from './services.ts';
import { vendorAddress } from './vendors.ts';

/** All layers of a packet: one line each, and the trees of what TLS is inside. */
export function layersOf(packet: Packet): TreeNode[] {
  return [...below(packet).map((label) => ({ label })), ...tlsLayers(packet)];
}

function below(packet: Packet): string[] {
  const { frame, captured, link, ip, tcp, udp } = packet;
  const lines = [
    `Frame ${frame.number} (${captured.originalLength} bytes on wire, ${captured.bytes.length} bytes captured)`,
  ];
  if (link?.source !== undefined && link.destination !== undefined) {
    lines.push(`${link.link}, Src: ${hardware(link.source)}, Dst: ${hardware(link.destination)}`);
  } else if (link !== undefined) {
    lines.push(link.link);
  }
  if (ip !== undefined) {
    const version = ip.version === 4 ? '' : ' Version 6';
    const place = (address: string) => `${address} (${address})`;
    lines.push(`Internet Protocol${version}, Src: ${place(ip.source)}, Dst: ${place(ip.destination)}`);
  }
  if (tcp !== undefined) {
    const { segment, facts } = tcp;
    const numbers = `Seq: ${facts.sequence}, Ack: ${facts.acknowledgment}, Len: ${payloadLength(packet)}`;
    lines.push(`Transmission Control Protocol, ${ports(segment)}, ${numbers}`);
  }
  if (udp !== undefined) lines.push(`User Datagram Protocol, ${ports(udp.datagram)}`);
  return lines;
}

/** One layer for each protocol, with its records below. */
function tlsLayers({ items }: Packet): TreeNode[] {
  const layers: { label: string; children: TreeNode[] }[] = [];
  for (const item of items) {
    const label = layerName(item.protocol);
    const last = layers.at(-1);
    if (last?.label === label) last.children.push(item.tree());
    else layers.push({ label, children: [item.tree()] });
  }
  return layers;
}

/** Until TLS 1.0 the documents say it by its old name. */
function layerName(protocol: string): string {
  if (protocol === 'QUIC') return 'QUIC IETF';
  if (protocol.startsWith('DTLS')) return 'Datagram Transport Layer Security';
  return protocol === 'TLSv1' || protocol.startsWith('SSL') ? 'Secure Socket Layer' : 'Transport Layer Security';
}

const hardware = (address: string): string => `${vendorAddress(address)} (${address})`;

function ports({ sourcePort, destinationPort }: { readonly sourcePort: number; readonly destinationPort: number }) {
  const spell = (port: number) => `${serviceName(port) ?? port} (${port})`;
  return `Src Port: ${spell(sourcePort)}, Dst Port: ${spell(destinationPort)}`;
}
