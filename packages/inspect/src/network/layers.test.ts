import { describe, expect, test } from 'vitest';
import { linkTypes } from '../capture/captured-packet.ts';
import { tcpPacket, udpPacket } from '../capture/synthetic.ts';
import { concat } from '../concat.ts';
import { inspect } from '../inspect.ts';
import { type PacketRow, rowOf } from '../list/row.ts';
import { frenchClientHello, record } from '../testing/documents.ts';
import { captured, pcapFile, pcapngFile } from '../testing/files.ts';
import { ethernetFrame } from '../testing/wire.ts';
import { ipv6Address } from './address.ts';
import { checksum } from './checksum.ts';

const client = { address: '192.0.2.1', port: 40_000 };
const server = { address: '192.0.2.2', port: 8443 };
const client6 = { address: '2001:db8::1', port: 40_000 };
const server6 = { address: '2001:db8::2:0', port: 8443 };
const hello = record(22, 0x0301, frenchClientHello());
const segment = { sequence: 1, acknowledgment: 0, flags: 0x18, payload: hello };
const v4 = tcpPacket({ ...segment, from: client, to: server });
const v6 = tcpPacket({ ...segment, from: client6, to: server6 });

function rowsOf(file: Uint8Array): PacketRow[] {
  const rows: PacketRow[] = [];
  inspect(file, { packet: (packet) => rows.push(rowOf(packet)) });
  return rows;
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const tagged = (...tags: readonly number[]): Uint8Array => {
  const frame = ethernetFrame(v4);
  return concat(frame.subarray(0, 12), bytes(...tags), frame.subarray(12));
};

describe('link layers', () => {
  test.each([
    ['Ethernet', linkTypes.ethernet, ethernetFrame(v4)],
    ['Ethernet with padding behind', linkTypes.ethernet, concat(ethernetFrame(v4), bytes(0, 0, 0, 0))],
    ['802.1Q', linkTypes.ethernet, tagged(0x81, 0, 0, 7)],
    ['QinQ', linkTypes.ethernet, tagged(0x88, 0xa8, 0, 1, 0x81, 0, 0, 7)],
    ['Linux cooked', linkTypes.linuxCooked, concat(new Uint8Array(14), bytes(8, 0), v4)],
    ['Linux cooked with a tag', linkTypes.linuxCooked, concat(new Uint8Array(14), bytes(0x81, 0, 0, 7, 8, 0), v4)],
    ['Linux cooked v2', linkTypes.linuxCooked2, concat(bytes(8, 0), new Uint8Array(18), v4)],
    ['raw', linkTypes.raw, v4],
    ['raw IPv4', linkTypes.ipv4, v4],
    ['null, little-endian', linkTypes.null, concat(bytes(2, 0, 0, 0), v4)],
    ['loop, big-endian', linkTypes.loop, concat(bytes(0, 0, 0, 2), v4)],
  ])('%s', (_, linkType, frame) => {
    expect(rowsOf(pcapFile([captured(frame, linkType)]))).toMatchObject([
      {
        source: '192.0.2.1',
        destination: '192.0.2.2',
        sourcePort: '40000',
        info: 'Client Hello',
        length: frame.length,
      },
    ]);
  });

  test.each([
    ['Ethernet', linkTypes.ethernet, ethernetFrame(v6)],
    ['null of macOS', linkTypes.null, concat(bytes(30, 0, 0, 0), v6)],
    ['raw', linkTypes.raw, v6],
    ['raw IPv6', linkTypes.ipv6, v6],
  ])('IPv6 over %s', (_, linkType, frame) => {
    expect(rowsOf(pcapFile([captured(frame, linkType)]))).toMatchObject([
      { source: '2001:db8::1', destination: '2001:db8::2:0', info: 'Client Hello' },
    ]);
  });

  test('one connection over several interfaces is one connection', () => {
    const parts = [
      captured(tcpPacket({ ...segment, from: client, to: server, payload: hello.subarray(0, 100) }), linkTypes.raw),
      captured(
        ethernetFrame(tcpPacket({ ...segment, sequence: 101, from: client, to: server, payload: hello.subarray(100) })),
        linkTypes.ethernet,
      ),
    ];
    expect(rowsOf(pcapngFile(parts)).map(({ protocol }) => protocol)).toEqual(['TCP', 'TLSv1']);
  });

  test('what is not understood is listed as what it is', () => {
    const arp = concat(new Uint8Array(12), bytes(8, 6), new Uint8Array(28));
    const strange = concat(new Uint8Array(12), bytes(0x88, 0xcc), new Uint8Array(28));
    const icmp = udpPacket(client, server, bytes(1, 2, 3));
    icmp[9] = 1;
    const packets = [arp, strange, ethernetFrame(icmp), bytes(1)].map((frame) => captured(frame, linkTypes.ethernet));
    expect(rowsOf(pcapFile(packets)).map(({ protocol }) => protocol)).toEqual(['ARP', '0x88cc', 'ICMP', 'Unknown']);
  });
});

/** A packet of IPv4 in pieces of at most so many bytes. */
function fragmentsOf(packet: Uint8Array, size: number): Uint8Array[] {
  const payload = packet.subarray(20);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const piece = concat(packet.subarray(0, 20), payload.subarray(at, at + size));
    const view = new DataView(piece.buffer);
    view.setUint16(2, piece.length);
    view.setUint16(4, 4711);
    view.setUint16(6, (at + size < payload.length ? 0x2000 : 0) | (at / 8));
    pieces.push(piece);
  }
  return pieces;
}

/** The same for IPv6: a fragment header in front of each piece. */
function fragmentsOf6(packet: Uint8Array, size: number): Uint8Array[] {
  const payload = packet.subarray(40);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const offset = at | (at + size < payload.length ? 1 : 0);
    const header = bytes(6, 0, offset >> 8, offset & 0xff, 0, 0, 0x12, 0x67);
    const piece = concat(packet.subarray(0, 40), header, payload.subarray(at, at + size));
    new DataView(piece.buffer).setUint16(4, piece.length - 40);
    piece[6] = 44;
    pieces.push(piece);
  }
  return pieces;
}

describe('fragments', () => {
  test.each([
    ['RFC 791 §3.2: IPv4', fragmentsOf(v4, 48)],
    ['RFC 8200 §4.5: IPv6', fragmentsOf6(v6, 48)],
  ])('%s, in any order and twice', (_, pieces) => {
    for (const order of [pieces, pieces.toReversed(), [...pieces.slice(1), ...pieces]]) {
      const rows = rowsOf(pcapFile(order.map((piece) => captured(piece, linkTypes.raw))));
      expect(rows.filter(({ info }) => info === 'Client Hello')).toHaveLength(1);
      expect(rows[0]?.info).toMatch(/^Fragmented IP protocol \(proto=6, off=\d+, ID=/);
    }
  });

  test('fragments as small as can be keep nobody busy', () => {
    const whole = tcpPacket({ ...segment, from: client, to: server, payload: new Uint8Array(65_000) });
    const pieces = fragmentsOf(whole, 8).toReversed();
    const start = performance.now();
    expect(rowsOf(pcapFile(pieces.map((piece) => captured(piece, linkTypes.raw))))).toHaveLength(pieces.length);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('what never becomes whole is forgotten', () => {
    const pieces = Array.from({ length: 1000 }, (_, i) => {
      const [first] = fragmentsOf(v4, 48) as [Uint8Array];
      new DataView(first.buffer).setUint16(4, i);
      return captured(first, linkTypes.raw);
    });
    expect(rowsOf(pcapFile(pieces))).toHaveLength(1000);
  });
});

test('RFC 8200 §4: extension headers are passed over', () => {
  const hopByHop = bytes(60, 0, 1, 4, 0, 0, 0, 0);
  const destination = bytes(6, 1, ...new Uint8Array(14));
  const packet = concat(v6.subarray(0, 40), hopByHop, destination, v6.subarray(40));
  packet[6] = 0;
  new DataView(packet.buffer).setUint16(4, packet.length - 40);
  expect(rowsOf(pcapFile([captured(packet, linkTypes.raw)]))).toMatchObject([{ info: 'Client Hello' }]);
});

test.each([
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ['00000000000000000000000000000000', '::'],
  ['fe800000000000000000000000000000', 'fe80::'],
])('RFC 5952 §4: %s is written %s', (hex, text) => {
  expect(ipv6Address(Uint8Array.from(Buffer.from(hex, 'hex')), 0)).toBe(text);
});

test('RFC 1071: the checksum of what carries its own is zero', () => {
  expect(checksum(v4.subarray(0, 20))).toBe(0);
  expect(checksum(v4.subarray(12, 20), bytes(0, 6, 0, v4.length - 20), v4.subarray(20))).toBe(0);
  expect(checksum(bytes(0x12))).toBe(~0x1200 & 0xffff);
});

test('UDP is listed, and DTLS inside is found on any port', () => {
  const dtls = concat(bytes(22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12), bytes(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  const packets = [udpPacket(client, server, bytes(1, 2, 3)), udpPacket(client6, server6, dtls)];
  const file = pcapFile(packets.map((packet) => captured(packet, linkTypes.raw)));
  expect(rowsOf(file)[0]).toMatchObject({ protocol: 'UDP', info: '40000 → 8443 Len=3', length: 31 });
  const [plain, secured] = inspect(file).connections;
  expect(plain).toMatchObject({ carrier: 'udp', stream: 0, bytes: [3, 0], tls: null });
  expect(secured).toMatchObject({ carrier: 'udp', stream: 1 });
  expect(secured?.tls).not.toBeNull();
});
