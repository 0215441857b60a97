import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { inspect } from '../inspect.ts';
import { frenchPackets, spanishPackets } from '../testing/documents.ts';
import { pcapFile } from '../testing/files.ts';
import { troubledPackets } from '../testing/troubled.ts';
import { Wire } from '../testing/wire.ts';
import { layersOf } from './layers.ts';
import { type PacketRow, rowOf } from './row.ts';

function rows(packets: Parameters<typeof pcapFile>[0], filter = ''): PacketRow[] {
  const found: PacketRow[] = [];
  inspect(pcapFile(packets), { filter, packet: (packet) => found.push(rowOf(packet, { namesFirstOnly: true })) });
  return found;
}

const report = ({ source, destination, protocol, sourcePort, length, info }: PacketRow) =>
  [source, destination, protocol, sourcePort, length, info].join('\t');

describe('the packet lists of the documents', () => {
  test('[M01] [M02] [M11] the eight packets of the Spanish report, column by column', () => {
    expect(rows(spanishPackets(), 'tls').map(report)).toEqual([
      '192.168.0.16\t173.194.42.232\tTLSv1.2\t51178\t269\tClient Hello',
      '173.194.42.232\t192.168.0.16\tTLSv1.2\thttps\t1484\tServer Hello',
      '173.194.42.232\t192.168.0.16\tTLSv1.2\thttps\t1059\tCertificate',
      '192.168.0.16\t173.194.42.232\tTLSv1.2\t51178\t172\tClient Key Exchange, Change Cipher Spec, Encrypted Handshake Message',
      '173.194.42.232\t192.168.0.16\tTLSv1.2\thttps\t292\tNew Session Ticket, Change Cipher Spec, Encrypted Handshake Message',
      '173.194.42.232\t192.168.0.16\tTLSv1.2\thttps\t103\tApplication Data',
      '173.194.42.232\t192.168.0.16\tTLSv1.2\thttps\t91\tApplication Data',
      '192.168.0.16\t173.194.42.232\tTLSv1.2\t51178\t103\tApplication Data',
    ]);
  });

  test('[B08] several records in one segment are named one after another', () => {
    const [, , , fourth] = rows(spanishPackets(), 'tls');
    expect(fourth?.info).toBe('Client Key Exchange, Change Cipher Spec, Encrypted Handshake Message');
  });

  test('[B09] the flight of 3865 bytes is put together from 1430, 1430 and 1005', () => {
    const flight = rows(spanishPackets(), 'tcp.srcport == 443 and frame.number < 5');
    expect(flight.map(({ length }) => length - 54)).toEqual([1430, 1430, 1005]);
    expect(flight[1]).toMatchObject({
      protocol: 'TCP',
      info: '443 → 51178 [PSH, ACK] Seq=1431 Ack=216 Win=65535 Len=1430 [TCP segment of a reassembled PDU]',
    });
    const all: string[] = [];
    inspect(pcapFile(spanishPackets()), { filter: 'frame.number == 4', packet: (one) => all.push(rowOf(one).info) });
    expect(all).toEqual(['Certificate, Server Key Exchange, Server Hello Done']);
  });

  test('[M02] the French slides name three messages of one record', () => {
    const [hello, answer] = rows(frenchPackets(), 'tls');
    expect(hello).toMatchObject({ protocol: 'TLSv1', sourcePort: '55538', length: 217, info: 'Client Hello' });
    expect(answer).toMatchObject({
      source: '62.161.94.179',
      protocol: 'TLSv1',
      length: 1058,
      info: 'Server Hello, Certificate, Server Hello Done',
    });
  });

  test('[M04] their frames 740 and 741, behind as many others, line by line as far as they are printed', () => {
    const start = 1_790_000_000;
    const others = Array.from({ length: 736 }, () => spanishPackets()[0] as CapturedPacket);
    const answered = { seconds: start + 17, nanoseconds: 3_003_000 };
    const packets = [...others, ...frenchPackets()].map((one, i) => ({ ...one, seconds: start + (i < 739 ? 0 : 17) }));
    packets[740] = { ...(packets[740] as CapturedPacket), ...answered };
    const found: string[] = [];
    inspect(pcapFile(packets), {
      filter: 'frame.number >= 740',
      packet(packet) {
        const { number, time, source, info } = rowOf(packet);
        found.push(`${number} ${time} ${source} ${info}`, ...layersOf(packet).map(({ label }) => label));
      },
    });
    expect(found).toEqual([
      '740 17.003000 10.10.1.37 Client Hello',
      'Frame 740 (217 bytes on wire, 217 bytes captured)',
      'Ethernet II, Src: Dell_2b:76:54 (00:1e:c9:2b:76:54), Dst: Cisco_d2:49:3f (00:1f:6c:d2:49:3f)',
      'Internet Protocol, Src: 10.10.1.37 (10.10.1.37), Dst: 62.161.94.179 (62.161.94.179)',
      'Transmission Control Protocol, Src Port: 55538 (55538), Dst Port: https (443), Seq: 1, Ack: 1, Len: 163',
      'Secure Socket Layer',
      '741 17.003003 62.161.94.179 Server Hello, Certificate, Server Hello Done',
      'Frame 741 (1058 bytes on wire, 1058 bytes captured)',
      'Ethernet II, Src: Cisco_d2:49:3f (00:1f:6c:d2:49:3f), Dst: Dell_2b:76:54 (00:1e:c9:2b:76:54)',
      'Internet Protocol, Src: 62.161.94.179 (62.161.94.179), Dst: 10.10.1.37 (10.10.1.37)',
      'Transmission Control Protocol, Src Port: https (443), Dst Port: 55538 (55538), Seq: 1, Ack: 164, Len: 1004',
      'Secure Socket Layer',
    ]);
  });
});

test('packets without TLS are described as usual', () => {
  const options = Uint8Array.of(2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7);
  const wire = new Wire({ address: '10.0.0.1', port: 40_000 }, { address: '10.0.0.2', port: 7 });
  wire.send(0, new Uint8Array(), { flags: 2, options }).send(1, new Uint8Array(), { flags: 0x12, options });
  wire.send(0, new Uint8Array(), { flags: 0x10 }).send(0, Uint8Array.of(1, 2, 3));
  wire.send(0, Uint8Array.of(1, 2, 3), { sequence: 1001 }).send(0, Uint8Array.of(0), { sequence: 1003, flags: 0x10 });
  wire.send(1, new Uint8Array(), { flags: 0x14 });
  expect(rows(wire.packets).map(({ info }) => info)).toEqual([
    '40000 → 7 [SYN] Seq=0 Win=65535 Len=0 MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128',
    '7 → 40000 [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128',
    '40000 → 7 [ACK] Seq=1 Ack=1 Win=8388480 Len=0',
    '40000 → 7 [PSH, ACK] Seq=1 Ack=1 Win=8388480 Len=3',
    '[TCP Retransmission] 40000 → 7 [PSH, ACK] Seq=1 Ack=1 Win=8388480 Len=3',
    '[TCP Keep-Alive] 40000 → 7 [ACK] Seq=3 Ack=1 Win=8388480 Len=1',
    '7 → 40000 [RST, ACK] Seq=1 Ack=4 Win=8388480 Len=0',
  ]);
});

test('RFC 9293 §3.4: what sequence numbers tell of a connection in trouble is remarked, and can be asked for', () => {
  const found = rows(troubledPackets(), 'tcp.analysis.flags');
  expect(found.map(({ number, info }) => `${number} ${info.replace(/ ?\d+ → .*/, '')}`)).toEqual([
    '7 [TCP Previous segment not captured]',
    '10 [TCP Dup ACK 9#1]',
    '11 [TCP Dup ACK 9#2]',
    '12 [TCP Dup ACK 9#3]',
    '13 [TCP Fast Retransmission]',
    '15 [TCP Spurious Retransmission]',
    '16 [TCP Dup ACK 14#1]',
    '18 [TCP Retransmission]',
    '20 [TCP Keep-Alive]',
    '21 [TCP Keep-Alive ACK]',
    '22 [TCP ZeroWindow]',
    '23 [TCP ZeroWindowProbe]',
    '24 [TCP ZeroWindowProbeAck] [TCP ZeroWindow]',
    '25 [TCP Window Update]',
    '26 [TCP Window Full]',
    '29 [TCP Previous segment not captured]',
    '30 [TCP Out-Of-Order]',
    '32 [TCP ACKed unseen segment]',
    '34 [TCP Previous segment not captured]',
    '35 [TCP ACKed unseen segment]',
    '36 [TCP Port numbers reused]',
  ]);
  expect(rows(troubledPackets(), 'tcp.analysis.retransmission').map(({ number }) => number)).toEqual([13, 15, 18]);
});
