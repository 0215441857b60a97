import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { linkTypes } from '../capture/captured-packet.ts';
import { CaptureReader } from '../capture/reader.ts';
import { udpPacket } from '../capture/synthetic.ts';
import { concat } from '../concat.ts';
import { inspect } from '../inspect.ts';
import { rowOf } from '../list/row.ts';
import { checksum } from '../network/checksum.ts';
import { frenchPackets, noise, record, spanishPackets } from '../testing/documents.ts';
import { captured, pcapFile, pcapngFile } from '../testing/files.ts';
import { ethernetFrame, Wire } from '../testing/wire.ts';
import { CaptureExport, type ExportOptions } from './capture-export.ts';
import { RecordMap } from './record-map.ts';

/** What is written of a capture. */
function exported(file: Uint8Array, options: ExportOptions, { filter = '', keyLog = '' } = {}): Uint8Array {
  const capture = new CaptureExport(options);
  const parts = [capture.header()];
  capture.keyLog(keyLog);
  inspect(file, {
    filter,
    redacts: options.redact === true,
    keyLog: (text) => capture.keyLog(text),
    packet: (packet) => parts.push(...capture.packet(packet)),
  });
  return concat(...parts);
}

function contents(file: Uint8Array) {
  const packets: CapturedPacket[] = [];
  const secrets: string[] = [];
  const reader = new CaptureReader({ packet: (one) => packets.push(one), keyLog: (text) => secrets.push(text) });
  reader.push(file);
  reader.end();
  return { packets, secrets: secrets.join('') };
}

const rowsOf = (file: Uint8Array): string[] => {
  const rows: string[] = [];
  inspect(file, { packet: (packet) => rows.push(JSON.stringify(rowOf(packet))) });
  return rows;
};

describe('a new capture', () => {
  test('holds the same packets, and the secrets of file and flag inside', () => {
    const file = pcapngFile(spanishPackets(), 'CLIENT_RANDOM aa 01');
    const written = contents(exported(file, {}, { keyLog: 'CLIENT_RANDOM bb 02' }));
    expect(written.packets).toEqual(spanishPackets());
    expect(written.secrets).toBe('CLIENT_RANDOM bb 02\nCLIENT_RANDOM aa 01\n');
  });

  test('of one connection alone has its packets and its secrets only', () => {
    const file = pcapngFile([...spanishPackets(), ...frenchPackets()]);
    const hello = (frenchPackets()[3] as CapturedPacket).bytes;
    const random = Buffer.from(hello.subarray(54 + 11, 54 + 43)).toString('hex');
    const keyLog = `CLIENT_RANDOM ${'00'.repeat(32)} 01\n\nCLIENT_RANDOM ${random} 02\n`;
    const written = contents(exported(file, { ownSecretsOnly: true }, { keyLog, filter: 'tcp.stream == 1' }));
    expect(written.packets).toEqual(frenchPackets());
    expect(written.secrets).toBe(`CLIENT_RANDOM ${random} 02\n`);
  });
});

describe('a redacted capture', () => {
  test('says what the original says, without application data and secrets', () => {
    const file = pcapngFile(spanishPackets(), 'CLIENT_RANDOM aa 01');
    const written = exported(file, { redact: true }, { keyLog: 'CLIENT_RANDOM bb 02' });
    const { packets, secrets } = contents(written);
    expect(secrets).toBe('');
    expect(rowsOf(written)).toEqual(rowsOf(file));
    for (const [i, packet] of packets.entries()) {
      const original = spanishPackets()[i] as CapturedPacket;
      if (i < 6) expect(packet.bytes).toEqual(original.bytes);
      else expect(packet.bytes.subarray(54 + 5).every((byte) => byte === 0)).toBe(true);
      const length = packet.bytes.length - 34;
      const pseudo = concat(packet.bytes.subarray(26, 34), Uint8Array.of(0, 6, length >> 8, length & 0xff));
      expect(checksum(pseudo, packet.bytes.subarray(34))).toBe(0);
    }
  });

  test('shows nothing of what is not TLS, came too early, or lies behind a gap', () => {
    const secret = Uint8Array.from(Buffer.from('password=hunter2'));
    const plain = new Wire({ address: '10.0.0.1', port: 40_000 }, { address: '10.0.0.2', port: 23 }).open();
    plain.send(0, secret).send(1, secret).close();
    const tls = new Wire().open();
    for (const { bytes } of spanishPackets().slice(0, 1)) tls.send(0, bytes.subarray(54));
    const data = record(23, 0x0303, secret);
    tls.send(0, concat(data, data), { sequence: 100_000 }).send(0, data).send(1, secret);
    const dns = captured(ethernetFrame(udpPacket(tls.ends[0], tls.ends[1], secret)), linkTypes.ethernet);
    const odd = captured(concat(new Uint8Array(12), Uint8Array.of(0x88, 0xcc), secret), linkTypes.ethernet);
    const padded = { ...dns, bytes: concat(dns.bytes, secret), originalLength: dns.bytes.length + secret.length };
    const file = pcapFile([...plain.packets, ...tls.packets, dns, odd, padded]);
    const written = Buffer.from(exported(file, { redact: true }));
    expect(Buffer.from(file).includes('hunter2')).toBe(true);
    expect(written.includes('hunter2')).toBe(false);
    expect(written.includes('www.google.cl')).toBe(true);
  });

  test('of DTLS keeps handshakes and headers', () => {
    const part = (type: number, body: Uint8Array) =>
      concat(Uint8Array.of(type, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, body.length), body);
    const datagram = concat(part(22, noise(40)), part(23, noise(30)), part(21, Uint8Array.of(1, 0)));
    const ends = [
      { address: '10.0.0.1', port: 5000 },
      { address: '10.0.0.2', port: 5001 },
    ] as const;
    const file = pcapFile([captured(udpPacket(...ends, datagram), linkTypes.raw)]);
    const [packet] = contents(exported(file, { redact: true })).packets;
    const blanked = concat(part(22, noise(40)), part(23, new Uint8Array(30)), part(21, Uint8Array.of(1, 0)));
    expect(packet?.bytes.subarray(28)).toEqual(blanked);
  });
});

test('the map of records finds its way through any portions, and forgets what is long past', () => {
  const stream = concat(record(22, 0x0303, noise(10)), record(23, 0x0303, noise(20)), record(21, 0x0303, noise(2)));
  const whole = new RecordMap();
  whole.feed(stream);
  const single = new RecordMap();
  for (const byte of stream) single.feed(Uint8Array.of(byte));
  const all = { start: 0, end: stream.length };
  const shown = [
    { start: 0, end: 20 },
    { start: 40, end: 47 },
  ];
  expect(whole.shownIn(all)).toEqual(shown);
  expect(single.shownIn(all)).toEqual(shown);
  for (let i = 0; i < 5000; i++) whole.feed(record(23, 0x0303, noise(1)));
  expect(whole.shownIn(all)).toEqual([]);
});
