import { expect, test } from 'vitest';
import { MisuseError } from '../../base/errors.ts';
import { clientConfig } from '../../engine/client-config.ts';
import { classicExtensions, judgesClassic } from '../../engine/testing/classic-script.ts';
import { trust } from '../../engine/testing/fixtures.ts';
import { recordLog } from '../../engine/testing/observe.ts';
import { connectedPair, pump } from '../../engine/testing/pair.ts';
import { nodeProvider } from '../../providers/node/index.ts';

const small = { client: { maxFragmentLength: 512 } } as const;

test('[F03] RFC 6066 §4: a client asks for small records, and both sides keep to them', async () => {
  for (const maxFragmentLength of [512, 1024, 2048, 4096] as const) {
    const { observer, records } = recordLog();
    const both = await connectedPair({
      client: { versions: ['TLS 1.2'], maxFragmentLength, observer },
    });
    both.client.use((connection) => connection.write(new Uint8Array(10_000)));
    both.server.use((connection) => connection.write(new Uint8Array(10_000)));
    await pump(both);
    for (const direction of ['sent', 'received'] as const) {
      const data = records.filter((record) => record.direction === direction && record.type === 23);
      expect(Math.max(...data.map(({ length }) => length))).toBe(maxFragmentLength);
      expect(data.reduce((sum, { length }) => sum + length, 0)).toBe(10_000);
    }
  }
});

test('RFC 8449 §5: where both limits are asked for, the newer one counts', async () => {
  const { observer, records } = recordLog();
  const versions = ['TLS 1.2'] as const;
  const both = await connectedPair({ client: { versions, maxFragmentLength: 512, recordSizeLimit: 2000, observer } });
  both.server.use((connection) => connection.write(new Uint8Array(10_000)));
  await pump(both);
  const data = records.filter(({ direction, type }) => direction === 'received' && type === 23);
  expect(Math.max(...data.map(({ length }) => length))).toBe(2000);
});

judgesClassic('client', 'max_fragment_length', [
  [undefined, 'RFC 6066 §4: what it asked for', classicExtensions('ServerHello', { max_fragment_length: 1 }), small],
  ['bad_value', 'RFC 6066 §4: another length', classicExtensions('ServerHello', { max_fragment_length: 2 }), small],
  ['unsolicited_extension', 'RFC 6066 §4: not asked for', classicExtensions('ServerHello', { max_fragment_length: 1 })],
  [
    'bad_value',
    'RFC 8449 §5: both limits at once',
    classicExtensions('ServerHello', { max_fragment_length: 1, record_size_limit: 2000 }),
    { client: { ...small.client, recordSizeLimit: 2000 } },
  ],
]);

test('a length that has no code is the caller’s mistake', () => {
  expect(() => clientConfig({ crypto: nodeProvider, trust, maxFragmentLength: 600 as never })).toThrow(MisuseError);
});
