import { expect, test } from 'vitest';
import { contentTypes } from '../../registry/content-types.ts';
import { lossyPairs } from './testing/lossy-pair.ts';

function handshake(mtu: number) {
  const datagrams: number[] = [];
  const records: string[] = [];
  const { network, server, client } = lossyPairs({
    client: { versions: ['DTLS 1.3'], datagrams: { mtu } },
    server: { datagrams: { mtu } },
    observe: (side) => ({
      datagram: ({ direction, length }) => side === 'server' && direction === 'sent' && datagrams.push(length),
      record: ({ direction, type, epoch }) =>
        side === 'server' && direction === 'sent' && type === contentTypes.handshake && records.push(epoch),
    }),
  })({ seed: 1 });
  network.run(network.now + 10_000);
  expect(client.info).toBeDefined();
  expect(server.info).toBeDefined();
  return { datagrams, records };
}

test('[A25] RFC 9147 §5.5: messages under the same keys share a record, and records a datagram', () => {
  const { records } = handshake(16_000);
  expect(records.filter((epoch) => epoch === 'initial')).toHaveLength(1);
  expect(records.filter((epoch) => epoch === 'handshake')).toHaveLength(1);
});

test('[A25] RFC 9147 §4.4: a flight that is cut fills every datagram but the last', () => {
  const { datagrams, records } = handshake(300);
  expect(records.filter((epoch) => epoch === 'handshake').length).toBeGreaterThan(2);
  const full = datagrams.slice(0, records.length - 2);
  expect(Math.min(...full)).toBeGreaterThan(300 - 13);
  expect(Math.max(...datagrams)).toBeLessThanOrEqual(300);
});
