import { expect, test } from 'vitest';
import { inspect } from '../inspect.ts';
import { noise } from '../testing/documents.ts';
import { pcapngFile } from '../testing/files.ts';
import { SyntheticConnection } from './synthetic-connection.ts';

test.each([
  ['127.0.0.1', '127.0.0.2'],
  ['::1', '2001:db8::5'],
])('what went from %s to %s comes out of the capture again', (client, server) => {
  const connection = new SyntheticConnection({ address: client, port: 5000 }, { address: server, port: 443 });
  const sent = noise(100_000);
  const time = 1_790_000_000_123.456;
  const file = pcapngFile([
    ...connection.open(time),
    ...connection.data(0, sent, time + 1),
    ...connection.data(1, sent.subarray(0, 10), time + 2),
    ...connection.end(1, time + 3),
    ...connection.end(1, time + 3),
    ...connection.end(0, time + 4),
    ...connection.reset(0, time + 5),
  ]);
  const said: [number[], number[]] = [[], []];
  const { connections } = inspect(file, { content: ({ direction, bytes }) => said[direction].push(...bytes) });
  expect(said).toEqual([[...sent], [...sent.subarray(0, 10)]]);
  expect(connections).toMatchObject([
    {
      client: { address: client, port: 5000 },
      server: { address: server },
      packets: [7, 4],
      begin: 1_790_000_000.123456,
      gaps: [],
      ended: 'fin',
    },
  ]);
});

test('a connection that is torn down ends so', () => {
  const ends = [
    { address: '10.0.0.1', port: 1 },
    { address: '10.0.0.2', port: 2 },
  ] as const;
  const connection = new SyntheticConnection(...ends);
  const file = pcapngFile([...connection.open(0), ...connection.reset(1, 1)]);
  expect(inspect(file).connections).toMatchObject([{ ended: 'rst' }]);
});
