/** What a display filter can ask of the layers below TLS; the fields of TLS come with what was dissected. */

import type { Packet } from '../list/packet.ts';
import { payloadLength } from '../list/row.ts';
import { tcpFlags } from '../network/tcp-segment.ts';

export type Values = readonly (number | string)[];

/** The values of a field in a packet; `undefined` when the packet does not have it. */
export function valuesIn(packet: Packet, name: string): Values | undefined {
  const layer = layers[name];
  if (layer !== undefined) return layer(packet);
  let found: Values | undefined;
  for (const item of packet.items) {
    const values = protocolOf(item.protocol) === name ? [] : item.fields[name];
    if (values !== undefined) found = found === undefined ? values : [...found, ...values];
  }
  return found;
}

/** Whether there is such a field. */
export const isFieldName = (name: string): boolean => fieldNames().includes(name);

/** All names that are known. */
export const fieldNames = (): readonly string[] => [...Object.keys(layers), ...tlsNames];

/** Names of protocols that are older than those of their fields. */
export function fieldNamed(name: string): string {
  if (name === 'ssl' || name.startsWith('ssl.')) return `tls${name.slice(3)}`;
  return name;
}

function protocolOf(column: string): string {
  if (column === 'QUIC') return 'quic';
  return column.startsWith('DTLS') ? 'dtls' : 'tls';
}

type Layer = (packet: Packet) => Values | undefined;

const present: Values = [];

const ipOf =
  (version: 4 | 6, pick: (ip: NonNullable<Packet['ip']>) => Values): Layer =>
  ({ ip }) =>
    ip?.version === version ? pick(ip) : undefined;

const tcpOf =
  (pick: (tcp: NonNullable<Packet['tcp']>, packet: Packet) => Values): Layer =>
  (packet) =>
    packet.tcp === undefined ? undefined : pick(packet.tcp, packet);

const udpOf =
  (pick: (udp: NonNullable<Packet['udp']>) => Values): Layer =>
  ({ udp }) =>
    udp === undefined ? undefined : pick(udp);

/** Packets about which the list remarks something. */
const remarked =
  (what: RegExp): Layer =>
  ({ tcp }) =>
    tcp?.facts.remarks.some((remark) => what.test(remark)) ? present : undefined;

const flag = (bit: number): Layer => tcpOf(({ segment }) => [(segment.flags & bit) === 0 ? 0 : 1]);

const layers: Readonly<Record<string, Layer>> = {
  frame: () => present,
  'frame.number': ({ frame }) => [frame.number],
  'frame.len': ({ captured }) => [captured.originalLength],
  'frame.cap_len': ({ captured }) => [captured.bytes.length],
  'frame.time_epoch': ({ frame }) => [frame.time],
  'frame.time_relative': ({ relativeTime }) => [relativeTime],
  eth: ({ link }) => (link?.source === undefined ? undefined : present),
  'eth.src': ({ link }) => (link?.source === undefined ? undefined : [link.source]),
  'eth.dst': ({ link }) => (link?.destination === undefined ? undefined : [link.destination]),
  'eth.addr': ({ link }) => (link?.source === undefined ? undefined : [link.source, link.destination ?? '']),
  ip: ipOf(4, () => present),
  'ip.src': ipOf(4, (ip) => [ip.source]),
  'ip.dst': ipOf(4, (ip) => [ip.destination]),
  'ip.addr': ipOf(4, (ip) => [ip.source, ip.destination]),
  'ip.proto': ipOf(4, (ip) => [ip.protocol]),
  ipv6: ipOf(6, () => present),
  'ipv6.src': ipOf(6, (ip) => [ip.source]),
  'ipv6.dst': ipOf(6, (ip) => [ip.destination]),
  'ipv6.addr': ipOf(6, (ip) => [ip.source, ip.destination]),
  'ipv6.nxt': ipOf(6, (ip) => [ip.protocol]),
  tcp: tcpOf(() => present),
  'tcp.stream': tcpOf(({ flow }) => [flow.stream]),
  'tcp.port': tcpOf(({ segment }) => [segment.sourcePort, segment.destinationPort]),
  'tcp.srcport': tcpOf(({ segment }) => [segment.sourcePort]),
  'tcp.dstport': tcpOf(({ segment }) => [segment.destinationPort]),
  'tcp.seq': tcpOf(({ facts }) => [facts.sequence]),
  'tcp.ack': tcpOf(({ facts }) => [facts.acknowledgment]),
  'tcp.len': tcpOf((_, packet) => [payloadLength(packet)]),
  'tcp.flags': tcpOf(({ segment }) => [segment.flags]),
  'tcp.flags.fin': flag(tcpFlags.fin),
  'tcp.flags.syn': flag(tcpFlags.syn),
  'tcp.flags.reset': flag(tcpFlags.rst),
  'tcp.flags.push': flag(tcpFlags.psh),
  'tcp.flags.ack': flag(tcpFlags.ack),
  'tcp.window_size': tcpOf(({ facts }) => [facts.window]),
  'tcp.analysis.flags': remarked(/./),
  'tcp.analysis.retransmission': remarked(/Retransmission$/),
  'tcp.analysis.out_of_order': remarked(/Out-Of-Order$/),
  'tcp.analysis.lost_segment': remarked(/not captured$/),
  'tcp.analysis.duplicate_ack': remarked(/Dup ACK/),
  'tcp.analysis.zero_window': remarked(/ZeroWindow$/),
  'tcp.analysis.window_full': remarked(/Window Full$/),
  udp: udpOf(() => present),
  'udp.stream': udpOf(({ flow }) => [flow.stream]),
  'udp.port': udpOf(({ datagram }) => [datagram.sourcePort, datagram.destinationPort]),
  'udp.srcport': udpOf(({ datagram }) => [datagram.sourcePort]),
  'udp.dstport': udpOf(({ datagram }) => [datagram.destinationPort]),
  'udp.length': udpOf(({ datagram }) => [datagram.length + 8]),
};

/** What records and messages are asked for, in TLS and in DTLS. */
const tlsNames = [
  'quic',
  ...['tls', 'dtls'].flatMap((protocol) => [
    protocol,
    ...[
      'record',
      'record.content_type',
      'record.version',
      'record.length',
      'app_data',
      'change_cipher_spec',
      'alert',
      'alert_message',
      'alert_message.level',
      'alert_message.desc',
      'handshake',
      'handshake.type',
      'handshake.length',
      'handshake.version',
      'handshake.random',
      'handshake.session_id',
      'handshake.ciphersuite',
      'handshake.extension.type',
      'handshake.extensions_server_name',
      'handshake.extensions_alpn_str',
      'handshake.extensions.supported_version',
      'handshake.comp_method',
      'handshake.extensions_supported_group',
      'handshake.extensions_key_share_group',
      'handshake.sig_hash_alg',
      'handshake.session_ticket_lifetime_hint',
      'extension.psk_ke_mode',
    ].map((field) => `${protocol}.${field}`),
  ]),
];
