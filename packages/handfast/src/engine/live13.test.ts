import { describe, expect, test } from 'vitest';
import { concat, equalBytes, toHex, utf8 } from '../base/bytes.ts';
import { keyLogLine } from '../schedule/key-log.ts';
import { credential } from './testing/fixtures.ts';
import { recordLog } from './testing/observe.ts';
import { connectedPair, type Pair, pair, pump } from './testing/pair.ts';
import { providers } from './testing/subjects.ts';

/** Bytes that differ from their neighbours. */
const sample = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

const header = 5;
const tag = 16;

/** Compares long contents, which `toEqual` takes very long for. */
function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual).toHaveLength(expected.length);
  expect(equalBytes(actual, expected)).toBe(true);
}

/** Each side says something else to the other, which must arrive. */
async function talk({ client, server }: Pair): Promise<void> {
  const before = { client: client.data.length, server: server.data.length };
  client.use((connection) => connection.write(utf8('to the server')));
  server.use((connection) => connection.write(utf8('to the client')));
  await pump({ client, server });
  expect(client.data.subarray(before.client)).toEqual(utf8('to the client'));
  expect(server.data.subarray(before.server)).toEqual(utf8('to the server'));
}

for (const { answers, crypto } of providers) {
  describe(`with a provider that answers ${answers},`, () => {
    test('[B25, P01] RFC 8446 §5.1: data arrives as it was sent, in both directions, whatever its length', async () => {
      const both = await connectedPair({ crypto });
      for (const length of [0, 1, 2 ** 14 - 1, 2 ** 14, 2 ** 14 + 1, 100_000]) {
        both.client.use((connection) => connection.write(sample(length)));
        both.server.use((connection) => connection.write(sample(length)));
      }
      await pump(both);
      const all = concat(...[0, 1, 2 ** 14 - 1, 2 ** 14, 2 ** 14 + 1, 100_000].map(sample));
      expectBytes(both.client.data, all);
      expectBytes(both.server.data, all);
    });

    test('RFC 8446 §5.1: single bytes on the wire make the same conversation', async () => {
      const both = await connectedPair({ crypto });
      both.client.use((connection) => connection.write(sample(40)));
      for (const byte of both.client.send()) both.server.receive(Uint8Array.of(byte));
      await pump(both);
      expect(both.server.data).toEqual(sample(40));
    });

    test('what is written before the handshake is finished is sent when it is', async () => {
      const both = pair({ crypto });
      both.client.use((connection) => connection.write(utf8('early')));
      both.server.use((connection) => connection.write(utf8('early too')));
      await pump(both);
      expect(both.server.data).toEqual(utf8('early'));
      expect(both.client.data).toEqual(utf8('early too'));
    });

    test('[D11] RFC 8446 §4.6.3: either side updates its keys, or asks for both', async () => {
      const both = await connectedPair({ crypto });
      const { client, server } = both;
      client.use((connection) => connection.updateKeys(false));
      await talk(both);
      expect([...server.secrets.keys()]).toContain('CLIENT_TRAFFIC_SECRET_1');
      expect([...client.secrets.keys()]).not.toContain('SERVER_TRAFFIC_SECRET_1');
      server.use((connection) => connection.updateKeys(true));
      await talk(both);
      client.use((connection) => connection.updateKeys(true));
      server.use((connection) => connection.updateKeys(true));
      await talk(both);
      expect(client.secrets.get('CLIENT_TRAFFIC_SECRET_4')).toEqual(server.secrets.get('CLIENT_TRAFFIC_SECRET_4'));
      expect(client.secrets.get('SERVER_TRAFFIC_SECRET_3')).toEqual(server.secrets.get('SERVER_TRAFFIC_SECRET_3'));
      expect(client.messages.filter((message) => message === '> KeyUpdate')).toHaveLength(4);
    });

    test('[D11] RFC 8446 §7.2: a key that was replaced is wiped', async () => {
      const both = await connectedPair({ crypto });
      both.client.use((connection) => connection.updateKeys(true));
      await pump(both);
      for (const side of [both.client, both.server]) {
        expect(side.secrets.get('CLIENT_TRAFFIC_SECRET_0')?.every((byte) => byte === 0)).toBe(true);
        expect(side.secrets.get('SERVER_TRAFFIC_SECRET_0')?.every((byte) => byte === 0)).toBe(true);
        expect(side.secrets.get('CLIENT_TRAFFIC_SECRET_1')?.every((byte) => byte === 0)).toBe(false);
      }
    });

    test('RFC 8446 §5.5: no key protects more records than it may, in either direction', async () => {
      const both = await connectedPair({ crypto, client: { keyUpdateAfter: 64 } });
      for (let i = 0; i < 200; i++) {
        both.client.use((connection) => connection.write(Uint8Array.of(i)));
        both.server.use((connection) => connection.write(Uint8Array.of(i)));
        await pump(both);
      }
      const expected = Uint8Array.from({ length: 200 }, (_, i) => i);
      expect(both.server.data).toEqual(expected);
      expect(both.client.data).toEqual(expected);
      // The client replaces its own keys, and asks the server, which has no such limit, to replace its.
      expect(both.client.messages.filter((message) => message === '> KeyUpdate').length).toBeGreaterThanOrEqual(3);
      expect(both.client.messages.filter((message) => message === '< KeyUpdate').length).toBeGreaterThanOrEqual(3);
    });

    test('RFC 8446 §5.5: one long write is cut where keys must change', async () => {
      const client = { keyUpdateAfter: 64, recordSizeLimit: 100 };
      const both = await connectedPair({ crypto, client, server: { recordSizeLimit: 100 } });
      both.client.use((connection) => connection.write(sample(15_000)));
      await pump(both);
      expectBytes(both.server.data, sample(15_000));
      expect(both.server.messages.filter((message) => message === '< KeyUpdate').length).toBeGreaterThanOrEqual(2);
    });

    test('RFC 8446 §7.5: both sides export the same keying material, which depends on label, context and length', async () => {
      const { client, server } = await connectedPair({ crypto });
      const from = ({ connection }: typeof client, label: string, context: string, length = 32): string =>
        toHex(connection.exportKeyingMaterial(label, utf8(context), length));
      expect(from(client, 'EXPORTER-test', 'a')).toBe(from(server, 'EXPORTER-test', 'a'));
      expect(from(client, 'EXPORTER-test', 'a', 100)).toBe(from(server, 'EXPORTER-test', 'a', 100));
      const all = [
        from(client, 'EXPORTER-test', 'a'),
        from(client, 'EXPORTER-test', 'b'),
        from(client, 'EXPORTER-best', 'a'),
      ];
      expect(new Set(all).size).toBe(3);
      const other = await connectedPair({ crypto });
      expect(from(other.client, 'EXPORTER-test', 'a')).not.toBe(all[0]);
    });

    test('[C08] RFC 8446 §7.1: two connections of the same sides have no secret in common', async () => {
      const [one, two] = [await connectedPair({ crypto }), await connectedPair({ crypto })];
      const secrets = [one, two]
        .flatMap(({ client }) => [...client.secrets.values()].map(toHex))
        .filter((hex) => !/^0+$/.test(hex));
      expect(new Set(secrets).size).toBe(secrets.length);
    });

    test('[B28] RFC 8446 §5.4: padded records have the same length whatever is inside', async () => {
      const both = await connectedPair({ crypto, client: { padRecordsTo: 256 } });
      for (const length of [1, 10, 200]) {
        both.client.use((connection) => connection.write(sample(length)));
        await pump(both);
        expect(both.client.writes.at(-1)).toBe(header + 256 + tag);
      }
      expect(both.server.data).toHaveLength(211);
    });

    test('[F01] RFC 8449 §4: neither side sends records larger than the other asks for', async () => {
      const sent = recordLog();
      const returned = recordLog();
      const both = await connectedPair({
        crypto,
        client: { recordSizeLimit: 100, observer: sent.observer },
        server: { recordSizeLimit: 1000, observer: returned.observer },
      });
      both.client.use((connection) => connection.write(sample(5000)));
      both.server.use((connection) => connection.write(sample(5000)));
      await pump(both);
      expectBytes(both.server.data, sample(5000));
      expectBytes(both.client.data, sample(5000));
      const longest = ({ records }: typeof sent): number =>
        Math.max(
          ...records
            .filter((record) => record.direction === 'sent' && record.epoch === 'application')
            .map(({ length }) => length),
        );
      expect(longest(sent)).toBe(999);
      expect(longest(returned)).toBe(99);
    });

    test('[B05] RFC 8446 §5.1: a chain of 40 kB crosses several records', async () => {
      const log = recordLog();
      const names = Array.from({ length: 220 }, (_, i) => `a-rather-long-name-of-a-host-${i}.test`);
      const long = (await credential({ names })).chain[0] as Uint8Array;
      const { chain, key } = await credential();
      const both = await connectedPair({
        crypto,
        server: { credentials: [{ chain: [...chain, long, long, long, long, long], key }], observer: log.observer },
      });
      expect(both.client.info?.peer?.chain).toHaveLength(6);
      const flight = log.records.filter(
        ({ direction, type, epoch }) => direction === 'sent' && type === 22 && epoch === 'handshake',
      );
      expect(flight.map(({ length }) => length).reduce((sum, length) => sum + length)).toBeGreaterThan(40_000);
      expect(flight.length).toBeGreaterThanOrEqual(3);
    });

    test('[B06] RFC 8446 §5.1: the messages of a flight share a record, and the flight is one write', async () => {
      const log = recordLog();
      const { server } = await connectedPair({ crypto, server: { observer: log.observer } });
      const sent = log.records.filter(({ direction }) => direction === 'sent');
      expect(sent.map(({ type, epoch }) => `${type} ${epoch}`)).toEqual(['22 initial', '20 initial', '22 handshake']);
      expect(server.messages.filter((message) => message.startsWith('>'))).toEqual([
        '> ServerHello',
        '> EncryptedExtensions',
        '> Certificate',
        '> CertificateVerify',
        '> Finished',
      ]);
      if (answers === 'at once') expect(server.writes).toHaveLength(1);
    });
  });
}

test('[D17] RFC 9850 §2: the key log has a line for each secret, the same on both sides', async () => {
  const lines: Record<'client' | 'server', string[]> = { client: [], server: [] };
  const logger = (side: keyof typeof lines) => ({
    secret: (...secret: Parameters<typeof keyLogLine>) => void lines[side].push(keyLogLine(...secret)),
  });
  const both = await connectedPair({ client: { observer: logger('client') }, server: { observer: logger('server') } });
  both.client.use((connection) => connection.updateKeys(true));
  await pump(both);
  expect(lines.client.toSorted()).toEqual(lines.server.toSorted());
  expect(lines.client.map((line) => line.split(' ')[0])).toEqual([
    'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
    'SERVER_HANDSHAKE_TRAFFIC_SECRET',
    'CLIENT_TRAFFIC_SECRET_0',
    'SERVER_TRAFFIC_SECRET_0',
    'EXPORTER_SECRET',
    'CLIENT_TRAFFIC_SECRET_1',
    'SERVER_TRAFFIC_SECRET_1',
  ]);
  for (const line of lines.client) expect(line).toMatch(/^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64,96}$/);
});
