import { expect, test } from 'vitest';
import { linkTypes } from '../capture/captured-packet.ts';
import { udpPacket } from '../capture/synthetic.ts';
import { Inspection, inspect } from '../inspect.ts';
import type { ConnectionReport } from '../model.ts';
import { captured, pcapFile } from '../testing/files.ts';

const server = { address: '10.0.0.2', port: 4433 };
/** A datagram of a client, so many seconds after the first. */
const datagram = (port: number, seconds: number) => {
  const bytes = udpPacket({ address: '10.0.0.1', port }, server, Uint8Array.of(1, 2, 3));
  return captured(bytes, linkTypes.raw, 1000 * seconds);
};

test('RFC 4787 §4.3: a flow is over after five minutes of silence, and told at once', () => {
  const over: ConnectionReport[] = [];
  const inspection = new Inspection({ connection: (report) => over.push(report) });
  inspection.push(pcapFile([datagram(50_000, 0), datagram(50_001, 290), datagram(50_001, 331)]));
  expect(over).toMatchObject([{ stream: 0, carrier: 'udp', client: { port: 50_000 }, packets: [1, 0] }]);
  inspection.end();
  expect(over).toHaveLength(2);
});

test('what comes after such a silence is another flow', () => {
  const { connections } = inspect(pcapFile([datagram(50_000, 0), datagram(50_000, 299), datagram(50_000, 700)]));
  expect(connections).toMatchObject([{ packets: [2, 0] }, { packets: [1, 0] }]);
});

test('however many flows come and go, only those are kept that may go on', () => {
  let over = 0;
  const inspection = new Inspection({ connection: () => over++ });
  const packets = Array.from({ length: 3000 }, (_, i) => datagram(1024 + i, i));
  inspection.push(pcapFile(packets));
  expect(over).toBeGreaterThan(3000 - 300 - 31);
  inspection.end();
  expect(over).toBe(3000);
});
