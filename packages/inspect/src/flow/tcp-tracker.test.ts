import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { concat } from '../concat.ts';
import { inspect } from '../inspect.ts';
import { rowOf } from '../list/row.ts';
import { frenchClientHello, frenchPackets, noise, record } from '../testing/documents.ts';
import { pcapFile } from '../testing/files.ts';
import { Wire } from '../testing/wire.ts';

const hello = record(22, 0x0301, frenchClientHello());
const data = record(23, 0x0301, noise(100));
const client = { address: '10.0.0.1', port: 40_000 };
const server = { address: '10.0.0.2', port: 8443 };
const reportsOf = (packets: readonly CapturedPacket[]) => inspect(pcapFile(packets)).connections;

describe('which packets make a connection', () => {
  test('a SYN with another sequence number begins another one between the same ports', () => {
    const first = new Wire(client, server).open().send(0, hello).close();
    const second = new Wire(client, server, [77, 88]).open().send(0, hello);
    const reports = reportsOf([...first.packets, ...second.packets]);
    expect(reports).toMatchObject([
      { stream: 0, ended: 'fin', packets: [5, 2] },
      { stream: 1, ended: null, packets: [3, 1] },
    ]);
  });

  test('a SYN that is sent again does not', () => {
    const wire = new Wire(client, server).send(0, new Uint8Array(), { flags: 2, sequence: 1000 });
    expect(reportsOf([...wire.packets, ...new Wire(client, server).open().packets])).toHaveLength(1);
  });

  test('one that was found in its middle is over when a SYN comes, unless the answer to it was captured first', () => {
    const middle = new Wire(client, server).send(0, data);
    expect(reportsOf([...middle.packets, ...new Wire(client, server).open().packets])).toHaveLength(2);
    const [syn, answer, ...others] = new Wire(client, server).open().send(0, hello).packets;
    const turned = [answer, syn, ...others] as CapturedPacket[];
    expect(reportsOf(turned)).toMatchObject([{ client: { port: 40_000 }, startsInTheMiddle: false }]);
  });

  test('a late packet belongs to the connection that is over', () => {
    const wire = new Wire(client, server).open().send(0, hello).close();
    const late = wire.send(1, new Uint8Array(), { flags: 0x10 }).packets;
    const streams: (number | undefined)[] = [];
    inspect(pcapFile(late), { packet: ({ tcp }) => streams.push(tcp?.flow.stream) });
    expect(new Set(streams)).toEqual(new Set([0]));
  });
});

describe('a capture that starts in the middle', () => {
  test('the lower port is the server, and records are found where segments begin', () => {
    const wire = new Wire(client, { ...server, port: 443 });
    wire.send(1, noise(50)).send(1, data).send(0, data);
    const rows: string[] = [];
    const [report] = inspect(pcapFile(wire.packets), { packet: (packet) => rows.push(rowOf(packet).info) }).connections;
    expect(report ?? reportsOf(wire.packets)[0]).toMatchObject({
      client: { port: 40_000 },
      server: { port: 443 },
      startsInTheMiddle: true,
    });
    expect(rows.slice(1)).toEqual(['Application Data', 'Application Data']);
  });

  test('whoever says ClientHello is the client', () => {
    const wire = new Wire({ ...client, port: 443 }, { ...server, port: 50_000 });
    wire.send(1, hello).send(0, data);
    expect(reportsOf(wire.packets)[0]).toMatchObject({ client: { port: 50_000 }, server: { port: 443 } });
  });
});

test('reports count what each side sent once, and say how it ended', () => {
  const wire = new Wire(client, server).open().send(0, hello);
  wire.send(0, hello, { sequence: 1001 }).send(1, data).send(1, new Uint8Array(), { flags: 0x14 });
  expect(reportsOf(wire.packets)).toMatchObject([
    { bytes: [hello.length, data.length], packets: [4, 3], ended: 'rst', gaps: [] },
  ]);
});

test('connections are reported as soon as they are over', () => {
  const order: string[] = [];
  const wire = new Wire(client, server).open().send(0, hello).close();
  inspect(pcapFile([...wire.packets, ...frenchPackets()]), {
    packet: ({ frame }) => order.push(String(frame.number)),
    connection: ({ stream }) => order.push(`over ${stream}`),
  });
  expect(order.slice(6, 9)).toEqual(['7', 'over 0', '8']);
  expect(order.at(-1)).toBe('over 1');
});

describe('records whose beginning nobody says', () => {
  /** Records of 3000 bytes in segments of 1430: none begins where a segment does. */
  const bulk = concat(...Array.from({ length: 20 }, (_, i) => record(23, 0x0303, noise(3000, i + 7))));
  const rowsOf = (packets: readonly CapturedPacket[]): string[] => {
    const rows: string[] = [];
    inspect(pcapFile(packets), { packet: (packet) => rows.push(rowOf(packet).info) });
    return rows;
  };

  test('a capture that starts in the middle of a bulky transfer finds them inside of segments', () => {
    const wire = new Wire(client, server).stream(1, bulk.subarray(1700));
    const rows = rowsOf(wire.packets);
    expect(rows.filter((info) => info === 'Application Data').length).toBeGreaterThan(17);
    expect(reportsOf(wire.packets)[0]).toMatchObject({ client: { port: 40_000 }, server: { port: 8443 } });
  });

  test.each([1, 2, 5])('%i segments that are lost cost the records that they were part of, and no more', (lost) => {
    const wire = new Wire(client, server).open().send(0, hello).stream(1, bulk);
    // That something is lost is believed when the receiver has confirmed it a few times.
    for (let i = 0; i < 5; i++) wire.send(0, new Uint8Array(), { flags: 0x10 });
    const first = 10;
    const packets = wire.packets.filter((_, i) => i < first || i >= first + lost);
    const said = (rows: readonly string[]): number => (rows.join().match(/Application Data/g) ?? []).length;
    expect(said(rowsOf(wire.packets))).toBe(20);
    const cost = new Set(Array.from({ length: lost * 1430 }, (_, i) => Math.floor(((first - 4) * 1430 + i) / 3005)))
      .size;
    const found = said(rowsOf(packets));
    // The first record behind the hole is found only where another follows in the same segment.
    expect(found).toBeGreaterThanOrEqual(20 - cost - 1);
    expect(found).toBeLessThanOrEqual(20 - cost);
  });
});
